"""What waits outdoors, on one page for one thumb."""

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases.models import Case
from tests.domain.asking import case_of, in_state
from tests.domain.cases.assisting import case_number_of, task_of
from tests.web.conftest import Browse, Markup, hidden
from tests.world import OTHER_BUILDING, World


def cards(page: Any) -> list[str]:
    """The numbers on the page, in their order."""
    return re.findall(r'id="(S?\d+)" data-errand', page.content.decode())


def test_a_day_goes_round_without_a_script_and_comes_back_to_the_card(browse: Browse, world: World) -> None:
    number = in_state(world, "dispatched")
    zhao = browse("zhao")
    for verb, given, state in (
        ("accept", {}, "accepted"),
        ("start", {}, "handling"),
        ("report-back", {"outcome": "done", "result": "Mended."}, "handled"),
    ):
        page = zhao.get("/today/")
        assert cards(page) == [number]
        assert Markup(page).faults == []
        assert f'"/cases/{number}/{verb}' in page.content.decode()
        if given:
            page = zhao.get(f"/cases/{number}/{verb}?from=today")
        done = zhao.post(f"/cases/{number}/{verb}", {**hidden(page), **given})
        assert (done.status_code, done.url) == (302, f"/today/#{number}")
        assert case_of(number).state == state
    page = zhao.get("/today/")
    assert cards(page) == []
    assert "Nothing waits outdoors" in page.content.decode()
    checker = browse("sun").get("/today/").content.decode()
    assert f"/cases/{number}/check-pass?from=today" in checker
    assert f"/cases/{number}/check-fail?from=today" in checker


def test_few_words_of_what_has_no_class_yet_are_the_heading_and_stand_there_alone(browse: Browse, world: World) -> None:
    """Nobody reads the same sentence twice on one card; more words go on below their beginning."""
    few, many = "A drain cover is loose.", "A drain cover is loose and rattles whenever a car goes by."
    for text in (few, many):
        world.drive(world.report(text=text), "ask_to_verify")
    page = browse("lin").get("/today/").content.decode()
    assert page.count(few) == 1
    assert f'<p class="today-text">{many}</p>' in page


def test_what_is_refused_comes_back_and_still_leads_to_the_tasks_afterwards(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    zhao = browse("zhao")
    page = zhao.get(f"/cases/{number}/report-back?from=today")
    refused = zhao.post(f"/cases/{number}/report-back", {**hidden(page), "outcome": "done", "result": ""})
    assert refused.status_code == 422
    assert hidden(refused)["from"] == "today"
    elsewhere = zhao.post(
        f"/cases/{number}/report-back", {**hidden(page), "from": "//elsewhere", "outcome": "done", "result": "Mended."}
    )
    assert elsewhere.url == f"/cases/{number}/"


def test_what_a_colleague_has_begun_is_under_all_and_not_mine(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    case = case_of(number)
    assert case.handler_id == world.zhao.account_id
    zhao = browse("zhao")
    world.drive(number, "report_back", "check_fail")
    assert cards(zhao.get("/today/")) == [number]
    assert "rework 1" in zhao.last.content.decode()
    Case.objects.vouched_for(case.pk).update(handler=world.accounts["feng"])
    assert cards(zhao.get("/today/")) == []
    assert "What colleagues have begun" in zhao.last.content.decode()
    assert cards(zhao.get("/today/?tab=all")) == [number]


def test_what_could_be_settled_on_the_spot_is_offered_under_all(browse: Browse, world: World) -> None:
    offered, looked_for = world.report(), world.drive(world.report(), "ask_to_verify")
    lin = browse("lin")
    assert cards(lin.get("/today/")) == [looked_for]
    assert f"/cases/{looked_for}/verify?from=today" in lin.last.content.decode()
    assert set(cards(lin.get("/today/?tab=all"))) == {offered, looked_for}
    assert f"/cases/{offered}/self-handle?from=today" in lin.last.content.decode()


def test_whoever_reported_a_case_is_not_asked_to_look_at_it_again(browse: Browse, world: World) -> None:
    number = world.drive(world.report(by=world.lin, channel="grid_worker"), "ask_to_verify")
    assert f"/cases/{number}/verify" not in browse("lin").get("/today/").content.decode()


def test_a_sub_task_is_a_card_of_its_own_and_bars_the_report_back(browse: Browse, world: World) -> None:
    task = world.assisted()
    number = case_number_of(task)
    zhao = browse("zhao")
    assert "still works on a sub-task" in zhao.get("/today/").content.decode()
    assert f"/cases/{number}/report-back" not in zhao.last.content.decode()
    ren = browse("ren")
    page = ren.get("/today/")
    assert cards(page) == [task]
    taken = ren.post(f"/tasks/{task}/accept", hidden(page))
    assert (taken.status_code, taken.url) == (302, f"/today/#{task}")
    assert task_of(task).state == "working"
    form = ren.get(f"/tasks/{task}/report-done?from=today")
    assert ren.post(f"/tasks/{task}/report-done", {**hidden(form), "result": "Closed."}).url == f"/today/#{task}"


def test_by_place_there_is_a_heading_for_each_grid(browse: Browse, world: World) -> None:
    near, far = in_state(world, "dispatched"), world.drive(world.report(building=OTHER_BUILDING), "file", "dispatch")
    page = browse("zhao").get("/today/?sort=place").content.decode()
    assert page.index("Grid 1") < page.index(f'id="{near}"') < page.index("Grid 2") < page.index(f'id="{far}"')
    assert 'data-lon="120.005"' in page


def test_a_tab_or_an_order_that_there_is_not_is_told_and_the_usual_one_shown(browse: Browse, world: World) -> None:
    number = in_state(world, "dispatched")
    page = browse("zhao").get("/today/?tab=yours&sort=colour")
    assert (page.status_code, cards(page)) == (422, [number])
    assert "not one of the choices: mine, all." in page.content.decode()
    assert "not one of the choices: place." in page.content.decode()
    assert browse("zhao").get("/today/?tab=mine&sort=").status_code == 200


def test_nobody_finds_a_matter_of_the_next_street_or_a_page_without_outdoor_work(browse: Browse, world: World) -> None:
    in_state(world, "dispatched")
    assert cards(browse("stranger_zhao").get("/today/?tab=all")) == []
    for name in ("chen", "leader", "admin"):
        assert browse(name).get("/today/").status_code == 403
        assert 'href="/today/"' not in browse(name).get("/cases/").content.decode()
    assert 'href="/today/"' in browse("zhao").get("/cases/").content.decode()


def test_the_page_asks_as_often_for_many_cards_as_for_one(browse: Browse, world: World) -> None:
    zhao = browse("zhao")
    costs = []
    for count in (1, 6):
        while len(cards(zhao.get("/today/?tab=all"))) < count:
            in_state(world, "dispatched")
        with CaptureQueriesContext(connection) as captured:
            zhao.get("/today/?tab=all")
        costs.append(len(captured.captured_queries))
    assert costs[0] == costs[1]
