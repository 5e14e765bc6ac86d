"""Staff with their grants from a file."""

from typing import Any

import pytest

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.accounts.queries import actor_for
from tests.domain.asking import refused
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


@pytest.mark.parametrize(("kind", "reason"), [("areas", "unknown_area"), ("units", "unknown_unit")])
def test_a_grant_on_a_node_that_does_not_exist_is_refused(world: World, kind: str, reason: str) -> None:
    with refused("invalid", field="grants", reason=reason):
        accounts.load_staff(
            IMPORTER, None, rows=[row(grants=[{"role": "grid_worker", kind: ["nowhere"]}])], password=""
        )
    assert not Account.objects.filter(username="new").exists()
