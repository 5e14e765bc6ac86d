"""The page of one case, and its moves."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.accounts.models import Grant, Role
from linli.cases import queries
from linli.cases.actions import load_routes
from linli.cases.workflow import CASE
from linli.kernel.territory import territory
from linli.places.models import Area
from linli.places.queries import Spot
from linli.web.cases.moves import FORMS
from linli.web.labels import EXPLANATIONS, VERB_ICONS
from tests.web.conftest import Browse, Browser
from tests.web.test_report_page import picture
from tests.world import GRID, GRID_PATH, IMPORTER, OTHER_BUILDING, STRAIGHT, TO_THE_END, World


def state_of(world: World, number: str) -> str:
    with territory(world.chen):
        return queries.one(world.chen, number).state


def test_every_verb_of_the_table_has_a_form_or_is_a_machines() -> None:
    by_machines = {
        "absorb",
        "give_back",
        "hold",
        "release",
        "engage",
        "disengage",
        "place",
        "become_overdue",
        "reveal",
        "expire",
        "take_back",
        "forget",
    }
    by_code = {"join", "answer_message", "rate", "contest", "copy", "correct", "reword", "withdraw", "erase"}
    verbs = {move.name for move in CASE.moves}
    assert set(FORMS) == set(EXPLANATIONS) == verbs - by_machines - by_code
    assert verbs <= set(VERB_ICONS)
    for move in CASE.moves:
        assert move.name not in FORMS or set(move.requires) <= set(FORMS[move.name].fields), move.name


def test_the_buttons_are_the_table_cut_with_the_permissions(browse: Browse, world: World) -> None:
    number = world.report()
    text = browse("chen").get(f"/cases/{number}/").content.decode()
    assert re.findall(r'href="/cases/\d+/([a-z-]+)" hx-get', text) == [
        "file",
        "void",
        "ask-to-verify",
        "merge",
        "escalate",
    ]
    assert "Handle on the spot" in text.partition("barred")[2]
    assert "Your role does not allow this." in text.partition("barred")[2]


def test_the_page_is_headed_by_what_and_where_and_tells_its_number_beside_it(browse: Browse, world: World) -> None:
    number = world.report()
    text = browse("chen").get(f"/cases/{number}/").content.decode()
    heading = re.findall(r"<h1>(.*?)</h1>", text, re.DOTALL)[0]
    with territory(world.chen):
        case = queries.one(world.chen, number)
    assert case.text[:15] in heading
    assert number not in heading
    world.drive(number, "file")
    text = browse("chen").get(f"/cases/{number}/").content.decode()
    heading = re.findall(r"<h1>(.*?)</h1>", text, re.DOTALL)[0]
    with territory(world.chen):
        case = queries.one(world.chen, number)
    assert case.event_class
    assert case.event_class.name in heading
    assert case.address in heading
    assert f'<span class="case-number mono">{number}</span>' in text


def test_a_phone_has_the_next_step_in_a_bar_and_no_bar_when_nothing_is_to_be_done(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file")
    bar = '<nav class="next-bar"'
    desk = browse("chen").get(f"/cases/{number}/").content.decode()
    assert f'href="/cases/{number}/dispatch"' in desk.partition(bar)[2].partition("</nav>")[0]
    assert 'id="next"' in desk
    officer = browse("wang").get(f"/cases/{number}/").content.decode()
    assert 'href="#next"' in officer.partition(bar)[2].partition("</nav>")[0]
    assert bar not in browse("sun").get(f"/cases/{number}/").content.decode()


def test_only_a_move_that_takes_the_case_onward_has_the_large_button(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file")
    officer = browse("wang").get(f"/cases/{number}/").content.decode()
    assert 'class="btn btn-outline-danger"' in officer
    assert "btn-onward" not in officer
    desk = browse("chen").get(f"/cases/{number}/").content.decode()
    assert re.findall(r'btn-onward"\s+href="/cases/\d+/([a-z-]+)"', desk) == ["dispatch"]


def test_an_answer_that_somebody_waits_for_comes_first_and_has_the_large_button(browse: Browse, world: World) -> None:
    """What a chief is asked for does not stand small behind the step of the one who handles the case."""
    number = world.drive(world.report(), "file", "dispatch", "accept", "start", "request_extension")
    first = r'btn-onward"\s+href="/cases/\d+/([a-z-]+)"'
    feng, zhao, chen = (browse(name) for name in ("feng", "zhao", "chen"))
    chief = feng.get(f"/cases/{number}/").content.decode()
    assert re.findall(first, chief) == ["endorse-extension"]
    bar = chief.partition('<nav class="next-bar"')[2].partition("</nav>")[0]
    assert f'href="/cases/{number}/endorse-extension"' in bar
    assert re.findall(first, zhao.get(f"/cases/{number}/").content.decode()) == ["report-back"]
    world.drive(number, "endorse_extension")
    assert re.findall(first, chen.get(f"/cases/{number}/").content.decode()) == ["approve-extension"]
    assert re.findall(first, feng.get(f"/cases/{number}/").content.decode()) == []


def test_in_its_own_form_a_step_beside_the_path_stands_out_from_cancel(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch", "accept", "start")
    zhao = browse("zhao")
    assert 'class="btn btn-outline-secondary"' in zhao.get(f"/cases/{number}/").content.decode()
    form = zhao.get(f"/cases/{number}/request-extension", HX_Request="true").content.decode()
    assert re.findall(r'<button type="submit" class="btn btn-([a-z]+)', form) == ["primary"]


def test_an_application_says_who_answers_it_next(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch", "accept", "start", "request_extension")
    zhao = browse("zhao")
    assert "The unit's chief looks at it next." in zhao.get(f"/cases/{number}/").content.decode()
    world.drive(number, "endorse_extension")
    assert "The desk decides next." in zhao.get(f"/cases/{number}/").content.decode()


def test_whoever_took_part_before_reads_why_the_button_is_disabled(browse: Browse, world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    world.drive(number, "file", "dispatch", "accept", "start", "report_back", "check_pass")
    text = browse("lin").get(f"/cases/{number}/").content.decode()
    assert "Your role does not allow this." in text
    number = world.drive(world.report(), "file", "dispatch", "accept", "start", "report_back")
    assert f'href="/cases/{number}/check-pass"' in browse("sun").get(f"/cases/{number}/").content.decode()


def test_a_case_goes_from_report_to_closed_by_forms_alone(browse: Browse, world: World) -> None:
    number = world.report()
    for verb in TO_THE_END:
        name, given = STRAIGHT[verb]
        browser = browse(name)
        answer = browser.fill(f"/cases/{number}/{verb.replace('_', '-')}", **given)
        assert answer.status_code == 302, verb
        assert "Done:" in browser.get(answer.headers["Location"]).content.decode()
    assert state_of(world, number) == "closed"
    assert "It is mended." in browse("chen").get(f"/cases/{number}/").content.decode()


def test_pictures_of_the_result_come_before_the_move(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch", "accept", "start")
    answer = browse("zhao").fill(f"/cases/{number}/report-back", outcome="done", result="Mended.", photos=[picture()])
    assert answer.status_code == 302
    text = browse("zhao").get(f"/cases/{number}/").content.decode()
    assert "Since the dispatch" in text
    photo = browse("zhao").get(re.findall(r'<img src="([^"]+)"', text)[0])
    assert photo.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_matter_settled_on_the_spot_takes_its_pictures_along(browse: Browse, world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    given = {"class_code": "06010", "outcome": "done", "result": "Swept.", "photos": [picture()]}
    assert browse("lin").fill(f"/cases/{number}/self-handle", **given).status_code == 302
    assert state_of(world, number) in ("closed", "handled")
    with territory(world.chen):
        assert len(queries.photos(world.chen, queries.one(world.chen, number))) == 1


def test_a_refusal_comes_back_with_what_was_typed(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch")
    form = {"version": "1", "key": "k" * 20, "reason": "Not ours at all."}
    stale = browse("zhao").post(f"/cases/{number}/return", form)
    assert stale.status_code == 412
    assert "Somebody changed this meanwhile." in stale.content.decode()
    assert "Not ours at all." in stale.content.decode()
    assert 'name="version" value="3"' in stale.content.decode()
    missing = browse("zhao").fill(f"/cases/{number}/return", reason="")
    assert missing.status_code == 422
    assert 'id="id_reason_error"' in missing.content.decode()


def test_a_move_that_the_role_does_not_have_is_403_and_one_of_another_state_409(browse: Browse, world: World) -> None:
    number = world.report()
    form = {"version": "1", "key": "k" * 20, "class_code": "06025"}
    assert browse("sun").post(f"/cases/{number}/file", form).status_code == 403
    assert browse("sun").get(f"/cases/{number}/file").status_code == 403
    assert browse("chen").get(f"/cases/{number}/close").status_code == 409
    late = browse("chen").post(f"/cases/{number}/close", {**form, "result": "Done."})
    assert late.status_code == 409
    assert state_of(world, number) == "reported"


def test_the_same_form_sent_twice_is_one_move(browse: Browse, world: World) -> None:
    number, form = world.report(), {"version": "1", "key": "k" * 20, "class_code": "06025"}
    answers = [browse("chen").post(f"/cases/{number}/file", form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    with territory(world.chen):
        assert queries.one(world.chen, number).version == 2


def test_returning_a_case_takes_it_out_of_sight_and_leads_to_the_list(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch")
    answer = browse("zhao").fill(f"/cases/{number}/return", reason="Not ours.")
    assert answer.headers["Location"] == "/cases/"


def test_the_unit_that_usually_handles_the_class_is_chosen_already(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file")
    text = browse("chen").get(f"/cases/{number}/dispatch").content.decode()
    assert '<option value="street/water" selected>' in text


def test_htmx_gets_the_form_alone(browse: Browse, world: World) -> None:
    page = browse("chen").get(f"/cases/{world.report()}/file", HX_Request="true")
    assert b"<html" not in page.content
    assert b"<form" in page.content


def test_a_contact_is_masked_until_somebody_says_why(browse: Browse, world: World) -> None:
    number = world.report(contact={"phone": "100 1234 5678"})
    desk = browse("chen")
    assert "100 1234 5678" not in desk.get(f"/cases/{number}/").content.decode()
    without = desk.post(f"/cases/{number}/reveal", {"field": "phone", "reason": ""})
    assert without.status_code == 422
    assert "100 1234 5678" not in without.content.decode()
    told = desk.post(f"/cases/{number}/reveal", {"field": "phone", "reason": "to ask which tap"})
    assert "100 1234 5678" in told.content.decode()
    assert "no-store" in told.headers["Cache-Control"]
    again = desk.get(f"/cases/{number}/").content.decode()
    assert "100 1234 5678" not in again
    assert "to ask which tap" in again
    refused = browse("sun").post(f"/cases/{number}/reveal", {"field": "phone", "reason": "curious"})
    assert refused.status_code == 403
    assert "100 1234 5678" not in refused.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_history(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch")
    counts, browser = [], browse("chen")
    for _ in range(2):
        with CaptureQueriesContext(connection) as counted:
            browser.get(f"/cases/{number}/")
        counts.append(len(counted))
        world.drive(number, "accept", "start", "report_back", "check_fail", "report_back", "check_fail")
        world.act(number, "return")
        world.drive(number, "dispatch")
    assert counts[0] == counts[1]
    assert counts[0] <= 24


def test_a_clock_that_a_return_cut_short_is_not_said_to_have_ended_in_time(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch", "return")
    clocks = clocks_of(browse("chen"), number)
    assert clocks == {"Filing": "in time", "Dispatch": "In time", "Acceptance": "stopped", "Handling": "stopped"}
    number = world.drive(world.report(), "void")
    assert clocks_of(browse("chen"), number) == {"Filing": "stopped"}


def clocks_of(browser: Browser, number: str) -> dict[str, str]:
    """What the page says about each clock."""
    text = browser.get(f"/cases/{number}/").content.decode().partition('class="clocks"')[2].partition("</ul>")[0]
    heads = re.findall(r'class="clock-head">(.*?)</p>', text, re.DOTALL)
    words = [[part.strip() for part in re.split(r"<[^>]*>", head) if part.strip()] for head in heads]
    return {found[0]: found[1] for found in words}


@pytest.mark.parametrize("word", ["hold", "release", "become-overdue", "report_back", "nonsense"])
def test_only_moves_that_have_a_form_have_an_address(browse: Browse, world: World, word: str) -> None:
    assert browse("chen").get(f"/cases/{world.report()}/{word}").status_code == 404


def test_the_desk_puts_the_place_right_while_filing(browse: Browse, world: World) -> None:
    number = world.report(spot=Spot("/33/330110010/", address="behind the market", is_outside=True))
    browse("chen").fill(f"/cases/{number}/file", class_code="06025", area=GRID)
    with territory(world.chen):
        case = queries.one(world.chen, number)
    assert (case.area_path, case.address, case.is_outside) == (GRID_PATH, "behind the market", False)


def test_a_place_that_is_right_stays_as_exact_as_it_was(browse: Browse, world: World) -> None:
    number = world.report()
    browse("chen").fill(f"/cases/{number}/file", class_code="06025", area=GRID)
    with territory(world.chen):
        assert queries.one(world.chen, number).building is not None


def test_adding_no_picture_at_all_is_told_at_the_field(browse: Browse, world: World) -> None:
    number = world.report()
    answer = browse("lin").fill(f"/cases/{number}/add-photo")
    assert answer.status_code == 422
    assert "Choose at least one picture." in answer.content.decode()


def test_the_line_of_a_route_leads_those_who_keep_routes_to_its_row_and_nobody_else(
    browse: Browse, world: World
) -> None:
    path = f"/cases/{world.drive(world.report(), 'file', 'dispatch')}/"

    def page() -> str:
        return str(browse("chen").get(path).content.decode())

    assert "route for class 06025 in every area" in page()
    role = Role.objects.get(key="registrar")
    Role.objects.filter(pk=role.pk).update(permissions=[*role.permissions, "register.view"])
    assert "/manage/routes/" not in page()  # held for one street, and the registers are the whole town's
    Grant.objects.filter(account=world.accounts["chen"]).update(area=Area.objects.get(code="33"))
    (row,) = re.findall(r'href="(/manage/routes/row/\d+/)"', page())
    assert 'value="06025"' in browse("chen").get(row).content.decode()
    load_routes(IMPORTER, None, rows=[{"class_code": "06025", "kind": "matter", "unit": "street/water"}])
    assert 'href="/manage/routes/?q=06025"' in page()


def test_a_pencil_beside_a_fact_leads_to_the_move_that_changes_it(browse: Browse, world: World) -> None:
    number = world.report()

    def pencils(who: str) -> list[str]:
        text = browse(who).get(f"/cases/{number}/").content.decode()
        return re.findall(r'href="/cases/\d+/([a-z-]+)" class="pencil"', text)

    assert pencils("chen") == ["file", "file", "escalate"]
    assert pencils("sun") == []
    form = browse("chen").get(f"/cases/{number}/file", HX_Request="true").content.decode()
    assert 'name="version" value="1"' in form
    world.drive(number, "file")
    assert pencils("chen") == ["amend", "amend", "dispatch", "escalate"]
    world.drive(number, "dispatch", "accept")
    assert pencils("zhao") == ["request-extension"]


def test_whoever_reveals_a_number_sees_the_open_cases_of_it_and_nobody_else_does(browse: Browse, world: World) -> None:
    number = world.report(contact={"phone": "13800001111"})
    other = world.report("A lamp.", building=OTHER_BUILDING, contact={"phone": "13800001111", "name": "Li"})
    chen = browse("chen")
    assert "Open cases from the same number" not in chen.get(f"/cases/{number}/").content.decode()
    told = chen.post(f"/cases/{number}/reveal", {"field": "phone", "reason": "to ask which tap"}).content.decode()
    assert other in told.partition("Open cases from the same number")[2].partition("</ul>")[0]
    assert "to ask which tap" in chen.get(f"/cases/{number}/").content.decode()
    named = chen.post(f"/cases/{other}/reveal", {"field": "name", "reason": "to greet"}).content.decode()
    assert "Open cases from the same number" not in named


def test_of_a_case_that_has_ended_no_next_step_is_promised(browse: Browse, world: World) -> None:
    number = world.report()
    world.drive(number, "file", "dispatch")
    assert "next step is somebody else" in browse("wang").get(f"/cases/{number}/").content.decode()
    world.drive(number, *TO_THE_END[2:])
    page = browse("zhao").get(f"/cases/{number}/").content.decode()
    assert "This has ended: there is no next step." in page
    assert "next step is somebody else" not in page


def test_of_a_merged_case_no_form_writes_to_its_reporters(browse: Browse, world: World) -> None:
    target = world.report()
    source = world.merged(into=target)
    page = browse("chen")
    assert f"/cases/{target}/send-message" in page.get(f"/cases/{target}/").content.decode()
    assert f"/cases/{source}/send-message" not in page.get(f"/cases/{source}/").content.decode()
