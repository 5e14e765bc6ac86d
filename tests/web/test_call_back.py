"""Calling a reporter back after the closing (回访): whom the desk finds, what it notes, and what the reporter reads."""

import html
import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from linli.web.templatetags.linli import iso
from tests.domain.asking import EYE, case_of
from tests.web.conftest import Browse
from tests.world import TO_THE_END, World

PHONE = {"phone": "13800000067"}
SAID = {"reached": "yes", "solved": "no", "level": "dissatisfied", "text": "It drips at night."}


def closed(world: World, **given: Any) -> str:
    return world.drive(world.report(**{"contact": PHONE, **given}), *TO_THE_END)


def text_of(browse: Browse, who: str, address: str) -> str:
    return html.unescape(str(browse(who).get(address).content.decode()))


def form_of(number: str, **given: str) -> dict[str, str]:
    with territory(EYE):
        report = queries.reports_of(EYE, case_of(number))[0].pk
    return {"version": str(case_of(number).version), "key": "a key of sixteen and more", "report": str(report), **given}


def test_the_desk_finds_whom_to_call_notes_it_and_is_led_to_open_the_case_again(browse: Browse, world: World) -> None:
    number = closed(world)
    silent = closed(world, is_anonymous=True, contact={})
    listed = text_of(browse, "chen", "/cases/?tab=to-call")
    assert number in listed
    assert silent not in listed
    page, path = f"/cases/{number}/", f"/cases/{number}/call-back"
    assert path in text_of(browse, "chen", page)
    assert path not in text_of(browse, "chen", f"/cases/{silent}/")
    led = 'href="#reports"'
    assert [led in text_of(browse, "chen", f"/cases/{each}/") for each in (number, silent)] == [True, False]
    shown = text_of(browse, "chen", path)
    assert PHONE["phone"] not in shown
    assert f"{page}#report-" in shown
    chen = browse("chen")
    assert chen.post(path, form_of(number)).status_code == 422
    again = chen.post(path, form_of(number, reached="yes", text="It drips."))
    assert (again.status_code, "It drips." in again.content.decode()) == (422, True)
    done = chen.post(path, form_of(number, **SAID))
    assert (done.status_code, done.headers["Location"]) == (302, f"{page}#reports")
    assert (case_of(number).state, case_of(number).call_back_until) == ("closed", None)
    told = text_of(browse, "chen", page)
    for words in ("Not solved · Dissatisfied", SAID["text"], "You may open the case again", f"{page}reopen"):
        assert words in told
    assert led not in told
    assert "Whoever may open cases again decides" in text_of(browse, "leader", page)


def test_one_press_reveals_the_number_with_the_call_as_its_reason(browse: Browse, world: World) -> None:
    number, chen = closed(world), browse("chen")
    offered = re.search(r'name="reason" value="([^"]+)"', chen.get(f"/cases/{number}/").content.decode())
    assert offered
    form = {"report": form_of(number)["report"], "field": "phone", "reason": offered[1]}
    shown = chen.post(f"/cases/{number}/reveal", form).content.decode()
    assert PHONE["phone"] in shown.replace(" ", "")
    assert 'name="reason" value=' not in shown
    assert offered[1] in text_of(browse, "chen", f"/cases/{number}/")


def test_a_list_by_calls_opens_where_the_cases_are(browse: Browse, world: World) -> None:
    number = closed(world)
    for address in ("?to_call=yes", "?called=any", "?closed_from=2020-01-01"):
        shown = text_of(browse, "chen", f"/cases/{address}")
        assert "?tab=needs-me" not in shown.partition('aria-current="page"')[0].rpartition("<a")[2], address
    assert number in text_of(browse, "chen", "/cases/?to_call=yes")
    assert number in text_of(browse, "chen", "/cases/?closed_from=2020-01-01")
    assert number in text_of(browse, "leader", "/cases/?to_call=yes")


def test_what_the_page_hides_of_an_unanswered_call_is_left_out(browse: Browse, world: World) -> None:
    number = closed(world)
    browse("chen").post(f"/cases/{number}/call-back", form_of(number, reached="no", solved="yes", level="satisfied"))
    with territory(EYE):
        (call,) = queries.call_backs_of(EYE, case_of(number))
    assert (call.is_reached, call.solved, call.level) == (False, "", "")
    assert "Not reached" in text_of(browse, "chen", f"/cases/{number}/")


def test_whoever_may_not_call_sees_neither_tab_nor_button(browse: Browse, world: World) -> None:
    number = closed(world)
    for who in ("leader", "sun", "zhao"):
        assert 'data-tab-name="to-call"' not in text_of(browse, who, "/cases/")
        assert f"/cases/{number}/call-back" not in text_of(browse, who, f"/cases/{number}/")


