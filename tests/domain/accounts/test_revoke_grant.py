"""Taking a role away."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.actions.people import Node
from linli.accounts.queries import actor_for
from linli.cases import actions as cases
from tests.domain.accounts.administrators import administrator, record
from tests.domain.asking import EYE, refused
from tests.world import NEXT_STREET, STREET, World

pytestmark = pytest.mark.postgres15


def test_a_role_that_is_taken_away_ends_with_the_next_request(world: World) -> None:
    number = world.report()
    accounts.revoke_grant(administrator(world), record(world, "chen"), role="registrar", node=Node(area=STREET))
    with refused("not_found"):
        cases.file(actor_for(world.accounts["chen"]), number, class_code="06025")


def test_what_was_not_given_is_not_taken_away(world: World) -> None:
    with refused("rule", rule="no_such_grant"):
        accounts.revoke_grant(EYE, record(world, "chen"), role="leader", node=Node(area=STREET))


def test_nobody_takes_a_role_away_outside_of_the_own_territory_or_from_themselves(world: World) -> None:
    chief = administrator(world)
    accounts.grant_role(EYE, record(world, "chen"), role="leader", node=Node(area=NEXT_STREET))
    with refused("forbidden"):
        accounts.revoke_grant(chief, record(world, "chen"), role="leader", node=Node(area=NEXT_STREET))
    with refused("rule", rule="own_account"):
        accounts.revoke_grant(chief, record(world, "leader"), role="leader", node=Node(area=STREET))
    with refused("not_found"):
        accounts.revoke_grant(chief, record(world, "stranger"), role="registrar", node=Node(area=NEXT_STREET))
    with refused("forbidden"):
        accounts.revoke_grant(world.chen, record(world, "chen"), role="registrar", node=Node(area=STREET))


def test_also_a_disabled_account_loses_roles(world: World) -> None:
    accounts.disable_account(EYE, record(world, "chen"))
    accounts.revoke_grant(EYE, record(world, "chen"), role="registrar", node=Node(area=STREET))
