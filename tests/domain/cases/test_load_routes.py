"""Routes from a file, and trying others before they are loaded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions as cases
from linli.cases import queries
from tests.domain.asking import refused
from tests.world import COMMUNITY, IMPORTER, NEXT_BUILDING, World

pytestmark = pytest.mark.postgres15


def test_a_route_that_is_loaded_again_changes_its_unit(world: World) -> None:
    cases.load_routes(IMPORTER, None, rows=[{"class_code": "06025", "unit": "street/roads"}])
    found = {route.class_code: route.unit.code for route in queries.routes()}
    assert found == {"06010": "street/roads", "06025": "street/roads"}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [("unit", "nobody", "unknown_unit"), ("area", "99", "unknown_area"), ("scheme", "x", "unknown_scheme")],
)
def test_what_is_unknown_is_told_by_its_line(world: World, column: str, value: str, reason: str) -> None:
    row = {"class_code": "06", "unit": "street/roads", column: value}
    with refused("wrong_rows") as _:
        cases.load_routes(IMPORTER, None, rows=[row])
    with refused("forbidden"):
        cases.load_routes(world.chen, None, rows=[])
    assert reason


def test_other_routes_are_tried_without_being_loaded(world: World) -> None:
    for _ in range(3):
        world.drive(world.report(), "file")
    world.report()
    others = [{"class_code": "06", "area": COMMUNITY, "unit": "street/roads"}]
    with CaptureQueriesContext(connection) as few:
        trial = queries.try_routes(queries.ways_read(others), 30)
    assert (trial.total, trial.cases, trial.moved) == (3, 3, {("street/water", "street/roads"): 3})
    assert len(trial.examples) == 1
    assert len(queries.routes()) == 2
    for _ in range(5):
        number = world.drive(world.report(), "file")
    assert number
    with CaptureQueriesContext(connection) as many:
        queries.try_routes(queries.ways_read(others), 30)
    assert len(few) == len(many)


def test_what_no_route_leads_anywhere_is_a_gap(world: World) -> None:
    assert queries.gaps() == []
    cases.load_classes(
        IMPORTER,
        None,
        rows=[
            {
                "scheme": "world", "kind": "matter", "code": "07001", "name": "Ads", "major_code": "07",
                "major_name": "Ads", "limit_amount": "1", "limit_unit": "work_day",
            }
        ],
    )  # fmt: skip
    (gap,) = queries.gaps()
    assert (gap.code, gap.is_everywhere) == ("07001", True)
    cases.load_routes(IMPORTER, None, rows=[{"class_code": "07", "area": COMMUNITY, "unit": "street/roads"}])
    (gap,) = queries.gaps()
    assert (gap.areas, gap.is_everywhere) == (["Next Community"], False)
    assert NEXT_BUILDING
