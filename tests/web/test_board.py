"""The list as a board: the same filter, a column for each state."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.conftest import Browse, Browser
from tests.world import TO_THE_END, World

ALL = "/cases/?tab=all&view=board"


def board(browser: Browser, path: str = ALL) -> str:
    page = browser.get(path)
    assert page.status_code == 200
    return str(page.content.decode())


def column(text: str, state: str) -> str:
    return text.partition(f'id="column-{state}"')[2].partition("</section>")[0]


def test_each_open_state_has_a_column_with_its_count(browse: Browse, world: World) -> None:
    filed, reported = world.drive(world.report(), "file"), [world.report() for _ in range(2)]
    text = board(browse("chen"))
    assert filed in column(text, "filed")
    assert '<span class="count">2</span>' in column(text, "reported")
    assert all(number in column(text, "reported") for number in reported)
    assert column(text, "closed") == ""


def test_the_filter_and_the_tab_are_those_of_the_list(browse: Browse, world: World) -> None:
    filed, reported = world.drive(world.report(), "file"), world.report()
    chen = browse("chen")
    text = board(chen, ALL + "&state=filed&channel=web")
    assert filed in text
    assert reported not in text
    assert re.findall(r'id="column-(\w+)"', text) == ["filed"]
    assert "?tab=all&amp;channel=web&amp;view=board" in text
    needs_me = board(browse("wang"), "/cases/?view=board")
    assert "filed" not in re.findall(r'id="column-(\w+)"', needs_me)
    assert "Nothing waits for you" in board(browse("stranger"), "/cases/?view=board")


def test_the_board_is_exported_as_it_is_seen(browse: Browse, world: World) -> None:
    ended, going_on = world.drive(world.report(), *TO_THE_END), world.report()
    chen = browse("chen")
    assert ended not in board(chen)
    answer = chen.post("/cases/export?tab=all&view=board", {"format": "csv"})
    table = b"".join(answer.streaming_content).decode()
    assert going_on in table
    assert ended not in table


def test_a_card_offers_the_moves_that_are_possible_now(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file")
    text = column(board(browse("chen")), "filed")
    assert f'href="/cases/{number}/dispatch"' in text
    assert f'href="/cases/{number}/close"' not in text
    assert "board-menu" not in board(browse("leader"))


def test_a_long_column_shows_more_when_asked_and_the_rest_as_a_list(browse: Browse, world: World) -> None:
    for n in range(12):
        world.report(f"Matter {n}.")
    chen = browse("chen")
    first = column(board(chen), "reported")
    assert first.count("data-row") == 10
    assert "more=reported" in first
    assert column(board(chen, ALL + "&more=reported"), "reported").count("data-row") == 12
    assert 'href="?tab=all&amp;state=reported"' in first


def test_a_kept_list_comes_back_as_a_board(browse: Browse, world: World) -> None:
    chen = browse("chen")
    world.report()
    chen.post("/cases/filters?tab=all&view=board&channel=web", {"name": "By state"})
    assert "/cases/?tab=all&amp;channel=web&amp;view=board" in chen.get("/cases/").content.decode()


def test_the_board_costs_the_same_for_few_and_for_many(browse: Browse, world: World) -> None:
    chen, costs = browse("chen"), []
    for amount in (1, 1, 9):
        for _ in range(amount):
            world.drive(world.report(), "file", "dispatch")
            world.report()
        with CaptureQueriesContext(connection) as queries:
            board(chen)
        costs.append(len(queries))
    assert costs[1] == costs[2]
