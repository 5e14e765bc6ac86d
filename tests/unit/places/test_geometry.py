"""Finding the area of a point, and proving that a division has neither gap nor overlap."""

from typing import Any

import pytest

from linli.places.geometry import Locator, check_seamless


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


PARENT = box(120.0, 30.0, 120.02, 30.01)
WEST, EAST = box(120.0, 30.0, 120.01, 30.01), box(120.01, 30.0, 120.02, 30.01)


def test_a_point_is_found_in_its_area_and_nowhere_outside() -> None:
    locator = Locator([("west", WEST), ("east", EAST)])
    assert locator.locate(120.005, 30.005) == "west"
    assert locator.locate(120.015, 30.005) == "east"
    assert locator.locate(120.03, 30.005) is None
    assert len(locator) == 2


@pytest.mark.parametrize("areas", [[("a", WEST), ("b", EAST)], [("b", EAST), ("a", WEST)]])
def test_a_point_on_a_shared_border_always_goes_to_the_smallest_key(areas: list[tuple[str, Any]]) -> None:
    assert Locator(areas).locate(120.01, 30.005) == "a"


def test_keys_may_be_numbers_and_a_locator_may_be_empty() -> None:
    assert Locator([(7, WEST), (3, PARENT)]).locate(120.005, 30.005) == 3
    assert Locator[str]([]).locate(120.0, 30.0) is None


def test_a_seamless_division_has_nothing_to_say() -> None:
    assert check_seamless(PARENT, [("west", WEST), ("east", EAST)]) == []


def test_an_overlap_is_told_with_both_names() -> None:
    sentences = check_seamless(PARENT, [("west", box(120.0, 30.0, 120.011, 30.01)), ("east", EAST)])
    assert len(sentences) == 1
    assert sentences[0].startswith("west and east overlap by 107,")


def test_a_part_that_reaches_outside_is_told() -> None:
    sentences = check_seamless(PARENT, [("west", WEST), ("east", box(120.01, 30.0, 120.021, 30.01))])
    assert len(sentences) == 1
    assert sentences[0].startswith("east reaches 107,")


def test_every_gap_is_told_with_a_place_to_look_at() -> None:
    sentences = check_seamless(PARENT, [("west", box(120.001, 30.0, 120.009, 30.01)), ("east", EAST)])
    assert [sentence.split(" near ")[1] for sentence in sentences] == [
        "120.000500, 30.005000.",
        "120.009500, 30.005000.",
    ]


@pytest.mark.parametrize(
    "boundary",
    [
        {},
        {"type": "Point", "coordinates": [120, 30]},
        {"type": "Polygon", "coordinates": [[[120, 30], [121, 30]]]},
        {"type": "Polygon", "coordinates": "nonsense"},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
    ],
)
def test_a_boundary_that_is_no_polygon_is_refused(boundary: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="The boundary "):
        check_seamless(boundary, [])
