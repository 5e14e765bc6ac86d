"""Joining a matter that is known already, on the report page; and speaking with the desk on the page of the report."""

import pytest

from linli.cases import queries
from linli.cases.models import EventClass
from linli.kernel.territory import territory
from tests.domain.asking import case_of
from tests.domain.cases.neighbours import KIND, join
from tests.web.conftest import Browse
from tests.web.test_report_page import picture
from tests.world import BUILDING, World

GIVEN = {"text": "There is a leak here.", "building": BUILDING}
PHONE = "13800138000"


@pytest.fixture
def known(world: World) -> str:
    EventClass.objects.filter(code=KIND).update(words=["leak"])
    return world.report("Mrs Ma's secret words.", class_code=KIND)


def offer_in(page: str) -> str:
    return page.partition('name="joins"')[2].partition('value="')[2].partition('"')[0]


def test_whoever_is_about_to_report_the_same_is_asked_once_and_may_join(browse: Browse, known: str) -> None:
    resident = browse("li")
    asked = resident.fill("/report/", **GIVEN)
    page = asked.content.decode()
    assert (asked.status_code, "There is a leak here." in page) == (200, True)
    assert "Dirty water · Block 1" in page
    assert not any(secret in page for secret in ("Mrs Ma", known))
    answer = resident.fill("/report/", **GIVEN, asked="1", joins=offer_in(page))
    assert known in resident.get(answer.headers["Location"]).content.decode()
    own = resident.get(answer.headers["Location"].removesuffix("sent/")).content.decode()
    assert "There is a leak here." in own
    assert "Mrs Ma" not in own
    assert "which was known already" in own


def test_whoever_has_another_matter_reports_it_as_one_of_its_own(browse: Browse, known: str) -> None:
    answer = browse("li").fill("/report/", **GIVEN, asked="1", joins="")
    assert known not in browse("li").get(answer.headers["Location"]).content.decode()


def test_pictures_are_not_lost_for_a_question(browse: Browse, known: str) -> None:
    assert browse("li").fill("/report/", **GIVEN, photos=[picture()]).status_code == 302


def test_a_matter_that_ended_meanwhile_is_told_and_everything_typed_is_still_there(
    browse: Browse, world: World, known: str
) -> None:
    resident = browse("li")
    offer = offer_in(resident.fill("/report/", **GIVEN).content.decode())
    world.drive(known, "void")
    answer = resident.fill("/report/", **GIVEN, asked="1", joins=offer)
    page = answer.content.decode()
    assert (answer.status_code, "has ended meanwhile" in page, "There is a leak here." in page) == (409, True, True)
    assert resident.fill("/report/", **GIVEN, asked="1", joins="").status_code == 302


def test_an_offer_that_is_none_is_told_at_its_place(browse: Browse, known: str) -> None:
    answer = browse("li").fill("/report/", **GIVEN, asked="1", joins="made-up")
    assert (answer.status_code, "This offer is too old." in answer.content.decode()) == (422, True)


def test_offers_come_while_one_types(browse: Browse, known: str) -> None:
    page = browse("li").get(f"/report/nearby/?text=a+leak&building={BUILDING}").content.decode()
    assert "Dirty water · Block 1" in page
    assert "fieldset" not in browse("li").get("/report/nearby/?text=a+leak").content.decode()


def test_a_reporter_and_the_desk_talk(browse: Browse, world: World, known: str) -> None:
    link, desk = f"/r/{world.codes[known]}/", browse("chen")
    desk.fill(f"/cases/{known}/send-message", text="Which wall?")
    resident = browse("li")
    assert "Which wall?" in resident.get(link).content.decode()
    key = "a key of sixteen and more"
    assert resident.post(f"{link}answer", {"key": key, "text": "The left one."}).status_code == 302
    page = desk.get(f"/cases/{known}/").content.decode()
    assert "The left one." in page
    assert "1 unread" in page
    desk.fill(f"/cases/{known}/read-messages")
    assert case_of(known).unread_messages == 0


def test_a_number_in_words_to_the_desk_is_pointed_out_once_and_goes_by_one_press(
    browse: Browse, world: World, known: str
) -> None:
    link, resident = f"/r/{world.codes[known]}/", browse("li")
    given = {"key": "a key of sixteen and more", "text": f"Ask {PHONE}."}
    asked = resident.post(f"{link}answer", given)
    page = asked.content.decode()
    assert (asked.status_code, "Not sent yet" in page, f"Take out {PHONE}" in page) == (200, True, True)
    assert case_of(known).unread_messages == 0
    less = resident.post(f"{link}answer", {**given, "remove": PHONE}).content.decode()
    assert ("Ask [phone]." in less, PHONE in less, "The number is out." in less) == (True, False, True)
    assert resident.post(f"{link}answer", {**given, "asked": "1"}).url == link
    page = resident.get(link).content.decode()
    assert ("Your words are with the desk." in page, f"Ask {PHONE}." in page) == (True, True)


