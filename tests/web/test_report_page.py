"""The report page."""

import hashlib
import io
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override
from PIL import Image
from pytest_django import Settings

from linli.cases import queries, rules
from linli.cases.models import Case
from linli.kernel import allowances
from linli.kernel.actor import public
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web.templatetags.linli import by, deadline, moment, promised
from tests.domain.asking import in_state
from tests.web.conftest import Browse
from tests.world import BUILDING, COMMUNITY, GRID_PATH, World

GIVEN = {"text": "The lamp is out.", "building": BUILDING}


def picture(name: str = "lamp.png") -> SimpleUploadedFile:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


def case_of(answer: Any) -> Case:
    """The case whose private link the answer leads to."""
    code = answer.headers["Location"].split("/")[2]
    holder = public(rules.code_digest(code))
    with territory(holder):
        return queries.one_of_code(holder)[1]


def test_a_resident_reports_and_gets_number_link_and_picture_of_the_link(browse: Browse) -> None:
    resident = browse("li")
    answer = resident.fill("/report/", **GIVEN, photos=[picture()])
    assert answer.status_code == 302
    page = resident.get(answer.headers["Location"])
    case = case_of(answer)
    assert (case.text, case.area_path, case.channel) == ("The lamp is out.", GRID_PATH, "web")
    assert case.number in page.content.decode()
    link = answer.headers["Location"].removesuffix("sent/")
    assert f"http://testserver{link}" in page.content.decode()
    assert resident.get(f"{link}qr.svg").headers["Content-Type"] == "image/svg+xml"


def test_a_reporter_reads_until_when_it_is_decided_whether_it_is_taken_up(browse: Browse, world: World) -> None:
    resident, number = browse("li"), world.report()
    assert "it is decided whether it is taken up" in resident.get(f"/r/{world.codes[number]}/").content.decode()
    world.drive(number, "file")
    assert "it is decided whether" not in resident.get(f"/r/{world.codes[number]}/").content.decode()


def test_what_a_form_misses_is_said_in_the_words_of_this_product(browse: Browse, world: World) -> None:
    link, resident = f"/r/{world.codes[world.report()]}/", browse("li")
    resident.client.cookies["django_language"] = "zh-hans"
    refused = resident.post(f"{link}answer", {"key": "a key of sixteen and more", "text": ""}).content.decode()
    assert ("请填写这一项。" in refused, "必填项" in refused) == (True, False)
    assert 'href="/follow/"' in resident.get("/r/abcd/").content.decode()


def test_pictures_come_along_and_are_shown_only_as_pictures(browse: Browse) -> None:
    resident = browse("li")
    link = resident.fill("/report/", **GIVEN, photos=[picture()]).headers["Location"].removesuffix("sent/")
    page = resident.get(link).content.decode()
    address = page.partition('<img src="')[2].partition('"')[0]
    photo = resident.get(address)
    assert photo.headers["Content-Type"] == "image/jpeg"
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert photo.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in photo.headers["Cache-Control"]
    assert photo.headers["Content-Disposition"].startswith("inline; filename=")


def test_a_file_that_is_no_picture_is_left_out_and_the_report_arrives(browse: Browse) -> None:
    resident = browse("li")
    answer = resident.fill("/report/", **GIVEN, photos=[SimpleUploadedFile("x.jpg", b"no picture", "image/jpeg")])
    assert "left_out=unsupported_media" in answer.headers["Location"]
    assert "Only pictures in JPEG, PNG or WebP" in resident.get(answer.headers["Location"]).content.decode()


