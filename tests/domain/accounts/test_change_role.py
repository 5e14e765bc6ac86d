"""An administrator changes what a role may do; nobody helps themselves, and somebody is left who administers."""

from typing import Any

import pytest

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.models import Account, Grant, Role
from linli.accounts.queries import actor_for
from linli.kernel import registers
from linli.kernel.actor import Actor
from linli.places.models import Area
from linli.places.queries import root_path
from tests.domain.accounts.administrators import record
from tests.domain.asking import EYE, refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15
READER = {"code": "reader", "name": "Reader", "permissions": "case.view"}


def told(key: str) -> dict[str, str]:
    return queries.ROLES.told(Role.objects.get(key=key))


def change(by: Actor, row: str, values: dict[str, str] | None, **more: Any) -> Any:
    return accounts.change_role(by, registers.aim("roles", root_path(), new_key()), row=row, values=values, **more)


def keeper(world: World) -> Actor:
    """Somebody else who changes registers, and administers no accounts."""
    role = Role.objects.create(key="keeper", name="Keeper", permissions=["register.view", "role.change"])
    Grant.objects.create(account=world.accounts["leader"], role=role, area=Area.objects.get(code="33"))
    return actor_for(Account.objects.get(username="leader"))


def test_a_role_is_added_changed_and_taken_out(world: World) -> None:
    change(world.admin, "", READER)
    change(world.admin, "reader", {**told("reader"), "permissions": "case.view|case.note"})
    assert Role.objects.get(key="reader").permissions == ["case.note", "case.view"]
    change(world.admin, "reader", None)
    assert not Role.objects.filter(key="reader").exists()


def test_a_role_that_somebody_holds_is_not_taken_out(world: World) -> None:
    with refused("rule", rule="in_use"):
        change(world.admin, "handler", None)


def test_what_is_taken_from_a_role_its_people_may_no_more_with_their_next_click(world: World) -> None:
    change(world.admin, "handler", {**told("handler"), "permissions": "case.view"})
    assert not actor_for(world.accounts["zhao"]).holds("case.accept")


def test_nobody_adds_to_a_role_that_they_hold(world: World) -> None:
    stood = told("administrator")
    with refused("rule", rule="own_role"):
        change(world.admin, "administrator", {**stood, "permissions": stood["permissions"] + "|case.view"})
    less = "|".join(name for name in stood["permissions"].split("|") if name != "route.load")
    change(world.admin, "administrator", {**stood, "permissions": less})
    assert "route.load" not in Role.objects.get(key="administrator").permissions


@pytest.mark.parametrize("right", ["account.grant", "role.load", "*"])
def test_nobody_puts_into_a_role_a_right_to_administer_that_they_do_not_have(world: World, right: str) -> None:
    by = keeper(world)
    change(by, "", READER)
    with refused("forbidden", field="permissions"):
        change(by, "reader", {**told("reader"), "permissions": f"case.view|{right}"})


def test_somebody_is_left_who_administers_accounts(world: World) -> None:
    stood = told("administrator")
    with refused("rule", rule="last_administrator"):
        change(world.admin, "administrator", {**stood, "permissions": "register.view|role.change"})
    with refused("rule", rule="last_administrator"):
        accounts.disable_account(EYE, record(world, "admin"))
    with refused("rule", rule="last_administrator"):
        accounts.revoke_grant(EYE, record(world, "admin"), role="administrator", node=accounts.Node(area="33"))
    accounts.grant_role(EYE, record(world, "leader"), role="administrator", node=accounts.Node())
    accounts.disable_account(EYE, record(world, "admin"))
    assert not Account.objects.get(username="admin").is_active


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("code", "other", "fixed"),
        ("code", "A reader", "bad_role_key"),
        ("permissions", "everything", "bad_permission"),
        ("name", "x" * 61, "too_long"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_column(world: World, column: str, value: str, reason: str) -> None:
    with refused("invalid", field=column, reason=reason):
        change(world.admin, "handler", {**told("handler"), column: value})


def test_only_who_keeps_the_register_changes_it(world: World) -> None:
    change(world.admin, "", READER)
    for by in (world.chen, world.stranger, world.li):
        with refused("not_found"):
            change(by, "reader", None)
