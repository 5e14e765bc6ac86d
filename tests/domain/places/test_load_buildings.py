"""Buildings from a file."""

import pytest

from linli.places import actions as places
from linli.places import queries
from linli.places.models import Building
from tests.domain.asking import refused
from tests.world import BUILDING, GRID, GRID_PATH, IMPORTER, World

pytestmark = pytest.mark.postgres15
NEW = {
    "code": "33011001000100009", "name": "Block 9", "address": "First Road 9", "grid": GRID,
    "lon": 120.002, "lat": 30.002, "kind": "residential",
}  # fmt: skip


def test_a_building_lies_in_its_grid_and_is_found_by_code_door_and_address(world: World) -> None:
    places.load_buildings(IMPORTER, None, rows=[NEW])
    building = Building.objects.get(code=NEW["code"])
    assert building.area_path == GRID_PATH
    for spot in (
        queries.spot_of_code("33011001000100009"),
        queries.spot_of_code(building.place_code),
        queries.spot_of_address("First Road 9 room 301"),
    ):
        assert (spot.building_id, spot.area_path) == (building.pk, GRID_PATH)


def test_a_known_building_keeps_its_code_on_the_door(world: World) -> None:
    before = Building.objects.get(code=BUILDING).place_code
    places.load_buildings(IMPORTER, None, rows=[{**NEW, "code": BUILDING}])
    assert Building.objects.get(code=BUILDING).place_code == before


def test_an_unknown_grid_is_refused_and_nothing_is_kept(world: World) -> None:
    with refused("invalid", field="buildings", reason="unknown_area"):
        places.load_buildings(IMPORTER, None, rows=[NEW, {**NEW, "grid": "1"}])
    assert not Building.objects.filter(code=NEW["code"]).exists()