def test_a_picture_that_a_slow_machine_did_not_finish_is_asked_for_again(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*_: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("decoder", 3)

    monkeypatch.setattr(subprocess, "run", late)
    resident = browse("li")
    sent = resident.fill("/report/", **GIVEN, photos=[picture()])
    assert "send this one again in a minute" in resident.get(sent.headers["Location"]).content.decode()
    code = sent.headers["Location"].split("/")[2]
    answer = resident.post(f"/r/{code}/photos/", {"photos": picture()})
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert "send this one again in a minute" in answer.content.decode()


def test_without_words_and_place_nothing_is_sent_and_nothing_typed_is_lost(browse: Browse) -> None:
    answer = browse("li").fill("/report/", text="", name="Li", phone="100 1")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_text_error"' in text
    assert 'id="id_address_error"' in text
    assert 'value="Li"' in text
    assert 'aria-invalid="true"' in text


def test_anonymous_with_a_contact_is_asked_about_beside_the_contact(browse: Browse) -> None:
    answer = browse("li").fill("/report/", **GIVEN, is_anonymous="on", phone="100 0000 0000")
    assert answer.status_code == 422
    assert "An anonymous report cannot carry a contact." in answer.content.decode()
    assert "The lamp is out." in answer.content.decode()


def test_the_same_form_sent_twice_is_one_report(browse: Browse) -> None:
    resident = browse("li")
    answer = resident.fill("/report/", **GIVEN, key="a-key-of-this-form-1")
    again = resident.fill("/report/", **GIVEN, key="a-key-of-this-form-1")
    assert again.headers["Location"] == answer.headers["Location"]
    changed = resident.fill("/report/", **{**GIVEN, "text": "Other"}, key="a-key-of-this-form-1")
    assert changed.status_code == 422
    assert 'value="a-key-of-this-form-1"' not in changed.content.decode()


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"lon": "120.005", "lat": "30.005"}, GRID_PATH),
        ({"place": BUILDING}, GRID_PATH),
        ({"address": "First Road 1, back yard"}, GRID_PATH),
        ({"community": COMMUNITY, "address": "behind the market"}, "/33/330110010/330110010001/"),
        ({"address": "somewhere"}, "/33/"),
    ],
)
def test_the_place_is_taken_from_the_most_exact_that_was_given(
    browse: Browse, given: dict[str, str], path: str
) -> None:
    assert case_of(browse("li").fill("/report/", text="Here.", **given)).area_path == path


def test_the_code_at_a_door_fills_in_the_place_and_counts_as_a_scan(browse: Browse) -> None:
    resident = browse("li")
    assert "First Road 1" in resident.get(f"/report/?place={BUILDING}").content.decode()
    assert case_of(resident.fill(f"/report/?place={BUILDING}", text="Here.")).channel == "scan"


def test_buildings_are_found_from_two_characters(browse: Browse) -> None:
    resident = browse("li")
    assert "One more character" in resident.get("/report/places/?address=F").content.decode()
    found = resident.get(f"/report/places/?address=Road&community={COMMUNITY}").content.decode()
    assert found.count('type="radio"') == 2
    assert "No building has this address" in resident.get("/report/places/?address=zzz").content.decode()


def test_without_a_script_a_button_finds_buildings_and_keeps_what_was_typed(browse: Browse) -> None:
    page = browse("li").fill("/report/", text="The lamp is out.", address="Road", find="1")
    assert page.status_code == 200
    assert page.content.decode().count('name="building"') == 3
    assert "The lamp is out." in page.content.decode()


def test_too_many_reports_from_one_address_are_told_to_wait(browse: Browse, settings: Settings) -> None:
    settings.LINLI_REPORTS_AN_HOUR = 1
    resident = browse("li")
    assert resident.fill("/report/", **GIVEN).status_code == 302
    answer = resident.fill("/report/", **GIVEN)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 3601
    page = answer.content.decode()
    assert f"{GIVEN['text']}</textarea>" in page
    assert "Too many" in page


def test_words_too_many_from_one_address_come_back_with_what_was_typed(
    browse: Browse, world: World, settings: Settings
) -> None:
    settings.LINLI_WORDS_AN_HOUR = 0
    link = f"/r/{world.codes[world.report()]}/"
    answer = browse("li").post(f"{link}answer", {"key": "a key of sixteen and more", "text": "The left one."})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 3601
    assert "The left one.</textarea>" in answer.content.decode()


@pytest.mark.parametrize(("name", "offered"), [("lin", ["grid_worker", "patrol"]), ("chen", ["patrol"]), ("li", [])])
def test_how_a_report_came_in_is_offered_by_what_somebody_does(browse: Browse, name: str, offered: list[str]) -> None:
    page = browse(name).get("/report/").content.decode()
    assert [c for c in rules.Channel if f'name="channel" value="{c}"' in page] == offered


def test_a_resident_cannot_claim_to_have_called(browse: Browse, world: World) -> None:
    assert case_of(browse("li").fill("/report/", **GIVEN, channel="phone")).channel == "web"


