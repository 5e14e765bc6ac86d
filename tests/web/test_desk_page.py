"""The desk list."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Unit
from linli.cases import actions as cases
from linli.cases.queries import READERS
from tests.domain.asking import case_of
from tests.web.conftest import Browse, Browser
from tests.world import COMMUNITY, TO_THE_END, World


def shown(browser: Browser, query: str = "?tab=all") -> str:
    page = browser.get(f"/cases/{query}")
    assert page.status_code == 200
    return str(page.content.decode())


def test_each_sees_the_cases_of_the_own_territory(browse: Browse, world: World) -> None:
    number = world.report("The tap leaks.")
    assert number in shown(browse("chen"))
    assert number in shown(browse("lin"))
    assert number not in shown(browse("stranger"))
    assert number not in shown(browse("zhao"))
    world.drive(number, "file", "dispatch")
    assert number in shown(browse("zhao"))


def test_the_first_tab_holds_what_needs_me_now(browse: Browse, world: World) -> None:
    waiting, under_way = world.report(), world.drive(world.report(), "file", "dispatch")
    desk, unit = shown(browse("chen"), ""), shown(browse("zhao"), "")
    assert waiting in desk
    assert under_way not in desk
    assert under_way in unit


def test_what_could_be_settled_on_the_spot_waits_for_nobody_in_the_grid(browse: Browse, world: World) -> None:
    reported, filed = world.report(), world.drive(world.report(), "file")
    for number in (reported, filed):
        assert number not in shown(browse("lin"), "")
        assert number in shown(browse("lin"), "?tab=all")
    world.drive(reported, "ask_to_verify")
    assert reported in shown(browse("lin"), "")


def test_an_empty_list_says_what_comes_there(browse: Browse, world: World) -> None:
    world.report()
    assert "Here come cases that you reported" in browse("zhao").get("/cases/?tab=mine").content.decode()
    for page in ("/cases/", "/cases/?tab=all", "/figures/"):
        text = browse("admin").get(page).content.decode()
        assert "Your roles show you no cases" in text, page
    assert "Here come cases that you reported" in browse("admin").get("/cases/?tab=mine").content.decode()


def test_an_application_waits_for_whoever_may_grant_it_next(browse: Browse, world: World) -> None:
    """Nobody finds out by looking through every case that a unit has."""
    number = world.drive(world.report(), *TO_THE_END[:4], "request_extension")
    assert number in shown(browse("feng"), "")
    assert "more time asked for" in browse("feng").get("/cases/").content.decode()
    assert number not in shown(browse("chen"), "")
    world.drive(number, "endorse_extension")
    assert number not in shown(browse("feng"), "")
    assert number in shown(browse("chen"), "")
    assert number in shown(browse("chen"), "?tab=needs-me&state=handling")
    assert number in shown(browse("chen"), "?tab=needs-me&view=board")
    assert number not in shown(browse("chen"), "?tab=needs-me&state=reported")
    world.drive(number, "approve_extension")
    assert number not in shown(browse("chen"), "")


@pytest.mark.parametrize("verbs", [TO_THE_END, ("void",)])
def test_what_a_reporter_contests_waits_for_whoever_may_open_it_again(
    browse: Browse, world: World, verbs: tuple[str, ...]
) -> None:
    number, settled = world.drive(world.report(), *verbs), world.drive(world.report(), *verbs)
    chen = browse("chen")
    assert "Nothing waits for you" in shown(chen, "")
    cases.contest(world.holder(number), number, reason="It leaks still.")
    for query in ("", "?view=board", "?tab=needs-me&contested=1"):
        text = shown(chen, query)
        assert number in text, query
        assert settled not in text, query
    assert number in shown(chen, f"?tab=needs-me&state={case_of(number).state}")
    assert number not in shown(chen, "?tab=needs-me&state=filed")
    assert number not in shown(browse("wang"), "")
    assert number not in shown(browse("stranger"), "")
    world.drive(number, "reopen")
    assert number not in shown(chen, "?tab=needs-me&contested=1")


def counts(text: str) -> list[str]:
    """What the tabs say, in their order."""
    tabs = text.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    return re.findall(r'class="count">([^<]*)<', tabs)


def test_every_tab_says_how_many_cases_its_list_has_in_whatever_view(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.drive(world.report(), *TO_THE_END)
    world.drive(world.report(), "void")
    for _ in range(2):
        world.report()
    contested = world.drive(world.report(), *TO_THE_END)
    cases.contest(world.holder(contested), contested, reason="It leaks still.")
    chen = browse("chen")
    for tab in ("needs-me", "all", "mine"):
        for view in ("", "&view=board", "&view=map"):
            assert counts(shown(chen, f"?tab={tab}{view}")) == ["3", "4", "0", "0"]
        listed = shown(chen, f"?tab={tab}").count("<tr data-row>")
        assert str(listed) == dict(zip(("needs-me", "all", "mine"), ("3", "4", "0"), strict=True))[tab]
    assert counts(shown(chen, "?tab=all&state=closed")) == ["1", "2", "0", "0"]
    monkeypatch.setattr("linli.web.cases.desk.MOST_COUNTED", 3)
    assert counts(shown(chen, "?tab=all")) == ["3", "3+", "0", "0"]


def test_the_board_says_where_what_has_ended_is(browse: Browse, world: World) -> None:
    world.drive(world.report(), *TO_THE_END)
    chen = browse("chen")
    said = "The board has what goes on."
    assert said in shown(chen, "?tab=all&view=board")
    world.report()
    assert said in shown(chen, "?tab=all&view=board")
    for query in ("?view=board", "?tab=all&view=board&state=closed", "?tab=all"):
        assert said not in shown(chen, query)


def test_what_needs_me_comes_by_its_time_unless_another_order_is_asked_for(browse: Browse, world: World) -> None:
    filed = world.drive(world.report(), "file")
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        sooner = world.report()
    later = world.report()
    chen = browse("chen")

    def order(query: str) -> list[str]:
        text = shown(chen, query)
        return sorted((filed, sooner, later), key=text.index)

    assert order("") == [sooner, filed, later]
    assert order("?tab=all") == [later, filed, sooner]
    assert order("?sort=-reported_at") == [later, filed, sooner]
    assert 'name="sort"' not in shown(chen, "")
    assert 'name="sort" value="-reported_at"' in shown(chen, "?sort=-reported_at")


def test_whoever_only_looks_on_begins_with_all_cases(browse: Browse, world: World) -> None:
    number = world.report()
    assert number in shown(browse("leader"), "")
    assert number not in shown(browse("leader"), "?tab=needs-me")


def test_a_case_that_one_could_only_void_or_return_does_not_wait_for_one(browse: Browse, world: World) -> None:
    filed, checking = world.drive(world.report(), "file"), world.drive(world.report(), *TO_THE_END[:5])
    officer = shown(browse("wang"), "")
    assert filed in shown(browse("chen"), "")
    assert filed not in officer
    assert checking in officer


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?tab=all&state=reported", True),
        ("?tab=all&state=closed", False),
        (f"?tab=all&area={COMMUNITY}", True),
        ("?tab=all&area=330110011001", False),
        ("?tab=all&area=330110010001001", True),
        ("?tab=all&channel=web", True),
        ("?tab=all&channel=phone", False),
        ("?tab=all&level=street", False),
        ("?tab=all&contested=1", False),
        ("?tab=all&reopened=1", False),
        ("?tab=all&from=2999-01-01", False),
        ("?tab=all&to=2020-01-01", False),
        ("?tab=all&bbox=120,30,121,31", True),
        ("?tab=all&bbox=1,1,2,2", False),
        ("?tab=all&unit=street/water", False),
        ("?tab=all&class=06025", False),
        ("?tab=all&overdue=1", False),
        ("?tab=all&q=leaks", True),
        ("?tab=all&q=nothing", False),
        ("?tab=mine", False),
        ("?tab=all&sort=reported_at", True),
    ],
)
def test_filters_narrow_the_list(browse: Browse, world: World, query: str, found: bool) -> None:
    number = world.report()
    assert (number in shown(browse("chen"), query)) is found


def test_each_filter_that_is_on_can_be_taken_off(browse: Browse, world: World) -> None:
    text = shown(browse("chen"), "?tab=all&state=closed&q=lamp&overdue=1")
    assert text.count("filter-tag") == 3
    assert "?tab=all&amp;q=lamp&amp;overdue=1" in text
    assert "No case fits these filters" in text


def test_every_kind_of_filter_has_a_tag_that_takes_it_off(browse: Browse, world: World) -> None:
    given = {
        "state": "closed",
        "area": COMMUNITY,
        "unit": "street/water",
        "class": "06025",
        "channel": "web",
        "level": "street",
        "outcome": "partly",
        "q": "lamp",
        "overdue": "1",
        "contested": "1",
        "reopened": "1",
        "urged": "1",
        "without_photo": "1",
        "applied": "1",
        "from": "2026-03-01",
        "to": "2026-03-31",
        "closed_from": "2026-03-01",
        "closed_to": "2026-03-31",
        "weekday": "7",
        "hour": "8",
        "light": "yellow",
        "late": "1",
        "on_time": "1",
        "returned": "1",
        "answered": "1",
        "rating": "any",
        "to_call": "1",
        "called": "unreached",
        "without": "class,area",
        "bbox": "120,30,121,31",
    }
    assert set(given) == set(READERS) - {"mine"}
    text = shown(browse("chen"), "?tab=all&" + urlencode(given))
    assert text.count("filter-tag") == len(given)
    assert "Water Unit" in text
    assert "until 2026-03-31" in text


def test_an_empty_desk_says_what_comes_here(browse: Browse) -> None:
    assert "Nothing waits for you" in shown(browse("chen"), "")
    assert "No cases yet" in shown(browse("chen"))


def test_the_next_page_begins_where_the_first_ends(browse: Browse, world: World) -> None:
    numbers = [world.report(f"Matter {n}.") for n in range(52)]
    browser = browse("chen")
    first = shown(browser)
    address = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = shown(browser, address)
    assert [n for n in numbers if n in first] == numbers[2:]
    assert [n for n in numbers if n in second] == numbers[:2]


def test_a_page_mark_that_is_none_is_told(browse: Browse) -> None:
    assert browse("chen").get("/cases/?tab=all&cursor=nonsense").status_code == 422


def test_htmx_gets_the_list_alone(browse: Browse, world: World) -> None:
    page = browse("chen").get("/cases/?tab=all", HX_Request="true")
    assert b"<html" not in page.content
    assert b"filter-form" not in page.content
    assert "HX-Request" in page.headers["Vary"]


def test_the_number_of_queries_does_not_grow_with_the_rows(browse: Browse, world: World) -> None:
    browser = browse("chen")
    counts = []
    for amount in (10, 35):
        for _ in range(amount):
            world.drive(world.report(), "file", "dispatch")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(browser)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 19


@pytest.mark.parametrize(
    ("query", "named", "reason"),
    [
        ("unit=zzz", "Unit", "There is no unit with this code."),
        ("state=zzz", "State", "This is not one of the choices"),
        ("from=tomorrow", "Reported from", "This is not a day."),
        ("from=2026-03-02&to=2026-03-01", "until", "This lies before the first day."),
        ("unit=street&unit=police", "Unit", "This is there twice."),
        ("bbox=north", "A part of the map", "A part of the map is four numbers"),
    ],
)
def test_a_filter_that_is_none_is_told_beside_its_field_and_the_list_stays(
    browse: Browse, world: World, query: str, named: str, reason: str
) -> None:
    number = world.report()
    chen = browse("chen")
    for headers in ({}, {"HX-Request": "true"}):
        answer = chen.client.get(f"/cases/?tab=all&channel=web&{query}", headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"{named}: {reason}" in page
        assert number in page
    name = query.partition("=")[0] if "to=" not in query else "to"
    page = chen.get(f"/cases/?tab=all&channel=web&{query}").content.decode()
    assert f'aria-describedby="f-{name}-error"' in page or name == "bbox"
    for path in ("export", "filters"):
        assert chen.post(f"/cases/{path}?tab=all&{query}", {"name": "A"}).status_code == 422


@pytest.mark.parametrize("name", ["tab", "sort", "view"])
def test_an_order_or_a_tab_that_is_none_is_told_and_the_list_keeps_its_rows(
    browse: Browse, world: World, name: str
) -> None:
    number, query = world.report(), {"tab": "all"} | {name: "nonsense"}
    answer = browse("chen").get("/cases/?" + urlencode(query))
    assert answer.status_code == 422
    assert "This is not one of the choices" in answer.content.decode()
    assert number in answer.content.decode()
    assert browse("chen").post("/cases/export?" + urlencode(query)).status_code == 422


def test_voided_cases_are_left_out_until_one_asks_for_them(browse: Browse, world: World) -> None:
    voided, other = world.drive(world.report(), "void"), world.report()
    chen = browse("chen")
    page = shown(chen)
    assert other in page
    assert voided not in page
    assert "Voided cases are left out here." in page
    assert voided in shown(chen, "?tab=all&state=voided")
    assert voided in shown(chen, f"?tab=all&q={voided}")
    assert "left out" not in shown(chen, "?tab=all&state=voided")
    export = b"".join(chen.post("/cases/export?tab=all").streaming_content).decode()
    assert (other in export, voided in export) == (True, False)


def test_whatever_light_is_red_is_found_as_overdue(browse: Browse, world: World) -> None:
    waiting, handled = world.report(), world.drive(world.report(), *TO_THE_END[:5])
    for later, found in ((timedelta(minutes=16), [True, False]), (timedelta(days=9), [True, True])):
        with time_machine.travel(timezone.now() + later):
            desk = shown(browse("chen"), "?tab=all&overdue=1")
        assert [number in desk for number in (waiting, handled)] == found


def test_a_unit_that_was_renamed_is_offered_under_its_new_name_at_once(browse: Browse, world: World) -> None:
    browser = browse("chen")
    assert '<option value="street/water">Water Works</option>' not in shown(browser)
    Unit.objects.filter(code="street/water").update(name="Water Works")
    assert '<option value="street/water">Water Works</option>' in shown(browser)
    assert '<option value="street/water" selected>Water Works</option>' in shown(browser, "?tab=all&unit=street/water")
