"""Units from a file."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.models import Unit
from linli.kernel.refusals import Refusal
from tests.domain.asking import refused
from tests.world import IMPORTER, STREET, World

pytestmark = pytest.mark.postgres15


def test_a_unit_has_a_path_of_its_code_and_its_parent(world: World) -> None:
    accounts.load_units(IMPORTER, None, rows=[{"code": "street/trees", "name": "Trees", "area": STREET}])
    unit = Unit.objects.get(code="street/trees")
    assert (unit.path, unit.parent and unit.parent.code, unit.area and unit.area.code) == (
        "/street/trees/",
        "street",
        STREET,
    )


def test_a_known_unit_is_changed_and_not_doubled(world: World) -> None:
    accounts.load_units(IMPORTER, None, rows=[{"code": "street/water", "name": "Water, renamed", "parent": "street"}])
    assert Unit.objects.get(code="street/water").name == "Water, renamed"


def test_a_unit_may_lie_below_one_of_the_same_file(world: World) -> None:
    rows = [{"code": "port", "name": "Port"}, {"code": "port/cranes", "name": "Cranes"}]
    accounts.load_units(IMPORTER, None, rows=rows)
    cranes = Unit.objects.get(code="port/cranes")
    assert cranes.parent is not None
    assert cranes.parent.code == "port"


def test_wrong_rows_are_told_by_their_lines_and_nothing_is_kept(world: World) -> None:
    rows = [
        {"code": "port", "name": "Port"},
        {"code": "a/b", "name": "B"},
        {"code": "c", "name": "C", "parent": "nobody"},
        {"code": "street/d", "name": "D", "parent": "next"},
        {"code": "Ä", "name": "E"},
        {"code": "f", "name": "F", "area": "99"},
    ]
    with pytest.raises(Refusal) as told:
        accounts.load_units(IMPORTER, None, rows=rows)
    faults = told.value.words["rows"]
    assert [(line, each.field, each.words["reason"]) for line, each in faults] == [  # type: ignore[attr-defined]
        (3, "code", "nothing_above"),
        (4, "parent", "unknown_unit"),
        (5, "parent", "other_parent"),
        (6, "code", "bad_unit_code"),
        (7, "area", "unknown_area"),
    ]
    assert not Unit.objects.filter(code="port").exists()


def test_who_keeps_the_whole_town_loads_units_and_nobody_else(world: World) -> None:
    accounts.load_units(world.admin, None, rows=[{"code": "port", "name": "Port"}], area_path="/33/")
    with refused("forbidden"):
        accounts.load_units(world.chen, None, rows=[], area_path="/33/")