def test_a_broken_picture_later_is_refused_and_a_good_one_is_added(browse: Browse, world: World) -> None:
    number = world.report()
    link = f"/r/{world.codes[number]}/"
    resident = browse("li")
    assert resident.post(f"{link}photos/", {"photos": picture()}).status_code == 302
    digest = hashlib.sha256(picture().read()).hexdigest()
    with territory(world.chen):
        assert queries.photo_sent(world.chen, queries.one(world.chen, number), digest)


@pytest.mark.parametrize("sent", ["broken", "empty", "ten", "nothing"])
def test_why_a_later_picture_was_not_taken_is_said_where_it_was_chosen(browse: Browse, world: World, sent: str) -> None:
    chosen = {
        "broken": [SimpleUploadedFile("x.jpg", b"\xff\xd8\xff broken", "image/jpeg")],
        "empty": [SimpleUploadedFile("x.jpg", b"", "image/jpeg")],
        "ten": [picture() for _ in range(10)],
        "nothing": [],
    }[sent]
    link = f"/r/{world.codes[world.report()]}/"
    answer = browse("li").post(f"{link}photos/", {"photos": chosen})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "please choose them again" in page
    assert f'action="{link}photos/"' in page


def test_whoever_sends_too_many_pictures_is_told_on_the_page_how_long_to_wait(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(*_: object) -> None:
        raise Refusal("too_many", retry_after=90)

    link = f"/r/{world.codes[world.report()]}/"
    monkeypatch.setattr(allowances, "spend", spent)
    answer = browse("li").post(f"{link}photos/", {"photos": picture()})
    assert (answer.status_code, answer["Retry-After"]) == (429, "90")
    assert f'action="{link}photos/"' in answer.content.decode()


def test_the_reporter_reads_where_it_stands_and_no_name_of_staff(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch", "accept", "start", "report_back", "check_pass", "close")
    text = browse("li").get(f"/r/{world.codes[number]}/").content.decode()
    assert "It is done." in text
    assert "It is mended." in text
    assert "It was given to Water Unit." in text
    assert not [account.name for account in world.accounts.values() if f">{account.name}<" in text]
    assert "Zhao" not in text


def test_a_typed_code_or_a_pasted_link_leads_to_the_report(browse: Browse, world: World) -> None:
    code = world.codes[world.report()]
    for typed in (code, f" {code.upper()} ", f"https://here.example/r/{code}/"):
        answer = browse("li").post("/follow/", {"code": typed})
        assert answer.headers["Location"] == f"/r/{code}/"
    assert "Please type the code." in browse("li").post("/follow/", {"code": " "}).content.decode()


def test_the_follow_up_page_begins_with_who_has_it_until_which_day(browse: Browse, world: World) -> None:
    number = world.report()
    link = f"/r/{world.codes[number]}/"
    assert "It is at the desk" in browse("li").get(link).content.decode()
    world.drive(number, "file", "dispatch")
    page = browse("li").get(link).content.decode()
    assert "Water Unit has it, and promises to be done by <strong>" in page
    assert page.index("promises to be done") < page.index("What has happened") < page.index("You and the desk")


def test_what_was_reported_back_in_time_is_not_called_late_while_it_waits_for_the_street(
    browse: Browse, world: World
) -> None:
    number = in_state(world, "handled")
    for later in (timedelta(), timedelta(days=60)):
        with time_machine.travel(timezone.now() + later):
            page = browse("li").get(f"/r/{world.codes[number]}/").content.decode()
        assert "somebody else is checking" in page
        for words in ("We are sorry", "promises to be done"):
            assert words not in page


def test_a_promise_names_the_day_of_the_week_and_midnight_as_the_end_of_a_day() -> None:
    with override("zh-hans"):
        assert promised(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)) == "11月24日 星期二 24:00"
        assert promised(datetime(2026, 11, 25, 9, 30, tzinfo=UTC)) == "11月25日 星期三 17:30"


def test_staff_read_a_deadline_as_the_reporter_does_and_what_happened_at_midnight_as_midnight() -> None:
    midnight = datetime(2024, 12, 31, 16, 0, tzinfo=UTC)
    with override("zh-hans"):
        assert deadline(midnight) == "2024年12月31日 24:00"
        assert by(midnight, "Y-m-d H:i") == "2024-12-31 24:00"
        assert moment(midnight) == "2025年1月1日 00:00"
        assert deadline(midnight.replace(hour=15)) == "2024年12月31日 23:00"
