"""A small town lives for a moment: through the API alone, each person from an own source address."""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from random import Random

import httpx
import pytest

from linli.config.commands import simulate
from linli.demo.caller import Figures, source
from linli.demo.colleagues import LOOKS, usernames
from linli.demo.content import Content, Place
from linli.demo.neighbours import picture
from linli.demo.sentences import topics
from linli.demo.simulation import RESIDENT_NETWORK, STAFF_NETWORK, Cast, Simulation
from linli.ops.errors import OperationError
from tests.conftest import Live
from tests.world import PASSWORD

UNITS = {"06025": "street/water", "06010": "street/water"}
PEOPLE = ("chen", "zhao", "sun", "lin", "wang", "feng", "gong")
CAST = Cast(PEOPLE, PASSWORD, residents=6, searches=("Block",), unit_of=UNITS, partners=("police",))
TO_THE_END = ("file", "dispatch", "accept", "start", "report_back", "check_pass", "close")
LONGEST_SECONDS = 150


def happened(figures: Figures) -> bool:
    return figures.reports >= 8 and all(figures.moves[verb] for verb in TO_THE_END)


def run(simulation: Simulation) -> Figures:
    """The simulation in a thread of its own: a browser driven in the same process keeps a loop in the main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(simulation.run).result()


def test_residents_report_and_staff_take_cases_round_the_whole_loop(live: Live) -> None:
    told: list[str] = []
    simulation = Simulation(live.url, 900, time.time() + LONGEST_SECONDS, CAST, tell=told.append, enough=happened)
    figures = run(simulation)
    assert happened(figures), told
    assert set(figures.moves) <= {verb for _, table, _ in LOOKS for verbs in table.values() for verb, _ in verbs}
    assert {refused.partition(" ")[0] for refused in figures.refused} <= {"409", "412", "403"}, told
    assert told[-1].count("reports") == 1
    assert httpx.get(f"{live.url}/healthz").status_code == 200


def test_a_server_without_the_town_is_told_in_a_sentence(live: Live) -> None:
    nowhere = Cast((), PASSWORD, residents=0, searches=("no such building",), unit_of=UNITS)
    with pytest.raises(LookupError, match="no places"):
        run(Simulation(live.url, 900, None, nowhere, tell=lambda line: None))


def test_everybody_has_another_source_address() -> None:
    staff = [source(STAFF_NETWORK, number) for number in range(300)]
    residents = [source(RESIDENT_NETWORK, number) for number in range(300)]
    assert len({*staff, *residents}) == 600
    assert all(address.startswith("127.") for address in (*staff, *residents))


def test_the_desk_recognises_a_class_by_the_words_of_a_report() -> None:
    place = Place("1", "映荷苑1幢", 120.0, 30.0)
    content = Content([place], {"06010": "a"}, frozenset(topic.code for topic in topics()))
    recognised = 0
    for seed in range(200):
        text, _, code = content.report(Random(seed), 8)
        assert "{" not in text
        recognised += content.class_of(Random(seed), text) == code
    assert recognised > 180


def test_no_two_pictures_are_the_same_bytes() -> None:
    assert picture(Random(1)) != picture(Random(2))
    assert picture(Random(1))[:2] == b"\xff\xd8"


def test_the_cast_of_the_town_are_accounts_that_it_has() -> None:
    assert len(usernames()) == len(set(usernames()))
    assert {"police1", "hotline1", "registrar4", "dispatcher3", "fire_lead", "municipal2", "wg001", "wg145"} <= set(
        usernames()
    )


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7200)])
def test_the_end_may_be_a_length_of_time(text: str, seconds: int) -> None:
    assert simulate.moment(text) == pytest.approx(time.time() + seconds, abs=5)


def test_the_end_may_be_the_next_time_that_the_clock_shows_it() -> None:
    at = simulate.moment("00:00")
    assert 0 < at - time.time() <= 24 * 3600
    assert datetime.fromtimestamp(at).astimezone().strftime("%H:%M") == "00:00"


@pytest.mark.parametrize("text", ["soon", "25:00", "-5m", ""])
def test_what_is_no_time_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(OperationError, match="Not a time"):
        simulate.moment(text)


def test_a_pace_that_goes_nowhere_is_refused() -> None:
    given = argparse.Namespace(url="http://127.0.0.1:1", pace=0.0, until=None)
    with pytest.raises(OperationError, match="pace"):
        simulate.run(given)
