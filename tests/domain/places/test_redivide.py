"""Areas are divided anew: the new parts hold from today on, and what has ended stays where it was."""

from typing import Any

import pytest
from django.utils import translation

from linli.cases import handlers
from linli.kernel.actions import trial
from linli.kernel.actor import Actor
from linli.kernel.outbox import Fact
from linli.kernel.refusals import Refusal
from linli.places import actions as places
from linli.places import queries
from linli.places.models import Area, Building, Town
from tests.domain.asking import case_of, in_state, lines_of, refused
from tests.world import BUILDING, COMMUNITY, GRID, GRID_PATH, IMPORTER, OTHER_GRID, World, square

pytestmark = pytest.mark.postgres15
NEW = "330110010001009"
NEW_PATH = f"/33/330110010/{COMMUNITY}/{NEW}/"


def part(code: str, boundary: dict[str, Any], **more: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"Part {code[-3:]}",
        "level": "grid",
        "parent": COMMUNITY,
        "boundary": boundary,
        **more,
    }


PARTS = [part(NEW, square(120.0, 30.0)), part(OTHER_GRID, square(120.01, 30.0))]


def divide(rows: list[dict[str, Any]], by: Actor = IMPORTER) -> None:
    places.redivide(by, None, rows=rows, name="2027")


def heard(*codes: str) -> None:
    """What cases do when they hear of it."""
    payload = {"number": "B1", "state": "loaded", "areas": list(codes)}
    handlers.follow_the_division(Fact(1, "area.redivided", "batch", 1, 1, "2026-01-01T00:00:00+00:00", payload))


def test_what_is_not_among_the_new_parts_is_retired_and_points_lie_in_the_new_ones(world: World) -> None:
    divide(PARTS)
    assert queries.spot_of_point(120.005, 30.005).area_path == NEW_PATH
    assert Area.objects.get(code=GRID).is_retired
    assert Area.objects.get(code=OTHER_GRID).name == "Part 002"
    assert Town.objects.get().division_version == "2027"
    assert Building.objects.get(code=BUILDING).area_path == NEW_PATH


def test_open_cases_follow_with_a_record_and_ended_ones_stay(world: World) -> None:
    ended, at_work = in_state(world, "closed"), in_state(world, "handling")
    divide(PARTS)
    heard(COMMUNITY)
    heard(COMMUNITY)
    assert case_of(ended).area_path == GRID_PATH
    assert case_of(at_work).area_path == NEW_PATH
    (line,) = [line for line in lines_of(at_work) if line.verb == "place"]
    assert (line.data["left"], line.data["area"]) == (GRID_PATH, NEW_PATH)


def test_a_trial_tells_what_would_be_and_changes_nothing(committed: World) -> None:
    told = trial(lambda: divide(PARTS))
    assert (told["added"], told["retired"], told["buildings"], told["divided"]) == (1, [GRID], 1, [COMMUNITY])
    assert not Area.objects.filter(code=NEW).exists()
    assert not Area.objects.get(code=GRID).is_retired


@pytest.mark.parametrize(
    ("west", "side", "words"),
    [(120.0, 0.009, "nothing covers"), (120.001, 0.01, "overlap"), (119.999, 0.01, "reaches")],
)
def test_parts_that_do_not_fit_together_are_refused_with_where_and_how_much(
    world: World, west: float, side: float, words: str
) -> None:
    with translation.override("en"), pytest.raises(Refusal) as caught:
        divide([part(NEW, square(west, 30.0, side)), PARTS[1]])
    assert caught.value.words["reason"] == "parts_do_not_fit"
    assert words in str(caught.value.words["seams"])
    assert not Area.objects.filter(code=NEW).exists()


def test_a_part_may_be_divided_further_in_the_same_file(world: World) -> None:
    half = square(120.0, 30.0)
    west, east = dict(half), dict(half)
    west["coordinates"] = [[[120.0, 30.0], [120.005, 30.0], [120.005, 30.01], [120.0, 30.01], [120.0, 30.0]]]
    east["coordinates"] = [[[120.005, 30.0], [120.01, 30.0], [120.01, 30.01], [120.005, 30.01], [120.005, 30.0]]]
    small = [
        part(f"{NEW}0{at}", boundary, level="micro_grid", parent=NEW) for at, boundary in enumerate((west, east), 1)
    ]
    divide([*PARTS, *small])
    assert queries.spot_of_point(120.002, 30.005).area_path == f"{NEW_PATH}{NEW}01/"


def test_what_names_no_area_that_stands_is_refused(world: World) -> None:
    with refused("invalid", field="file", reason="no_parts"):
        divide([])
    with refused("wrong_rows"):
        divide([part(NEW, square(120.0, 30.0), parent="99")])
    with refused("wrong_rows"):
        divide([{**PARTS[0], "boundary": None}, PARTS[1]])


def test_only_who_keeps_the_areas_divides_them(world: World) -> None:
    for by in (world.chen, world.stranger):
        with refused("forbidden"):
            divide(PARTS, by=by)
