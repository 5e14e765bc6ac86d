"""Units, roles and staff of the demo town, and its event classes, calendar and settings."""

import json
from collections import Counter
from typing import Any

from linli.cases.rules import CHECKED_AFTER
from linli.cases.workflow import AT_THE_UNIT, CASE, OPEN, REPORTED
from linli.demo.classes import read_rows

from .conftest import City

ROLES = {
    "grid_worker", "registrar", "duty_chief", "dispatcher", "unit_lead", "handler", "verifier", "supervisor",
    "assessor", "leader", "grid_leader", "guide", "community_officer", "administrator", "auditor",
    "partner",
}  # fmt: skip


def test_twelve_units_stand_below_one_root(city: City) -> None:
    units = city.rows("units.jsonl")
    own = [row for row in units if not row.get("outside")]
    assert [row["code"] for row in own if row["parent"] is None] == ["liangzhu"]
    assert sum(row["parent"] == "liangzhu" for row in own) == city.summary.units == 12
    assert all(row["area"] == "330110010" for row in own)


def test_outside_units_have_a_limit_to_accept_and_people_who_see_nothing_by_themselves(city: City) -> None:
    outside = {row["code"]: row for row in city.rows("units.jsonl") if row.get("outside")}
    assert {"police110", "hotline12345"} <= set(outside)
    assert all(row["accept_amount"] > 0 and row["parent"] is None for row in outside.values())
    partners = [row for row in city.rows("staff.jsonl") if row["grants"][0]["role"] == "partner"]
    assert {row["unit"] for row in partners} == set(outside)
    (role,) = [row for row in city.rows("roles.json") if row["key"] == "partner"]
    assert "case.view" not in role["permissions"]


def test_every_base_grid_has_its_own_worker(city: City) -> None:
    workers = [row for row in city.rows("staff.jsonl") if row["grants"][0]["role"] == "grid_worker"]
    assert [row["username"] for row in workers] == [f"wg{number:03}" for number in range(1, 147)]
    assert sorted(row["grants"][0]["areas"][0] for row in workers) == sorted(city.areas("grid"))


def test_sixty_people_fill_every_other_role_and_every_unit(city: City) -> None:
    office = [row for row in city.rows("staff.jsonl") if row["grants"][0]["role"] not in ("grid_worker", "partner")]
    assert len(office) == 60
    assert {row["grants"][0]["role"] for row in office} == ROLES - {"grid_worker", "partner"}
    assert {row["unit"] for row in office} == {
        row["code"] for row in city.rows("units.jsonl") if not row.get("outside")
    }


def test_every_grant_names_a_role_and_places_that_exist(city: City) -> None:
    areas = {row["code"] for row in city.rows("areas.jsonl")}
    units = {row["code"] for row in city.rows("units.jsonl")}
    roles = {row["key"] for row in city.rows("roles.json")}
    assert roles == ROLES
    for row in city.rows("staff.jsonl"):
        for grant in row["grants"]:
            assert grant["role"] in roles
            assert grant["areas"] or grant["units"]
            assert set(grant["areas"]) <= areas
            assert set(grant["units"]) <= units
        assert row["unit"] in units


def test_nobody_who_reports_handles_and_nobody_who_handles_checks(city: City) -> None:
    permissions = {row["key"]: set(row["permissions"]) for row in city.rows("roles.json")}
    for role in ("unit_lead", "handler"):
        assert not permissions[role] & {"case.report", "case.check_pass", "case.close", "case.dispatch"}
    for role in ("leader", "supervisor", "assessor", "guide"):
        assert all(name.endswith((".view", ".note", ".export", ".urge")) for name in permissions[role])
    assert not any(name.startswith("case.") for name in permissions["administrator"])


def test_wherever_a_matter_lies_somebody_leads_it_on_from_every_state(city: City) -> None:
    """What lies nowhere is not handled, as nobody would check it there; whoever amends it puts it somewhere."""
    root = json.loads((city.folder / "settings.json").read_text(encoding="utf-8"))["root"]
    for level in ("street", "community", "grid"):
        for code in city.areas(level):
            held = _held(city, code)
            barred = CHECKED_AFTER if code == root and "case.check_pass" not in held else frozenset()
            stranded = {state for state in _reached(barred) if not _leaving(state, barred) & held}
            assert stranded <= ({"filed"} if barred and "case.amend" in held else set()), code


