"""What the desk is told by phone, on a visit or in a letter."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from linli.cases import actions, queries
from linli.cases.models import Case, EventClass, Report
from linli.cases.rules import code_digest
from linli.kernel.territory import territory
from linli.places.queries import spot_of_code
from linli.triage import actions as triage
from tests.domain.asking import EYE, refused
from tests.domain.cases.neighbours import KIND
from tests.web.conftest import Browse, Browser
from tests.world import BUILDING, COMMUNITY, NEXT_BUILDING, World, new_key

GIVEN = {"text": "The lamp at the gate is out.", "building": BUILDING, "channel": "phone"}


def taken_in(answer: Any) -> tuple[Report, Case]:
    """The report to which the answer leads, and its case."""
    code = answer.headers["Location"].split("/")[3]
    with territory(EYE):
        report = Report.objects.visible_to(EYE).select_related("case").get(code_digest=code_digest(code))
        return report, report.case


def offer_in(page: str) -> str:
    return page.partition('name="joins"')[2].partition('value="')[2].partition('"')[0]


@pytest.fixture
def desk(browse: Browse) -> Browser:
    return browse("chen")


@pytest.mark.parametrize("channel", ["phone", "visit", "letter"])
def test_what_is_told_becomes_a_case_under_its_channel_and_nobody_at_the_desk_has_seen_it(
    desk: Browser, world: World, channel: str
) -> None:
    report, case = taken_in(desk.fill("/cases/new/", **{**GIVEN, "channel": channel}))
    assert (report.channel, report.is_on_behalf, case.channel) == (channel, True, channel)
    assert not [mark for mark in case.played if mark.startswith("observer")]
    world.drive(case.number, "file")


def test_the_words_have_the_focus_and_the_keys_are_told(desk: Browser) -> None:
    page = desk.get("/cases/new/").content.decode()
    assert page.count("autofocus") == 1
    assert "autofocus" in page.partition('name="text"')[2].partition(">")[0]
    assert "Ctrl" in page
    assert page.index('name="text"') < page.index('name="address"') < page.index('name="phone"')


def test_contact_and_for_whom_are_kept_masked(desk: Browser, world: World) -> None:
    given = {**GIVEN, "name": "Wu", "phone": "100 0000 1234", "on_behalf_of": "Grandmother Wu"}
    case = taken_in(desk.fill("/cases/new/", **given))[1]
    page = desk.get(f"/cases/{case.number}/").content.decode()
    assert "On behalf of" in page
    assert "Grandmother Wu" not in page
    assert "Gra" in page
    assert actions.reveal(world.chen, case.number, field="on_behalf_of", reason="To ask back.") == "Grandmother Wu"


def test_a_letter_says_when_it_arrived_and_the_clocks_begin_now(desk: Browser, world: World) -> None:
    arrived = timezone.localtime() - timedelta(days=3)
    given = {**GIVEN, "channel": "letter", "received_at": arrived.strftime("%Y-%m-%dT%H:%M")}
    report, case = taken_in(desk.fill("/cases/new/", **given))
    assert abs(report.received_at - arrived) < timedelta(minutes=1)
    assert case.reported_at - report.received_at > timedelta(days=2)
    with territory(world.chen):
        clock = queries.stage_clocks([case])[case.pk]
    assert clock.started_at == case.reported_at


@pytest.mark.parametrize(
    ("away", "told"), [(timedelta(days=1), "in the future"), (timedelta(days=-400), "more than a year ago")]
)
def test_a_wrong_time_is_refused_beside_its_field_and_nothing_typed_is_lost(
    desk: Browser, away: timedelta, told: str
) -> None:
    at = (timezone.localtime() + away).strftime("%Y-%m-%dT%H:%M")
    answer = desk.fill("/cases/new/", **GIVEN, received_at=at, name="Wu")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page.partition('id="id_received_at_error"')[2][:300]
    assert 'value="Wu"' in page
    assert "The lamp at the gate is out." in page


def test_nobody_of_the_public_says_when_or_for_whom(world: World) -> None:
    said: dict[str, Any] = {"text": "Here.", "spot": spot_of_code(BUILDING)}
    with refused("invalid"):
        actions.report(world.li, new_key(), **said, received_at=timezone.now())
    with refused("invalid"):
        actions.report(world.li, new_key(), **said, contact={"on_behalf_of": "Wu"})


def test_without_words_and_place_nothing_is_filed(desk: Browser) -> None:
    answer = desk.fill("/cases/new/", text="", name="Wu")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_text_error"' in page
    assert 'id="id_address_error"' in page
    assert 'value="Wu"' in page


def test_a_class_is_offered_with_its_reason_and_never_set(desk: Browser) -> None:
    triage.learn_tables()
    page = desk.fill("/cases/new/", text="Dirty water in the yard", offer="1", building=BUILDING).content.decode()
    assert "Dirty water" in page
    assert "because of:" in page
    assert re.search(r'name="offered"[^>]*value="" checked', page)
    assert taken_in(desk.fill("/cases/new/", **{**GIVEN, "text": "Dirty water"}))[1].event_class is None
    assert str(taken_in(desk.fill("/cases/new/", **GIVEN, offered="06025"))[1].event_class) == "06025 Dirty water"


def test_open_cases_that_may_be_the_same_are_shown_while_it_is_typed_and_can_be_joined(
    desk: Browser, world: World
) -> None:
    known = world.report("The lamp at the gate is out since Monday.")
    page = desk.post("/cases/new/alike", {"text": GIVEN["text"], "building": BUILDING}).content.decode()
    assert known in page
    assert "since Monday" in page
    report, case = taken_in(desk.fill("/cases/new/", **GIVEN, joins=offer_in(page)))
    assert case.number == known
    assert report.opened_id is None
    assert "known already" in desk.get(desk.last.headers["Location"]).content.decode()


def test_whether_nothing_was_found_or_nothing_was_looked_for_yet_is_told(desk: Browser, world: World) -> None:
    early = desk.post("/cases/new/alike", {"text": GIVEN["text"]}).content.decode()
    assert "once it is said what happened" in early
    late = desk.post("/cases/new/alike", {"text": GIVEN["text"], "building": BUILDING}).content.decode()
    assert "No open case around there" in late
    assert desk.get("/cases/new/alike").status_code == 405


def test_a_mobile_number_with_a_digit_too_few_is_told_and_nothing_typed_is_lost(desk: Browser, world: World) -> None:
    for wrong in ("1380571222", "+86 138 0571 22222"):
        answer = desk.fill("/cases/new/", **GIVEN, phone=wrong)
        page = answer.content.decode()
        assert (answer.status_code, "has 11 digits" in page, GIVEN["text"] in page) == (422, True, True)
    for right in ("13805712222", "+86 138 0571 2222", "0571-88775500", "12345", "+1 650 253 000"):
        assert desk.fill("/cases/new/", **GIVEN, phone=right).status_code == 302


def test_what_ended_meanwhile_cannot_be_joined_and_nothing_typed_is_lost(desk: Browser, world: World) -> None:
    known = world.report("The lamp at the gate is out since Monday.")
    page = desk.post("/cases/new/alike", {"text": GIVEN["text"], "building": BUILDING}).content.decode()
    world.drive(known, "void")
    answer = desk.fill("/cases/new/", **GIVEN, joins=offer_in(page))
    assert answer.status_code == 409
    assert "has ended meanwhile" in answer.content.decode()
    assert desk.fill("/cases/new/", **GIVEN, joins="").status_code == 302


def test_a_stranger_is_shown_nothing_of_what_others_have(browse: Browse, world: World) -> None:
    known = world.report("The lamp at the gate is out since Monday.")
    page = browse("stranger").post("/cases/new/alike", {"text": GIVEN["text"], "building": BUILDING}).content.decode()
    assert known not in page
    assert "since Monday" not in page


@pytest.mark.parametrize("given", [{"address": "First Road 1"}, {"community": COMMUNITY}, {"address": "somewhere"}])
def test_any_way_to_say_where_will_do(desk: Browser, given: dict[str, str]) -> None:
    assert desk.fill("/cases/new/", text="Here.", channel="phone", **given).status_code == 302


def test_without_a_script_buttons_look_up_places_classes_and_duplicates(desk: Browser, world: World) -> None:
    world.report("The lamp at the gate is out since Monday.")
    page = desk.fill("/cases/new/", text="The lamp at the gate", address="Road", find="1").content.decode()
    assert page.count('name="building"') == 3
    page = desk.fill("/cases/new/", **GIVEN, offer="1").content.decode()
    assert "since Monday" in page


def test_the_same_form_sent_twice_is_one_case(desk: Browser) -> None:
    answer = desk.fill("/cases/new/", **GIVEN, key="a-key-of-this-call-1")
    again = desk.fill("/cases/new/", **GIVEN, key="a-key-of-this-call-1")
    assert again.headers["Location"] == answer.headers["Location"]
    changed = desk.fill("/cases/new/", **{**GIVEN, "text": "Other"}, key="a-key-of-this-call-1")
    assert changed.status_code == 422
    assert 'value="a-key-of-this-call-1"' not in changed.content.decode()


def test_afterwards_there_are_number_code_promise_a_receipt_to_print_and_the_next(desk: Browser) -> None:
    answer = desk.fill("/cases/new/", **GIVEN, name="Wu Caretaker", phone="100 0000 1234")
    case = taken_in(answer)[1]
    page = desk.get(answer.headers["Location"]).content.decode()
    code = answer.headers["Location"].split("/")[3]
    assert case.number in page
    assert f"http://testserver/r/{code}/" in page
    assert f"/r/{code}/qr.svg" in page
    assert "it is decided whether it is taken up" in page
    assert 'href="/cases/new/"' in page
    # A slip of paper is left lying about.
    assert not any(word in page for word in ("Wu Caretaker", "1234", GIVEN["text"]))


def test_a_receipt_of_an_unknown_code_is_not_there(desk: Browser) -> None:
    assert desk.get(f"/cases/new/{'a' * 26}/").status_code == 404


def test_a_report_of_another_street_is_taken_in_all_the_same(desk: Browser, world: World) -> None:
    answer = desk.fill("/cases/new/", **{**GIVEN, "building": NEXT_BUILDING})
    assert taken_in(answer)[1].area_path.startswith("/33/330110011/")
    assert desk.get(answer.headers["Location"]).status_code == 200


def test_a_correction_by_the_reporter_leaves_for_whom_it_was(desk: Browser, world: World) -> None:
    answer = desk.fill("/cases/new/", **GIVEN, name="Wu", phone="100 0000 1234", on_behalf_of="Grandmother Wu")
    code = answer.headers["Location"].split("/")[3]
    desk.fill(f"/r/{code}/data/correct", name="Wu Li", phone="")
    page = desk.get(f"/r/{code}/data/").content.decode()
    assert "Grandmother Wu" in page
    assert "Wu Li" in page
    assert "1234" not in page


def test_the_kind_named_matters_as_much_as_the_words(desk: Browser, world: World) -> None:
    EventClass.objects.filter(code=KIND).update(words=["leak"])
    known = world.report("Something quite different.", class_code=KIND)
    page = desk.post("/cases/new/alike", {"text": "leak", "building": BUILDING, "class_code": KIND}).content.decode()
    assert known in page
    assert "same class" in page
