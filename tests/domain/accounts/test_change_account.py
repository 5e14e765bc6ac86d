"""Another name, post or unit for somebody."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.accounts.queries import actor_for
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.accounts.administrators import administrator, record
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_with_the_unit_changes_what_somebody_takes_part_in(world: World) -> None:
    accounts.change_account(
        administrator(world), record(world, "zhao"), name="Zhao", title="Chief", unit="street/roads"
    )
    account = Account.objects.get(username="zhao")
    assert (account.title, account.unit and account.unit.code) == ("Chief", "street/roads")
    assert "unit:/street/roads/" in actor_for(account).tokens


def test_the_audit_names_what_was_changed_and_no_name(world: World) -> None:
    accounts.change_account(EYE, record(world, "zhao"), name="Somebody Else", unit="street/roads")
    with territory(EYE):
        entry = AuditEntry.objects.get(action="account.change")
    pk = world.accounts["zhao"].pk
    assert entry.data == f'{{"account":{pk},"changed":"name,unit","unit":"street/roads"}}'


def test_a_name_is_needed_and_the_unit_must_exist(world: World) -> None:
    with refused("missing_input", field="name"):
        accounts.change_account(EYE, record(world, "zhao"), name="")
    with refused("invalid", field="unit", reason="unknown_unit"):
        accounts.change_account(EYE, record(world, "zhao"), name="Zhao", unit="nowhere")


def test_nobody_is_moved_out_of_the_own_territory_nor_moves_themselves(world: World) -> None:
    chief = administrator(world)
    with refused("forbidden", field="unit"):
        accounts.change_account(chief, record(world, "zhao"), name="Zhao", unit="next/water")
    with refused("rule", rule="own_account"):
        accounts.change_account(chief, record(world, "leader"), name="Leader", unit="street/water")


def test_strangers_and_whoever_lacks_the_permission_change_nobody(world: World) -> None:
    with refused("not_found"):
        accounts.change_account(administrator(world), record(world, "stranger"), name="X")
    with refused("forbidden"):
        accounts.change_account(world.zhao, record(world, "zhao"), name="X")
