"""The area tree and the buildings of the demo town: counts, codes and borders without gap or overlap."""

from collections import Counter
from itertools import combinations, pairwise

import pytest
import shapely
from shapely.geometry import shape

from linli.places.geometry import Locator, check_seamless

from .conftest import City

LEVELS = [("street", "community"), ("community", "grid"), ("grid", "micro_grid")]


def test_the_street_has_the_areas_it_should_have(city: City) -> None:
    assert city.summary.areas == {
        "city": 1, "district": 1, "street": 1, "community": 45, "grid": 146, "micro_grid": 40,
    }  # fmt: skip
    assert len(city.rows("areas.jsonl")) == 234


def test_parents_come_first_and_every_code_begins_with_its_parents(city: City) -> None:
    seen: set[str] = set()
    digits = {"city": 4, "district": 6, "street": 9, "community": 12, "grid": 15, "micro_grid": 17}
    for row in city.rows("areas.jsonl"):
        assert row["code"].isdigit()
        assert len(row["code"]) == digits[row["level"]]
        assert row["parent"] is None or (row["parent"] in seen and row["code"].startswith(row["parent"]))
        assert row["kind"] == ("base" if row["level"] == "grid" else None)
        seen.add(row["code"])
    assert len(seen) == 234


def test_communities_keep_their_real_names_and_codes(city: City) -> None:
    communities = city.areas("community")
    assert communities["330110010012"]["name"] == "良渚文化村社区"
    assert communities["330110010200"]["name"] == "良渚村委会"


def test_grids_and_micro_grids_are_numbered_without_gap(city: City) -> None:
    for level, parent_digits in (("grid", 12), ("micro_grid", 15)):
        numbers: dict[str, list[int]] = {}
        for code in city.areas(level):
            numbers.setdefault(code[:parent_digits], []).append(int(code[parent_digits:]))
        assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert Counter(code[:15] for code in city.areas("micro_grid")).most_common()[-1][1] == 4


def test_of_two_grids_in_one_row_the_western_has_the_smaller_number(city: City) -> None:
    """A community of two or three grids is one row."""
    grids = city.areas("grid")
    small = [code for code, count in Counter(code[:12] for code in grids).items() if count <= 3]
    assert small
    for community in small:
        ordered = [shape(grids[code]["boundary"]) for code in sorted(grids) if code[:12] == community]
        assert all(west.centroid.x < east.centroid.x + 0.002 for west, east in pairwise(ordered))


@pytest.mark.parametrize("level", ["street", "community", "grid", "micro_grid"])
def test_every_border_is_a_valid_ring_of_six_digits(city: City, level: str) -> None:
    for row in city.areas(level).values():
        (ring,) = row["boundary"]["coordinates"]
        assert ring[0] == ring[-1]
        assert all(round(value, 6) == value for point in ring for value in point)
        assert all(119.95 <= lon <= 120.08 and 30.34 <= lat <= 30.42 for lon, lat in ring)
        assert shape(row["boundary"]).is_valid
        assert shapely.LinearRing(ring).is_ccw


@pytest.mark.parametrize(("parents", "children"), LEVELS)
def test_children_cover_their_parent_exactly(city: City, parents: str, children: str) -> None:
    by_parent: dict[str, list[tuple[str, dict[str, object]]]] = {}
    for code, row in city.areas(children).items():
        by_parent.setdefault(row["parent"], []).append((code, row["boundary"]))
    for code, parts in by_parent.items():
        whole = city.areas(parents)[code]["boundary"]
        polygons = [shape(boundary) for _, boundary in parts]
        assert check_seamless(whole, parts) == []
        assert shapely.coverage_is_valid(polygons)
        assert shapely.coverage_union_all(polygons).equals(shape(whole))
        assert all(one.intersection(other).area == 0 for one, other in combinations(polygons, 2))


@pytest.mark.parametrize("level", ["community", "grid"])
def test_neighbours_share_every_vertex_of_their_border(city: City, level: str) -> None:
    assert shapely.coverage_is_valid([shape(row["boundary"]) for row in city.areas(level).values()])


def test_grids_are_irregular_shapes(city: City) -> None:
    shapes = [shape(row["boundary"]) for row in city.areas("grid").values()]
    rectangular = [polygon for polygon in shapes if polygon.area > 0.95 * polygon.minimum_rotated_rectangle.area]
    assert len(rectangular) <= 3
    assert max(p.area for p in shapes) > 8 * min(p.area for p in shapes)


def test_every_building_stands_inside_its_own_grid(city: City) -> None:
    locator = Locator((code, row["boundary"]) for code, row in city.areas("grid").items())
    buildings = city.rows("buildings.jsonl")
    assert len(buildings) == city.summary.buildings == 2000
    assert all(locator.locate(row["lon"], row["lat"]) == row["grid"] for row in buildings)


def test_buildings_have_codes_addresses_and_kinds_of_their_own(city: City) -> None:
    buildings = city.rows("buildings.jsonl")
    assert all(len(row["code"]) == 17 and row["code"].startswith(row["grid"][:12]) for row in buildings)
    assert len({row["code"] for row in buildings}) == len({row["address"] for row in buildings}) == 2000
    kinds = Counter(row["kind"] for row in buildings)
    assert set(kinds) == {"residential", "commercial", "public", "industrial"}
    assert kinds["residential"] > 1400
    assert min(kinds.values()) >= 50
    assert all((row["households"] > 0) == (row["kind"] == "residential") for row in buildings)


def test_households_of_an_area_are_those_of_its_buildings(city: City) -> None:
    homes: Counter[str] = Counter()
    for row in city.rows("buildings.jsonl"):
        homes[row["grid"]] += row["households"]
    grids = city.areas("grid")
    assert all(grids[code]["households"] == homes[code] for code in grids)
    assert city.areas("street")["330110010"]["households"] == sum(homes.values())
    micro_grids = city.areas("micro_grid")
    for parent in {row["parent"] for row in micro_grids.values()}:
        parts = [row["households"] for row in micro_grids.values() if row["parent"] == parent]
        assert sum(parts) == homes[parent]
