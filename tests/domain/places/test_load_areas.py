"""The area tree from a file."""

import pytest

from linli.places import actions as places
from linli.places import queries
from linli.places.models import Area
from tests.domain.asking import refused
from tests.world import COMMUNITY, GRID, IMPORTER, World

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


def test_an_unknown_parent_is_refused_and_nothing_is_kept(world: World) -> None:
    with refused("invalid", field="areas", reason="unknown_area"):
        places.load_areas(IMPORTER, None, rows=[NEW, {**NEW, "code": "330110099001001", "parent": "330110099001"}])
    assert not Area.objects.filter(code=NEW["code"]).exists()


@pytest.mark.parametrize(
    ("code", "segment"),
    [
        ("330000000000", "3300"), ("330110000000", "330110"), ("330110010000", "330110010"),
        ("330110010001", "330110010001"), ("330110010001001", "330110010001001"), ("33", "33"),
    ],
)  # fmt: skip
def test_a_segment_is_the_code_without_its_filling_zeros(code: str, segment: str) -> None:
    assert places.segment(code) == segment


def test_who_is_no_importer_loads_nothing(world: World) -> None:
    with refused("forbidden"):
        places.load_areas(world.chen, None, rows=[NEW])
    assert not Area.objects.filter(code=NEW["code"]).exists()
