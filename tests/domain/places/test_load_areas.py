"""The area tree from a file."""

from typing import Any

import pytest

from linli.kernel.refusals import Refusal
from linli.places import actions as places
from linli.places import queries, rules
from linli.places.models import Area
from tests.domain.asking import refused
from tests.world import COMMUNITY, GRID, IMPORTER, STREET, World, square

pytestmark = pytest.mark.postgres15
NEW = {"code": "330110010001009", "name": "Grid 9", "level": "grid", "parent": COMMUNITY}


def test_an_area_lies_below_its_parent_and_keeps_no_filling_zeros_in_its_path(world: World) -> None:
    places.load_areas(IMPORTER, None, rows=[NEW])
    area = Area.objects.get(code=NEW["code"])
    assert area.path == "/33/330110010/330110010001/330110010001009/"
    assert area in queries.areas_below("/33/330110010/330110010001/")


def test_a_known_area_is_changed_and_not_doubled(world: World) -> None:
    places.load_areas(IMPORTER, None, rows=[{**NEW, "code": GRID, "name": "Grid 1, renamed"}])
    assert Area.objects.get(code=GRID).name == "Grid 1, renamed"


def test_wrong_rows_are_told_by_their_lines_and_nothing_is_kept(world: World) -> None:
    rows: list[dict[str, Any]] = [
        NEW,
        {**NEW, "code": "330110099001001", "parent": "330110099001"},
        {**NEW, "code": "330110010001010", "boundary": {"type": "Point", "coordinates": [1, 2]}},
    ]
    with pytest.raises(Refusal) as told:
        places.load_areas(IMPORTER, None, rows=rows)
    faults: Any = told.value.words["rows"]
    assert [(line, each.field, each.words["reason"]) for line, each in faults] == [
        (3, "parent", "unknown_area"),
        (4, "boundary", "bad_boundary"),
    ]
    assert not Area.objects.filter(code=NEW["code"]).exists()


def test_an_area_may_lie_in_one_of_the_same_file_and_bring_its_boundary(world: World) -> None:
    community = {"code": "330110010002", "name": "New", "level": "community", "parent": STREET}
    grid = {**NEW, "code": "330110010002001", "parent": "330110010002", "boundary": square(120.02, 30.0)}
    places.load_areas(IMPORTER, None, rows=[community, grid])
    assert queries.spot_of_point(120.025, 30.005).area_path.endswith("/330110010002001/")
    places.load_areas(IMPORTER, None, rows=[{**grid, "boundary": square(120.03, 30.0)}])
    assert queries.spot_of_point(120.025, 30.005).is_outside


@pytest.mark.parametrize(
    ("code", "segment"),
    [
        ("330000000000", "3300"), ("330110000000", "330110"), ("330110010000", "330110010"),
        ("330110010001", "330110010001"), ("330110010001001", "330110010001001"), ("33", "33"),
    ],
)  # fmt: skip
def test_a_segment_is_the_code_without_its_filling_zeros(code: str, segment: str) -> None:
    assert rules.segment(code) == segment


def test_who_is_no_importer_loads_nothing(world: World) -> None:
    with refused("forbidden"):
        places.load_areas(world.chen, None, rows=[NEW])
    assert not Area.objects.filter(code=NEW["code"]).exists()