def test_the_reporter_reads_what_was_noted_and_may_say_otherwise(browse: Browse, world: World) -> None:
    number = closed(world)
    page = f"/r/{world.codes[number]}/"
    assert "The street called you" not in text_of(browse, "", page)
    cases.call_back(world.chen, number, reached="no")
    assert "did not reach you" in text_of(browse, "", page)
    cases.call_back(world.chen, number, reached="yes", solved="yes", text="He is content.")
    told = text_of(browse, "", page)
    for words in ("and noted: Solved.", "Is that not what you said?", 'id="rate', 'id="contest-form"'):
        assert words in told
    assert "He is content." not in told
    assert "He is content." in text_of(browse, "", f"{page}data/")


def test_figures_count_the_calls_and_each_number_lists_its_cases(browse: Browse, world: World) -> None:
    reached, vain, _ = closed(world), closed(world), closed(world)
    world.act(reached, "call_back", solved="partly")
    world.act(vain, "call_back", reached="no", solved="", level="")
    with territory(world.chen):
        (found,) = queries.bars(world.chen, queries.Filter(), "calls").values()
        listed = {bar.key: queries.count(world.chen, queries.read({"called": [bar.key]})) for bar in found}
    assert {bar.key: bar.count for bar in found if bar.count} == {
        "any": 2,
        "reached": 1,
        "unreached": 1,
        "partly": 1,
        "satisfied": 1,
    }
    assert listed == {bar.key: bar.count for bar in found}
    shown = text_of(browse, "chen", "/figures/?tab=all")
    for words in ("Reached (50%)", "Partly solved (100%)", "called=partly"):
        assert words in shown


def test_the_export_says_what_came_of_the_latest_call(browse: Browse, world: World) -> None:
    number = closed(world)
    cases.call_back(world.chen, number, reached="no")
    row = browse("chen").post("/cases/export?tab=all", {"format": "csv"})
    assert "Not reached" in b"".join(row.streaming_content).decode("utf-8-sig")
    cases.call_back(world.chen, number, reached="yes", solved="partly", level="satisfied", text="He is content.")
    told = b"".join(browse("chen").post("/cases/export?tab=all", {"format": "csv"}).streaming_content)
    assert '"Partly solved","Satisfied"' in told.decode("utf-8-sig")
    assert "content" not in told.decode()


def test_the_page_of_a_case_costs_the_same_however_many_calls(browse: Browse, world: World) -> None:
    number, chen, counts = closed(world), browse("chen"), []
    for _ in range(2):
        cases.call_back(world.chen, number, reached="no")
        with CaptureQueriesContext(connection) as counted:
            chen.get(f"/cases/{number}/")
        counts.append(len(counted))
    assert counts[0] == counts[1]


def test_where_there_is_one_reporter_nobody_chooses_one(browse: Browse, world: World) -> None:
    number = closed(world)
    path = f"/cases/{number}/call-back"
    assert '<input type="hidden" name="report"' in text_of(browse, "chen", path)
    strange = browse("chen").post(path, {**form_of(number, **SAID), "report": "987654321"})
    assert (strange.status_code, 'class="fault"' in strange.content.decode()) == (422, True)
    joined = world.report(contact=PHONE)
    cases.merge(world.chen, world.report(contact=PHONE), into=joined, reason="The same leak.")
    world.drive(joined, *TO_THE_END)
    assert '<select name="report"' in text_of(browse, "chen", f"/cases/{joined}/call-back")


def test_the_keyboard_leads_to_whom_to_call(browse: Browse, world: World) -> None:
    there = "/cases/?tab=to-call"
    assert there in text_of(browse, "chen", "/palette/")
    assert there not in text_of(browse, "zhao", "/palette/")


def test_the_list_of_calls_tells_when_each_case_was_closed_and_how_often_nobody_answered(
    browse: Browse, world: World
) -> None:
    number = closed(world)
    there = "/cases/?tab=to-call"
    assert "nobody answered" not in text_of(browse, "chen", there)
    for times in ("called 1×, nobody answered", "called 2×, nobody answered"):
        form = form_of(number, reached="no", key=f"another key each time, {times}")
        assert browse("chen").post(f"/cases/{number}/call-back", form).status_code == 302
        assert times in text_of(browse, "chen", there)
    ended = case_of(number).closed_at
    assert ended is not None
    assert f'datetime="{iso(ended)}"' in text_of(browse, "chen", there)
