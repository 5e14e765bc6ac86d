"""A new release brings other roles: those that nobody changed follow, the others are kept and told."""

import json
from typing import Any

import pytest

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.models import Role
from linli.config import roles
from linli.kernel import registers
from linli.kernel.actor import machine
from linli.places.queries import root_path
from tests.domain.asking import refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15
RELEASE = machine("job:release")
SHIPPED, FORMER = (json.loads((roles.DATA / f"{name}.json").read_text("utf-8")) for name in ("roles", "former_roles"))
OLD, NEW = ["case.view"], ["case.note", "case.view"]


def row(permissions: list[str], key: str = "reader") -> dict[str, Any]:
    return {"key": key, "name": "Reader", "name_en": "", "permissions": permissions}


def ship(*rows: dict[str, Any], former: dict[str, list[str]] | None = None) -> None:
    accounts.ship_roles(RELEASE, None, rows=rows, former=former or {}, area_path=root_path())


def change(world: World, *permissions: str) -> None:
    values = {**queries.ROLES.told(Role.objects.get(key="reader")), "permissions": "|".join(permissions)}
    accounts.change_role(world.admin, registers.aim("roles", root_path(), new_key()), row="reader", values=values)


def held(key: str = "reader") -> list[str]:
    return Role.objects.get(key=key).permissions


def test_a_role_that_nobody_changed_follows_and_the_history_says_who_did_it(world: World) -> None:
    accounts.load_roles(RELEASE, None, rows=[row(OLD)])
    ship(row(OLD))
    ship(row(NEW))
    assert held() == NEW
    (last, *_) = registers.history(world.admin, "roles")
    assert (last.actor, last.row, last.differences) == (
        "job:release", "reader", [("permissions", "case.view", "case.note|case.view")]
    )  # fmt: skip
    ship(row(["case.view"]))
    assert held() == ["case.view"]


def test_a_role_that_was_changed_is_kept_and_what_it_lacks_is_told(world: World) -> None:
    accounts.load_roles(RELEASE, None, rows=[row(OLD)])
    ship(row(OLD))
    change(world, "case.export", "case.view")
    ship(row(NEW))
    assert held() == ["case.export", "case.view"]
    assert queries.further_permissions()["reader"] == ["case.note"]
    change(world, *NEW)
    ship(row(["case.view", "case.void"]))
    assert held() == ["case.view", "case.void"]


def test_what_somebody_took_out_of_a_role_does_not_come_back(world: World) -> None:
    accounts.load_roles(RELEASE, None, rows=[row(OLD)])
    ship(row(NEW), former={"reader": [queries.digest_of(OLD)]})
    change(world, *OLD)
    ship(row([*NEW, "case.void"]), former={"reader": [queries.digest_of(OLD)]})
    assert held() == OLD


def test_an_old_table_follows_where_it_says_what_was_shipped_once(world: World) -> None:
    own = row(["case.void"], "own")
    accounts.load_roles(RELEASE, None, rows=[row(OLD), own])
    known = {"reader": [queries.digest_of(OLD)], "own": [queries.digest_of(OLD)]}
    ship(row(NEW), row(NEW, "own"), row(NEW, "gone"), former=known)
    assert (held(), held("own")) == (NEW, ["case.void"])
    assert not Role.objects.filter(key="gone").exists()


def test_a_role_that_is_new_with_the_release_is_added_once(world: World) -> None:
    ship(row(OLD))
    ship(row(OLD), row(NEW, "helper"))
    assert held("helper") == NEW
    Role.objects.filter(key="helper").delete()
    ship(row(NEW), row(NEW, "helper"))
    assert not Role.objects.filter(key="helper").exists()


def test_only_the_machine_takes_note_of_a_release(world: World) -> None:
    with refused("forbidden"):
        accounts.ship_roles(world.admin, None, rows=[row(OLD)], former={})


def test_an_upgrade_takes_the_roles_of_this_release_and_done_again_writes_nothing(world: World) -> None:
    roles.follow()
    shipped = queries.shipped_roles()
    assert "case.view" in shipped["dispatcher"]
    before = len(registers.imports(world.admin, "shipped_role"))
    roles.follow()
    assert len(registers.imports(world.admin, "shipped_role")) == before


def test_an_old_town_whose_administrator_could_not_stop_imports_or_plan_divisions_gets_these(world: World) -> None:
    (shipped,) = (row for row in SHIPPED if row["key"] == "administrator")
    later = (
        *("division.", "correction.", "import.stop", "import.go_on", "retention.load", "token.load", "stage_limit."),
        "account.see_as", "town.load", "building.load",
    )  # fmt: skip
    old = [name for name in shipped["permissions"] if not name.startswith(later)]
    assert queries.digest_of(old) in FORMER["administrator"]
    Role.objects.filter(key="administrator").update(permissions=old)
    roles.follow()
    assert set(held("administrator")) == set(shipped["permissions"])


def test_whoever_looks_before_filing_may_show_what_was_there() -> None:
    looking = [row for row in SHIPPED if "case.verify" in row["permissions"]]
    assert [row["key"] for row in looking if "case.add_photo" not in row["permissions"]] == []
    assert looking


def test_whoever_closes_may_add_the_picture_that_a_refusal_to_close_asks_for() -> None:
    closing = [row for row in SHIPPED if "case.close" in row["permissions"]]
    assert [row["key"] for row in closing if "case.add_photo" not in row["permissions"]] == []
    assert closing
