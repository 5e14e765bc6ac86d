"""One move on several cases."""

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases.models import Route
from linli.cases.queries import one
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from linli.web.cases.moves import FORMS
from linli.web.cases.several import VERBS
from tests.web.conftest import Browse, Browser
from tests.world import World

PAGE = "/cases/bulk"


def asked(verb: str, *numbers: str) -> str:
    return f"{PAGE}?verb={verb}&" + "&".join(f"number={number}" for number in numbers)


def confirmed(browser: Browser, verb: str, *numbers: str, **given: Any) -> str:
    """Looks first, then confirms what the page holds; returns what the page says then."""
    page = browser.get(asked(verb, *numbers))
    assert page.status_code == 200
    return str(browser.post(PAGE, {**sent(page), **given}).content.decode())


def sent(page: Any) -> dict[str, Any]:
    """What the page's form would send."""
    text = page.content.decode().partition('class="bulk-form')[2].partition("</form>")[0]
    found: dict[str, Any] = {"do": "run", "case": [], "number": []}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text):
        if name in ("case", "number"):
            found[name].append(value)
        elif name != "csrfmiddlewaretoken":
            found[name] = value.replace("&amp;", "&")
    return found


def state_of(world: World, number: str) -> str:
    with territory(world.chen):
        return one(world.chen, number).state


def entries(verb: str) -> int:
    return AuditEntry.objects.filter(action=f"case.{verb}").count()


def test_every_move_for_many_has_a_form_without_pictures() -> None:
    assert set(VERBS) <= set(FORMS)
    assert [verb for verb in VERBS if FORMS[verb].takes_photos or FORMS[verb].offers_targets] == []


def test_the_list_offers_to_tick_cases_to_whoever_may_move_some(browse: Browse, world: World) -> None:
    number = world.report()
    assert f'name="number" value="{number}" form="bulk"' in browse("chen").get("/cases/?tab=all").content.decode()
    assert "data-bulk" not in browse("leader").get("/cases/?tab=all").content.decode()


def test_without_a_move_the_page_offers_those_that_some_may_make(browse: Browse, world: World) -> None:
    filed, reported = world.drive(world.report(), "file"), world.report()
    page = browse("chen").get(f"{PAGE}?number={filed}&number={reported}").content.decode()
    assert 'value="dispatch"' in page
    assert "1 of 2" in page
    assert 'value="close"' not in page


def test_the_preview_says_for_each_what_happens_or_why_not(browse: Browse, world: World) -> None:
    filed, reported = world.drive(world.report(), "file"), world.report()
    before = entries("dispatch")
    text = browse("chen").get(asked("dispatch", filed, reported, "20260101009999")).content.decode()
    assert "1 case goes on" in text
    assert "2 cases stay as they are" in text
    assert "There is no such step in its state." in text
    assert "There is nothing here, or it is not yours to see." in text
    assert "Its route leads to: Water Unit" in text
    assert entries("dispatch") == before


def test_the_button_says_how_grave_the_move_is(browse: Browse, world: World) -> None:
    number, chen = world.report(), browse("chen")
    tones = {verb: chen.get(asked(verb, number)).content.decode() for verb in ("void", "ask_to_verify")}
    assert 'class="btn btn-danger' in tones["void"]
    assert 'class="btn btn-danger' not in tones["ask_to_verify"]


def test_each_case_goes_by_its_own_action_and_its_own_route(browse: Browse, world: World) -> None:
    numbers = [world.drive(world.report(), "file") for _ in range(3)]
    text = confirmed(browse("chen"), "dispatch", *numbers)
    assert "Done for 3 cases: Dispatch" in text
    assert [state_of(world, number) for number in numbers] == ["dispatched"] * 3
    assert entries("dispatch") == 3


def test_sent_twice_it_happens_once(browse: Browse, world: World) -> None:
    chen, numbers = browse("chen"), [world.drive(world.report(), "file") for _ in range(2)]
    form = sent(chen.get(asked("dispatch", *numbers)))
    for _ in range(2):
        assert "Done for 2 cases" in chen.post(PAGE, form).content.decode()
    assert entries("dispatch") == 2


