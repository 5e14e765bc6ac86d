"""Staff with their grants from a file."""

from typing import Any

import pytest

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.accounts.queries import actor_for
from linli.kernel.refusals import Refusal
from tests.world import GRID, IMPORTER, World

pytestmark = pytest.mark.postgres15


def row(**changes: Any) -> dict[str, Any]:
    grants = [{"role": "grid_worker", "areas": [GRID], "units": []}]
    return {"username": "New", "name": "New", "unit": "street", "grants": grants, **changes}


def test_a_new_account_may_do_what_its_grants_say_where_they_say(world: World) -> None:
    accounts.load_staff(IMPORTER, None, rows=[row()], password="long enough for it")
    account = Account.objects.get(username="new")
    assert account.check_password("long enough for it")
    assert actor_for(account).areas("case.view") == ("/33/330110010/330110010001/330110010001001/",)
    assert actor_for(account).tokens == {f"account:{account.pk}", "unit:/street/"}


def test_without_a_password_nobody_signs_in(world: World) -> None:
    accounts.load_staff(IMPORTER, None, rows=[row()], password="")
    assert not Account.objects.get(username="new").has_usable_password()


def test_a_known_user_name_is_left_alone_whatever_its_case(world: World) -> None:
    accounts.load_staff(IMPORTER, None, rows=[row(username="LIN", name="Another")], password="")
    assert Account.objects.get(username="lin").name == "Lin"


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"grants": [{"role": "grid_worker", "areas": ["nowhere"]}]}, "grants", "unknown_area"),
        ({"grants": [{"role": "grid_worker", "units": ["nowhere"]}]}, "grants", "unknown_unit"),
        ({"grants": [{"role": "king", "areas": [GRID]}]}, "grants", "unknown_role"),
        ({"unit": "nowhere"}, "unit", "unknown_unit"),
    ],
)
def test_what_a_row_names_and_nobody_knows_is_told_by_its_line_and_nothing_is_loaded(
    world: World, changes: dict[str, Any], field: str, reason: str
) -> None:
    with pytest.raises(Refusal) as told:
        accounts.load_staff(IMPORTER, None, rows=[row(), row(username="other", **changes)], password="")
    rows: Any = told.value.words["rows"]
    ((line, fault),) = rows
    assert (line, fault.field, fault.words) == (3, field, {"reason": reason})
    assert not Account.objects.filter(username="new").exists()