def test_a_number_in_a_rating_or_a_doubt_is_pointed_out_too(browse: Browse, world: World, known: str) -> None:
    world.drive(known, "void")
    link, resident = f"/r/{world.codes[known]}/", browse("li")
    rating = {"key": "a key of sixteen and more", "is_solved": "no", "level": "dissatisfied", "text": f"Call {PHONE}"}
    doubt = {"key": "another key of sixteen", "reason": f"Call {PHONE}"}
    for word, given in (("rate", rating), ("contest", doubt)):
        assert f"Take out {PHONE}" in resident.post(f"{link}{word}", given).content.decode()
        assert resident.post(f"{link}{word}", {**given, "asked": "1"}).status_code == 302


def test_a_note_is_on_the_case_s_page_and_never_on_the_reporter_s(browse: Browse, world: World, known: str) -> None:
    browse("chen").fill(f"/cases/{known}/note", text="He is hard of hearing.")
    assert "hard of hearing" in browse("lin").get(f"/cases/{known}/").content.decode()
    assert "hard of hearing" not in browse("li").get(f"/r/{world.codes[known]}/").content.decode()


def test_an_unhappy_reporter_rates_and_asks_to_open_again(browse: Browse, world: World, known: str) -> None:
    world.drive(known, "void")
    resident, link, key = browse("li"), f"/r/{world.codes[known]}/", "a key of sixteen and more"
    empty = resident.post(f"{link}rate", {"key": key})
    assert (empty.status_code, "This field is required" in empty.content.decode()) == (422, True)
    rating = {"key": key, "is_solved": "no", "level": "dissatisfied", "text": "Still wet."}
    assert resident.post(f"{link}rate", rating).status_code == 302
    again = resident.post(f"{link}rate", {**rating, "key": f"{key} too"})
    assert (again.status_code, "rated this answer already" in again.content.decode()) == (409, True)
    assert resident.post(f"{link}contest", {"key": f"{key} again", "reason": "Still wet."}).status_code == 302
    page = browse("chen").get(f"/cases/{known}/").content.decode()
    assert "asks to open the case again" in page
    assert "Dissatisfied" in page


def test_who_joined_what_went_back_reads_whom_to_ask(browse: Browse, world: World) -> None:
    number = world.transfer_in("9", class_code=KIND)
    code = join(world, number=number).code
    world.act(number, "send_back")
    page = browse("li").get(f"/r/{code}/").content.decode()
    assert ("sent back to Police 110" in page, f"/r/{code}/contest" in page) == (True, False)


def test_whoever_handled_the_case_does_not_rate_it_while_signed_in(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch", "accept", "start", "report_back", "check_pass", "close")
    rating = {"key": "a key of sixteen and more", "is_solved": "yes", "level": "very_satisfied"}
    assert browse("zhao").post(f"/r/{world.codes[number]}/rate", rating).status_code == 409


def test_likely_duplicates_are_shown_with_their_reasons(browse: Browse, world: World, known: str) -> None:
    number = world.report("Another leak, the same class.", class_code=KIND)
    page = browse("chen").get(f"/cases/{number}/").content.decode()
    assert "Perhaps the same matter" in page
    assert known in page
    assert "same class" in page
    way = f'href="/cases/{number}/compare/{known}/"'
    assert way in page
    assert way in browse("chen").get(f"/cases/{number}/merge").content.decode()
    with territory(world.chen):
        (found,) = queries.duplicates(world.chen, queries.one(world.chen, number))
    assert (found.case.number, found.is_same_class, found.metres, found.hours) == (known, True, 0, 0)
    with territory(world.stranger):
        assert queries.duplicates(world.stranger, case_of(number)) == []


def test_a_case_that_has_ended_is_not_proposed_and_takes_no_other_in(browse: Browse, world: World, known: str) -> None:
    number = world.report("Another leak, the same class.", class_code=KIND)
    world.drive(known, "void")
    assert known not in browse("chen").get(f"/cases/{number}/").content.decode()
    assert known not in browse("chen").get(f"/cases/{number}/merge").content.decode()
    page = browse("chen").get(f"/cases/{number}/compare/{known}/").content.decode()
    assert "it takes no other case in" in page
    assert 'value="Merge"' not in page