def test_what_fails_is_told_by_case_and_can_be_tried_again(browse: Browse, world: World) -> None:
    chen = browse("chen")
    good, changed, filed = (world.drive(world.report(), "file") for _ in range(3))
    form = sent(chen.get(asked("escalate", good, changed)))
    world.act(changed, "dispatch")
    text = chen.post(PAGE, {**form, "reason": "For the street."}).content.decode()
    assert "Done for 1 case: Escalate" in text
    assert "1 case was not changed" in text
    assert "Somebody changed this meanwhile" in text
    assert 'name="reason" value="For the street."' in text
    again = {"do": "look", "verb": "escalate", "number": [changed], "reason": "For the street."}
    page = chen.post(PAGE, again)
    assert "For the street." in page.content.decode()
    assert "Done for 1 case" in chen.post(PAGE, {**sent(page), "reason": "For the street."}).content.decode()
    assert state_of(world, filed) == "filed"


def test_a_case_without_a_route_is_told_and_the_others_go_on(browse: Browse, world: World) -> None:
    with_route, other = (world.drive(world.report(), "file") for _ in range(2))
    Route.objects.all().delete()
    text = confirmed(browse("chen"), "dispatch", with_route, other)
    assert "2 cases were not changed" in text
    assert "No route leads this case to a unit." in text
    assert "Done for 2 cases" in confirmed(browse("chen"), "dispatch", with_route, other, unit="street/water")


def test_what_is_missing_is_asked_for_once_and_nothing_happens(browse: Browse, world: World) -> None:
    chen, numbers = browse("chen"), [world.report(), world.report()]
    form = sent(chen.get(asked("void", *numbers)))
    answer = chen.post(PAGE, form)
    assert answer.status_code == 422
    assert "This field is required" in answer.content.decode()
    assert [state_of(world, number) for number in numbers] == ["reported"] * 2


def test_who_took_part_before_is_told_so_case_by_case(browse: Browse, world: World) -> None:
    own = world.drive(world.report(), "file", "dispatch", "accept", "start")
    text = browse("zhao").get(asked("check_pass", own)).content.decode()
    assert "Your role does not allow this." in text
    assert 'value="run"' not in text


def test_bad_input_is_told(browse: Browse, world: World) -> None:
    chen = browse("chen")
    many = "&".join(f"number=2026010100{n:04d}" for n in range(51))
    assert chen.get(f"{PAGE}?verb=dispatch&{many}").status_code == 422
    assert "At most 50 at a time." in chen.last.content.decode()
    assert chen.get(f"{PAGE}?verb=merge&number=1").status_code == 422
    assert chen.post(PAGE, {"do": "run"}).status_code == 422
    for case in ("1", "1:x", ":", "1:99999999999999"):
        assert chen.post(PAGE, {"do": "run", "verb": "accept", "case": case}).status_code == 422
    assert "No case is chosen" in chen.get(PAGE).content.decode()


def test_a_stranger_moves_nothing(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file")
    form = {"do": "run", "verb": "dispatch", "key": "a key of sixteen", "case": f"{number}:2", "unit": "next/water"}
    text = browse("stranger").post(PAGE, form).content.decode()
    assert "1 case was not changed" in text
    assert "There is nothing here, or it is not yours to see." in text
    assert state_of(world, number) == "filed"


def test_the_preview_costs_the_same_for_three_and_for_thirty(browse: Browse, world: World) -> None:
    chen, numbers = browse("chen"), [world.drive(world.report(), "file") for _ in range(30)]
    costs = []
    for some in (numbers[:3], numbers[:3], numbers):
        with CaptureQueriesContext(connection) as queries:
            chen.get(asked("dispatch", *some))
        costs.append(len(queries))
    assert costs[1] == costs[2]


def test_receiving_costs_the_same_for_five_and_for_fifty(browse: Browse, world: World) -> None:
    chen, numbers = browse("chen"), [world.transfer_in(f"110-{n}") for n in range(50)]
    costs = []
    for some in (numbers[:5], numbers[:5], numbers):
        with CaptureQueriesContext(connection) as queries:
            assert f"{len(some)} cases go on" in chen.get(asked("receive", *some)).content.decode()
        costs.append(len(queries))
    assert costs[1] == costs[2]
    world.act(numbers[0], "receive")
    assert "received already" in chen.get(asked("receive", *numbers[:2])).content.decode()


def test_the_board_costs_the_same_for_one_incoming_case_and_for_ten(browse: Browse, world: World) -> None:
    chen, costs = browse("chen"), list[int]()
    for count in (1, 0, 9):
        for at in range(count):
            world.transfer_in(f"110-{count}-{at}")
        with CaptureQueriesContext(connection) as queries:
            chen.get("/cases/?tab=all&view=board")
        costs.append(len(queries))
    assert costs[1] == costs[2]
