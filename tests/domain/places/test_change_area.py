"""An administrator changes what areas there are."""

from typing import Any

import pytest

from linli.accounts.queries import in_charge
from linli.cases.queries import hanging
from linli.kernel import registers
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry
from linli.places import actions as places
from linli.places import queries
from linli.places.models import Area, Town
from tests.domain.asking import case_of, in_state, refused
from tests.world import BUILDING, COMMUNITY, GRID, GRID_PATH, IMPORTER, OTHER_GRID, STREET, World, new_key

pytestmark = pytest.mark.postgres15
NEW = {"code": "330110010001009", "name": "Grid 9", "level": "grid", "parent": COMMUNITY}


def told(code: str) -> dict[str, str]:
    return queries.AREAS.told(Area.objects.get(code=code))


def change(by: Actor, row: str, values: dict[str, str] | None, **more: Any) -> Any:
    return places.change_area(
        by, registers.aim("areas", queries.root_path(), new_key()), row=row, values=values, **more
    )


def retire(world: World, code: str) -> None:
    change(world.admin, code, {**told(code), "retired": "true"})


def test_an_area_is_added_renamed_and_taken_out(world: World) -> None:
    change(world.admin, "", NEW)
    assert Area.objects.get(code=NEW["code"]).path == f"/33/330110010/{COMMUNITY}/{NEW['code']}/"
    change(world.admin, NEW["code"], {**told(NEW["code"]), "name": "North"})
    assert told(NEW["code"])["name"] == "North"
    change(world.admin, NEW["code"], None)
    assert not Area.objects.filter(code=NEW["code"]).exists()


def test_a_renamed_grid_keeps_its_boundary(world: World) -> None:
    before = Area.objects.get(code=GRID).boundary
    change(world.admin, GRID, {**told(GRID), "name": "South"})
    assert (told(GRID)["name"], Area.objects.get(code=GRID).boundary) == ("South", before)


def test_nothing_new_comes_to_lie_in_a_retired_area_and_what_lies_there_stays(world: World) -> None:
    number = in_state(world, "filed")
    version = Town.objects.get().areas_version
    retire(world, GRID)
    assert queries.spot_of_point(120.005, 30.005).is_outside
    assert GRID not in [code for code, _ in queries.grids()]
    assert GRID not in [area.code for area in queries.areas_below("/")]
    with refused("invalid", field="place", reason="unknown_area"):
        queries.spot_in_area(GRID, "First Road 1")
    assert case_of(number).area_path == GRID_PATH
    assert queries.names_of([GRID_PATH]) == {GRID_PATH: "Grid 1"}
    assert Town.objects.get().areas_version == version + 1


def test_an_area_that_holds_others_or_the_whole_town_is_not_retired(world: World) -> None:
    with refused("rule", rule="areas_below"):
        retire(world, COMMUNITY)
    Area.objects.exclude(code="33").update(is_retired=True)
    with refused("rule", rule="root_area"):
        retire(world, "33")


def test_an_area_to_which_something_refers_is_not_taken_out(world: World) -> None:
    with refused("rule", rule="in_use"):
        change(world.admin, GRID, None)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("code", OTHER_GRID, "other_division"),
        ("code", "north", "bad_area_code"),
        ("parent", STREET, "other_division"),
        ("parent", "", "other_division"),
        ("parent", "99", "unknown_area"),
        ("level", "street", "level_not_below"),
        ("level", "county", "unknown_choice"),
        ("households", "many", "not_a_number"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_column(world: World, column: str, value: str, reason: str) -> None:
    values = {**told(GRID), column: value}
    if column == "code":
        values["parent"] = STREET
    with refused("invalid", field="parent" if reason == "other_division" else column, reason=reason):
        change(world.admin, GRID, values)


def test_two_codes_do_not_lie_at_one_place_of_the_tree(world: World) -> None:
    with refused("invalid", field="code", reason="taken"):
        change(world.admin, "", {"code": "330110010", "name": "Twin", "level": "street", "parent": "33"})


def test_who_looks_after_an_area_is_who_has_a_role_on_it(world: World) -> None:
    assert in_charge([GRID, OTHER_GRID]) == {GRID: ["Lin"]}
    assert in_charge([STREET])[STREET][:3] == ["Street Office", "Roads Unit", "Water Unit"]


def test_what_hangs_on_an_area_is_counted_with_all_below_it(world: World) -> None:
    in_state(world, "handling")
    in_state(world, "closed")
    found = hanging.in_area(queries.path_of(STREET))
    assert (found.cases, found.routes) == (1, 0)
    assert (queries.in_area(COMMUNITY).below, queries.in_area(GRID).buildings) == (2, 1)


def test_the_boundaries_go_out_with_what_they_bound(world: World) -> None:
    found = {each["properties"]["code"]: each for each in queries.features()}
    assert found[GRID]["properties"]["parent"] == COMMUNITY
    assert found[GRID]["geometry"]["type"] == "Polygon"
    assert STREET not in found


def test_only_who_keeps_the_register_changes_it(world: World) -> None:
    change(world.admin, "", NEW)
    for by in (world.chen, world.stranger, world.li):
        with refused("not_found"):
            change(by, BUILDING, None)


def test_a_published_name_and_telephone_are_kept_out_of_the_audit_and_stay_when_a_change_is_undone(
    world: World,
) -> None:
    change(world.admin, GRID, {**told(GRID), "duty_name": "林木", "duty_phone": "0571-00001000"})
    change(world.admin, GRID, {**told(GRID), "name": "South", "duty_name": "何田"})
    (last, first, *_) = registers.history(world.admin, "areas")
    assert {name for name, *_ in last.differences} == {"name", "duty_name"}
    assert {name for name, *_ in first.differences} == {"duty_name", "duty_phone"}
    written = AuditEntry.objects.filter(object_type="register").values_list("data", flat=True)
    assert not any(value in data for data in written for value in ("林木", "何田", "0571-00001000"))
    assert last.before is not None
    change(world.admin, GRID, dict(last.before), seen=registers.digest(last.after))
    assert (told(GRID)["name"], told(GRID)["duty_name"], told(GRID)["duty_phone"]) == (
        "Grid 1",
        "何田",
        "0571-00001000",
    )


def test_a_file_without_the_columns_leaves_who_is_published_and_one_with_them_sets_it(world: World) -> None:
    change(world.admin, GRID, {**told(GRID), "duty_name": "林木", "duty_phone": "0571-00001000"})
    row = {name: value for name, value in told(GRID).items() if not name.startswith("duty")}
    places.load_areas(IMPORTER, None, rows=[{**row, "name": "South"}])
    assert (told(GRID)["name"], told(GRID)["duty_name"]) == ("South", "林木")
    places.load_areas(IMPORTER, None, rows=[{**told(GRID), "duty_name": "", "duty_phone": ""}])
    assert (told(GRID)["duty_name"], told(GRID)["duty_phone"]) == ("", "")
