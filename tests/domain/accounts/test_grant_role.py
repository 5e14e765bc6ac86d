"""Giving somebody a role on a node."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from linli.accounts import actions as accounts
from linli.accounts.actions.people import Node
from linli.accounts.models import Role
from linli.accounts.queries import actor_for, holders_of
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.accounts.administrators import administrator, record
from tests.domain.asking import EYE, case_of, refused
from tests.world import COMMUNITY, NEXT_STREET, STREET, World

pytestmark = pytest.mark.postgres15


@dataclass(frozen=True)
class Placed:
    """Something that lies in an area."""

    area_path: str
    unit_path: str = ""


def test_a_role_holds_on_its_area_from_the_next_request_on(world: World) -> None:
    accounts.grant_role(administrator(world), record(world, "zhao"), role="verifier", node=Node(area=COMMUNITY))
    assert actor_for(world.accounts["zhao"]).areas("case.check_pass") == ("/33/330110010/330110010001/",)


def test_a_role_without_a_node_holds_everywhere_and_is_among_the_holders(world: World) -> None:
    number = world.report()
    accounts.grant_role(EYE, record(world, "stranger_zhao"), role="verifier", node=Node())
    zhao = actor_for(world.accounts["stranger_zhao"])
    assert (zhao.areas("case.check_pass"), zhao.units("case.check_pass")) == (("/",), ("/",))
    assert zhao.may("case.check_pass", case_of(number))
    assert world.accounts["stranger_zhao"] in holders_of("case.check_pass", case_of(number))


def test_the_audit_names_account_role_and_node_by_their_codes(world: World) -> None:
    accounts.grant_role(EYE, record(world, "zhao"), role="leader", node=Node(unit="street/water"))
    with territory(EYE):
        entry = AuditEntry.objects.get(action="account.grant")
    pk = world.accounts["zhao"].pk
    assert (entry.object_type, entry.data) == (
        "accountrecord",
        f'{{"account":{pk},"role":"leader","unit":"street/water"}}',
    )


def test_the_same_grant_is_not_given_twice(world: World) -> None:
    with refused("rule", rule="already_granted"):
        accounts.grant_role(EYE, record(world, "chen"), role="registrar", node=Node(area=STREET))


@pytest.mark.parametrize("node", [Node(), Node(area="33"), Node(area=NEXT_STREET), Node(unit="next/water")])
def test_nobody_gives_a_role_outside_of_the_own_territory(world: World, node: Node) -> None:
    with refused("forbidden"):
        accounts.grant_role(administrator(world), record(world, "zhao"), role="verifier", node=node)


def test_a_role_that_administers_is_given_only_by_whoever_has_all_of_it_there(world: World) -> None:
    Role.objects.create(key="everything", name="x", permissions=["*"])
    chief = administrator(world)
    accounts.grant_role(chief, record(world, "wang"), role="account_keeper", node=Node(area=COMMUNITY))
    with refused("forbidden"):
        accounts.grant_role(chief, record(world, "wang"), role="everything", node=Node(area=COMMUNITY))


def test_nobody_gives_themselves_a_role(world: World) -> None:
    with refused("rule", rule="own_account"):
        accounts.grant_role(administrator(world), record(world, "leader"), role="verifier", node=Node(area=STREET))


@pytest.mark.parametrize(
    ("role", "node", "field", "reason"),
    [
        ("nobody", Node(), "role", "unknown_role"),
        ("leader", Node(area="nowhere"), "area", "unknown_area"),
        ("leader", Node(unit="nowhere"), "unit", "unknown_unit"),
        ("leader", Node(area=STREET, unit="street"), "unit", "one_node"),
    ],
)
def test_what_does_not_exist_is_not_given(world: World, role: str, node: Node, field: str, reason: str) -> None:
    with refused("invalid", field=field, reason=reason):
        accounts.grant_role(EYE, record(world, "zhao"), role=role, node=node)


def test_an_account_of_the_next_street_is_as_if_it_were_not_there(world: World) -> None:
    with refused("not_found"):
        accounts.grant_role(administrator(world), record(world, "stranger"), role="leader", node=Node(area=STREET))


def test_without_the_permission_it_is_forbidden_even_to_the_account_itself(world: World) -> None:
    with refused("forbidden"):
        accounts.grant_role(world.chen, record(world, "chen"), role="leader", node=Node(area=STREET))


def test_a_disabled_account_is_given_nothing(world: World) -> None:
    accounts.disable_account(EYE, record(world, "zhao"))
    with refused("illegal_move"):
        accounts.grant_role(EYE, record(world, "zhao"), role="leader", node=Node(area=STREET))


def test_a_role_with_a_last_day_holds_through_that_day_and_no_longer(world: World) -> None:
    last = timezone.localdate() + timedelta(days=3)
    accounts.grant_role(EYE, record(world, "zhao"), role="verifier", node=Node(area=COMMUNITY), until=last)
    for days, holds in ((3, True), (4, False)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            assert actor_for(world.accounts["zhao"]).holds("case.check_pass") is holds
            found = holders_of("case.check_pass", Placed("/33/330110010/330110010001/"))
            assert (world.accounts["zhao"] in found) is holds


def test_a_last_day_that_is_over_is_refused(world: World) -> None:
    with refused("invalid", field="until", reason="in_the_past"):
        yesterday = timezone.localdate() - timedelta(days=1)
        accounts.grant_role(EYE, record(world, "zhao"), role="verifier", node=Node(), until=yesterday)