def _held(city: City, code: str | None) -> set[str]:
    """What somebody may do with a case there, whatever unit has it: none is chosen in which nobody accepts."""
    areas = {row["code"]: row for row in city.rows("areas.jsonl")}
    roles = {row["key"]: set(row["permissions"]) for row in city.rows("roles.json")}
    above = set[str]()
    while code:
        above.add(code)
        code = areas[code]["parent"]
    grants = [grant for row in city.rows("staff.jsonl") for grant in row["grants"]]
    return set().union(*(roles[g["role"]] for g in grants if g["units"] or above & set(g["areas"])))


def _reached(barred: frozenset[str]) -> set[str]:
    found = new = {REPORTED}
    while new:
        new = {t.target for t in CASE.moves if t.name not in barred and found & set(t.sources)} & set(OPEN) - found
        found = found | new
    return found


def _leaving(state: str, barred: frozenset[str]) -> set[str]:
    """The moves that take the case on, not out: at a unit the unit's own."""
    onward = {t.name for t in CASE.moves if state in t.sources and t.target in OPEN and t.name not in barred}
    onward |= {"close"} if state == "checked" else set()
    return {f"case.{verb}" for verb in onward - ({"return"} if state in AT_THE_UNIT else set())}


def test_names_are_invented_once_each(city: City) -> None:
    names = Counter(row["name"] for row in city.rows("staff.jsonl"))
    assert len(names) == 210
    assert len({row["username"] for row in city.rows("staff.jsonl")}) == 210


def test_the_250_matters_have_a_limit_and_a_unit(city: City) -> None:
    classes = in_force(city)
    units = {row["code"] for row in city.rows("units.jsonl")}
    assert len(classes) == city.summary.event_classes == 250
    assert all(int(row["limit_amount"]) > 0 for row in classes)
    routes = {row["class_code"]: row["unit"] for row in city.rows("routes.csv")}
    assert set(routes) == {row["code"] for row in classes}
    assert set(routes.values()) <= units
    assert {row["limit_unit"] for row in classes} == {"urgent_hour", "work_hour", "work_day", "calendar_day"}
    small = {row["code"] for row in classes if row["self_handling"] == "true"}
    assert {"06010", "06036", "09010"} <= small
    assert len(small) < 30


def test_every_unit_but_the_centre_has_matters_of_its_own(city: City) -> None:
    own = {row["code"] for row in city.rows("units.jsonl") if not row.get("outside")}
    units = own - {"liangzhu", "liangzhu/centre"}
    assert {row["unit"] for row in city.rows("routes.csv")} == units


def in_force(city: City) -> list[dict[str, Any]]:
    (scheme,) = [row["code"] for row in city.rows("schemes.csv") if not row["in_force_to"]]
    return [row for row in city.rows("event_classes.csv") if row["scheme"] == scheme]


def test_conditions_are_handed_on_by_classes_that_are_the_same_and_by_no_others(city: City) -> None:
    standards = city.rows("standards.csv")
    assert Counter(row["scheme"] for row in standards)["GB/T 30428.2-2013"] == 519
    newer = {row["code"] for row in standards if row["scheme"] == "GB/T 47678.5-2026"}
    crosswalk = read_rows("crosswalk")
    passing = {r["code_2026"] for r in crosswalk if r["kind_2026"] == "管理事项" and r["how"] in ("same", "renamed")}
    assert newer == passing
    assert all(int(row["limit_amount"]) > 0 and row["closing_condition"] for row in standards)


def test_settings_and_calendar_say_what_the_loader_asks_for(city: City) -> None:
    settings = json.loads((city.folder / "settings.json").read_text(encoding="utf-8"))
    assert set(settings) == {"name", "root", "division_version", "phones"}
    assert "2026-10-01" in (city.folder / "calendar.json").read_text(encoding="utf-8")
