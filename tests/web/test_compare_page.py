"""Two cases side by side, and the merge (合并)."""

import re

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.conftest import Trial
from tests.domain.asking import case_of
from tests.web.conftest import Browse, hidden
from tests.world import NEXT_BUILDING, OTHER_BUILDING, World


@pytest.fixture
def pair(world: World) -> tuple[str, str]:
    """One at the unit, and one that tells the same anew."""
    there = world.drive(world.report("The tap leaks."), "file", "dispatch")
    return there, world.report("The tap leaks still.", building=OTHER_BUILDING)


def decided(browse: Browse, new: str, there: str, **given: str) -> dict[str, str]:
    page = browse("chen").get(f"/cases/{new}/compare/{there}/")
    return {**hidden(page), **given}


def test_what_differs_is_marked_and_the_likelier_way_is_chosen(browse: Browse, pair: tuple[str, str]) -> None:
    there, new = pair
    text = browse("chen").get(f"/cases/{new}/compare/{there}/").content.decode()
    rows = re.findall(r'versus-row (\w+)">\s*<dt>\s*([\w ]+?)\s*<', text)
    assert {name for mark, name in rows if mark == "differs"} >= {"State", "The matter", "Place", "Unit", "Clock"}
    assert ("same", "Number of reporters") in rows
    assert re.search(rf'value="{there}"\s+checked', text)
    assert re.search(rf'value="{new}"\s+disabled', text)
    assert f"{there} is To be accepted: only a case at the desk can end in another one." in text
    assert "The clock of" in text
    assert "It can be undone while" in text


def test_the_merge_goes_by_the_action_and_leads_to_the_case_that_goes_on(
    browse: Browse, world: World, pair: tuple[str, str]
) -> None:
    there, new = pair
    form = decided(browse, new, there, stays=there, reason="The same tap.", whatever_class="on")
    for _ in range(2):  # sent twice by an impatient hand
        answer = browse("chen").post(f"/cases/{new}/compare/{there}/", form)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{there}/")
    assert case_of(new).state == "merged"
    with territory(world.chen):
        assert queries.reports_of(world.chen, queries.one(world.chen, there)).count() == 2
    over = browse("chen").get(f"/cases/{new}/compare/{there}/").content.decode()
    assert "These two cannot be merged now" in over


def test_who_decides_by_what_has_changed_is_told_and_loses_nothing(
    browse: Browse, world: World, pair: tuple[str, str], trial: Trial
) -> None:
    there, new = pair
    form = decided(browse, new, there, stays=there, reason="The same tap.")
    for changed in pair:
        with trial(changed):
            cases.send_message(world.chen, changed, text="We look into it.")
            answer = browse("chen").post(f"/cases/{new}/compare/{there}/", form)
            text = answer.content.decode()
            assert answer.status_code == 412
            assert "Somebody changed this meanwhile." in text
            assert "The same tap." in text
            assert case_of(new).state == "reported"
            fresh = {**hidden(answer), "stays": there, "reason": "The same tap."}
            assert browse("chen").post(f"/cases/{new}/compare/{there}/", fresh).status_code == 302
    with trial("nothing chosen"):
        answer = browse("chen").post(f"/cases/{new}/compare/{there}/", {**form, "stays": ""})
        assert (answer.status_code, "Choose the case that goes on." in answer.content.decode()) == (422, True)
    with trial("a third case"):
        answer = browse("chen").post(f"/cases/{new}/compare/{there}/", {**form, "stays": world.report()})
        assert answer.status_code == 422
    with trial("broken"):
        answer = browse("chen").post(f"/cases/{new}/compare/{there}/", {"stays": there, "seen_left": "x"})
        assert answer.status_code == 422


def test_only_who_sees_both_and_may_merge_decides(browse: Browse, world: World, pair: tuple[str, str]) -> None:
    there, new = pair
    form = decided(browse, new, there, stays=there)
    beyond = world.report(building=NEXT_BUILDING)
    assert browse("sun").get(f"/cases/{new}/compare/{there}/").status_code == 200
    assert browse("sun").post(f"/cases/{new}/compare/{there}/", form).status_code == 403
    assert browse("stranger").post(f"/cases/{new}/compare/{there}/", form).status_code == 404
    for path in (f"{new}/compare/{beyond}", f"{beyond}/compare/{new}", f"{new}/compare/{new}"):
        assert browse("chen").get(f"/cases/{path}/").status_code == 404
        assert browse("chen").post(f"/cases/{path}/", form).status_code == 404


def test_the_other_case_is_named_by_number_and_compared_first(browse: Browse, pair: tuple[str, str]) -> None:
    there, new = pair
    chen = browse("chen")
    assert f'action="/cases/{new}/merge"' in chen.get(f"/cases/{new}/merge").content.decode()
    answer = chen.get(f"/cases/{new}/merge?into={there}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/cases/{new}/compare/{there}/")
    for wrong, words in (("2026", "There is no case"), (new, "cannot be merged into itself"), ("", "This field")):
        answer = chen.get(f"/cases/{new}/merge?into={wrong}")
        assert (answer.status_code, words in answer.content.decode()) == (422, True), wrong
