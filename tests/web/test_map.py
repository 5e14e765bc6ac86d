"""The list on a map: the same filter, as points and areas."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import queries
from linli.kernel.territory import territory
from linli.places.queries import spot_in_area, spot_of_point
from linli.web.cases import mapped
from tests.web.conftest import Browse, Browser
from tests.world import COMMUNITY, GRID, OTHER_BUILDING, OTHER_GRID, TO_THE_END, World

ALL = "/cases/map/points?tab=all&view=map"


def points(browser: Browser, path: str = ALL) -> Any:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/geo+json"
    return answer.json()


def numbers(browser: Browser, path: str = ALL) -> set[str]:
    return {feature["properties"]["number"] for feature in points(browser, path)["features"]}


def test_a_case_is_a_point_that_tells_its_state_its_light_and_its_class(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file")
    told = points(browse("chen"))
    assert [feature["geometry"] for feature in told["features"]] == [
        {"type": "Point", "coordinates": [120.005, 30.005]}
    ]
    properties = told["features"][0]["properties"]
    assert properties == {
        "number": number,
        "state": "filed",
        "light": "green",
        "class": "Dirty water",
        "text": "The tap leaks.",
    }
    assert told["states"]["filed"] == {"words": "To be dispatched", "tone": "desk", "shape": "circle"}
    assert told["lights"]["red"]


def test_the_map_shows_the_cases_of_the_list_and_no_others(browse: Browse, world: World) -> None:
    filed, reported = world.drive(world.report(), "file"), world.report(building=OTHER_BUILDING)
    closed, voided = world.drive(world.report(), *TO_THE_END), world.drive(world.report(), "void")
    chen = browse("chen")
    for query, expected in {
        "tab=all": {filed, reported, closed},
        "tab=all&state=voided": {voided},
        "tab=needs-me": {filed, reported},
        "tab=all&bbox=120.0,30.0,120.01,30.01": {filed, closed},
        "tab=all&sort=due_at&class=06025": {filed, closed},
    }.items():
        listed = chen.get(f"/cases/?{query}").content.decode()
        found = numbers(chen, f"/cases/map/points?{query}&view=map")
        assert found == expected, query
        assert all(f"/cases/{number}/" in listed for number in found)
        assert listed.count("<tr data-row>") == len(found)


def test_nobody_sees_a_point_or_an_area_of_another_street(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file")
    stranger = browse("stranger")
    assert points(stranger)["features"] == []
    assert number not in stranger.last.content.decode()
    areas = stranger.get("/cases/map/areas").json()["features"]
    assert {area["properties"]["name"] for area in areas} == {"Next Grid"}
    own = browse("chen").get("/cases/map/areas").json()["features"]
    assert {area["properties"]["code"] for area in own} == {GRID, OTHER_GRID}
    assert own[0]["properties"]["middle"] == [120.005, 30.005]


def test_cases_without_a_place_on_the_map_are_counted_and_led_to(browse: Browse, world: World) -> None:
    on_it = world.report()
    nowhere, beyond = world.report(spot=spot_in_area(COMMUNITY, "by the pond")), world.report(spot=spot_of_point(1, 1))
    told = points(browse("admin"))
    assert told["features"] == []
    with territory(world.chen):
        found = queries.points(world.chen, queries.Filter(), counted=10)
    assert ({point.number for point in found.points}, found.nowhere) == ({on_it}, 1)
    listed = browse("chen").get("/cases/?tab=all&without=point").content.decode()
    assert nowhere in listed
    assert on_it not in listed
    assert beyond not in listed
    assert "Without · A place on the map" in listed


def test_what_is_no_filter_is_refused_in_words(browse: Browse) -> None:
    for query in ("bbox=a", "state=none", "view=globe", "without=sense"):
        assert browse("chen").get(f"/cases/map/points?{query}").status_code == 422


def test_the_map_costs_the_same_for_few_and_for_many_and_says_when_there_are_more(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chen, costs = browse("chen"), []
    for amount in (1, 1, 6):
        for _ in range(amount):
            world.drive(world.report(), "file", "dispatch")
        with CaptureQueriesContext(connection) as captured:
            points(chen)
        costs.append(len(captured))
    assert costs[1] == costs[2]
    with territory(world.chen), CaptureQueriesContext(connection) as captured:
        few = queries.points(world.chen, queries.Filter(), most=3, counted=10)
    assert len(captured) == 2
    assert (len(few.points), few.is_more) == (3, True)
    monkeypatch.setattr(mapped, "MOST_AREAS", 1)
    assert chen.get("/cases/map/areas").json()["features"] == []
