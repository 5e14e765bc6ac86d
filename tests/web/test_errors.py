"""Refusals as pages."""

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from linli.kernel.refusals import STATUS, Refusal
from linli.places.models import Town
from linli.web import errors
from linli.web.labels import NEXT_STEPS, NEXT_STEPS_OF, TITLES
from tests.web.conftest import Browse
from tests.world import World

WORDS: dict[str, dict[str, Any]] = {"invalid": {"reason": "unknown_unit"}, "rule": {"rule": "no_such_hold"}}


@pytest.mark.parametrize("code", sorted(STATUS))
def test_every_refusal_has_a_page_with_a_next_step(world: World, code: str) -> None:
    answer = errors.page(RequestFactory().get("/"), Refusal(code, **WORDS.get(code, {})))
    assert answer.status_code == STATUS[code]
    assert str(NEXT_STEPS_OF.get(code, NEXT_STEPS[STATUS[code]])) in answer.content.decode()


def test_every_status_has_its_words() -> None:
    assert set(TITLES) == set(NEXT_STEPS) == {*STATUS.values(), 500}


def test_htmx_gets_a_part_of_a_page() -> None:
    answer = errors.page(RequestFactory().get("/", headers={"HX-Request": "true"}), Refusal("stale"))
    assert b"<html" not in answer.content
    assert b'role="alert"' in answer.content


def test_whoever_may_not_move_a_case_now_is_led_back_to_it(browse: Browse, world: World) -> None:
    page = browse("chen").get(f"/cases/{world.report()}/close").content.decode()
    assert 'href="./"' in page
    assert "Back to the case" in page
    assert 'href="./"' not in browse("chen").get("/cases/20260101009999/close").content.decode()


def asked_by_htmx(code: str, seen: str) -> tuple[str, str]:
    """Where htmx is led, and the part of a page that it gets."""
    headers = {"HX-Request": "true", "HX-Current-URL": seen}
    answer = errors.page(RequestFactory().get("/cases/", headers=headers), Refusal(code))
    return answer.headers.get("HX-Redirect", ""), answer.content.decode()


def test_htmx_leads_whoever_is_signed_out_to_the_sign_in_page_and_back(world: World) -> None:
    told = Client().get("/cases/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/?tab=all"})
    assert told.status_code == 401
    assert told.headers["HX-Redirect"] == "/accounts/login/?next=/cases/%3Ftab%3Dall"


def test_htmx_leads_back_to_no_other_host() -> None:
    assert asked_by_htmx("sign_in", "https://elsewhere.example/x")[0] == "/accounts/login/"


@pytest.mark.parametrize(
    ("sent_to", "referer", "back"),
    [
        ("/cases/1/dispatch", "http://testserver/cases/1/?tab=all", "/cases/1/dispatch"),
        ("/cases/1/dispatch", "http://testserver/cases/1/dispatch?x=1", "/cases/1/dispatch%3Fx%3D1"),
        ("/cases/1/reveal", "http://testserver/cases/1/?tab=all", "/cases/1/%3Ftab%3Dall"),
        ("/cases/1/dispatch", "http://testserver/cases/1/dispatch", "/cases/1/dispatch"),
        ("/cases/1/dispatch", "https://elsewhere.example/x", "/cases/1/dispatch"),
        ("/cases/1/dispatch", "//elsewhere.example/x", "/cases/1/dispatch"),
        ("/cases/1/dispatch", "http://[", "/cases/1/dispatch"),
        ("/cases/1/dispatch?x=1", "", "/cases/1/dispatch"),
        ("/cases/1/reveal", "", "/cases/1/"),
        ("/cases/1/reveal", "http://testserver/cases/1/reveal", "/cases/1/"),
    ],
)
def test_a_form_sent_after_the_session_has_ended_leads_back_to_where_it_stood(
    world: World, sent_to: str, referer: str, back: str
) -> None:
    told = Client().post(sent_to, {"reason": "x"}, headers={"Referer": referer} if referer else {})
    assert told.status_code == 401
    assert f'href="/accounts/login/?next={back}"' in told.content.decode()


def test_htmx_is_led_back_to_no_address_that_only_takes_a_form(world: World) -> None:
    seen = {"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/1/reveal"}
    assert Client().get("/cases/", headers=seen).headers["HX-Redirect"] == "/accounts/login/?next=/cases/1/"


def test_a_part_of_a_page_offers_the_way_on_and_says_nothing_twice() -> None:
    with translation.override("en"):
        _, text = asked_by_htmx("sign_in", "http://testserver/cases/")
    assert 'href="/accounts/login/?next=/cases/"' in text
    assert text.count("Please sign in") == 1
    led, text = asked_by_htmx("stale", "http://testserver/cases/")
    assert led == ""
    assert 'href=""' in text


@pytest.mark.parametrize("tail", ["", "dispatch", "nothing", "photos/" + "0" * 64])
def test_what_is_unknown_and_what_is_somebody_elses_answer_with_the_same_bytes(
    browse: Browse, world: World, tail: str
) -> None:
    number, stranger = world.report(), browse("stranger")
    theirs = stranger.get(f"/cases/{number}/{tail}")
    unknown = stranger.get(f"/cases/20200101000001/{tail}")
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.content == unknown.content
    assert {**theirs.headers, "X-Request-ID": ""} == {**unknown.headers, "X-Request-ID": ""}


@pytest.mark.parametrize("tail", ["file", "add-photo", "reveal"])
def test_sending_tells_a_stranger_no_more(browse: Browse, world: World, tail: str) -> None:
    number, stranger = world.report(), browse("stranger")
    given = {"version": "1", "key": "k" * 20, "class_code": "06025", "field": "phone", "reason": "x"}
    theirs = stranger.post(f"/cases/{number}/{tail}", given)
    unknown = stranger.post(f"/cases/20200101000001/{tail}", given)
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.content == unknown.content


def test_a_code_that_opens_nothing_says_the_same_as_any_unknown_address(browse: Browse) -> None:
    resident = browse("li")
    answers = [
        resident.get(path) for path in ("/r/abc/", "/r/abc/sent/", "/r/abc/qr.svg", "/r/abc/photos/x", "/nothing")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_an_error_page_keeps_the_ways_of_whoever_is_signed_in_and_says_who_that_is(
    browse: Browse, world: World
) -> None:
    number = world.report()
    desk = browse("chen")
    for answer in (desk.get("/nothing"), desk.get("/manage/"), desk.get(f"/cases/{number}/accept")):
        assert answer.status_code in (403, 404, 409)
        page = answer.content.decode()
        assert 'href="/cases/"' in page.partition('class="top-nav"')[2].partition("</nav>")[0]
        assert 'href="/cases/"' in page.partition('class="tabs-bottom"')[2]
        assert world.chen.name in page
        assert 'href="/help/"' in page
    public = browse("li").get("/nothing").content.decode()
    assert 'href="/report/"' in public
    assert 'href="/cases/"' not in public


def test_a_page_that_breaks_keeps_them_too_unless_they_break_as_well(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = RequestFactory().get("/")
    request.actor = world.chen  # type: ignore[attr-defined]
    assert b'href="/cases/"' in errors.server_error(request).content
    monkeypatch.setattr(errors, "ways_of", lambda request: 1 / 0)
    answer = errors.server_error(request)
    assert answer.status_code == 500
    assert b'href="/cases/"' not in answer.content


def test_a_form_from_elsewhere_is_refused_with_a_sentence(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    answer = client.post("/follow/", {"code": "x"})
    assert answer.status_code == 403
    assert "did not come from a page of ours" in answer.content.decode()


def test_a_page_that_breaks_needs_neither_database_nor_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "town", lambda: 1 / 0)
    assert errors.server_error(RequestFactory().get("/")).status_code == 500


def test_whoever_asks_too_often_reads_the_emergency_numbers(world: World) -> None:
    Town.objects.update(phones=[{"name": "Fire", "number": "119"}])
    answer = errors.page(RequestFactory().get("/report/"), Refusal("too_many", retry_after=90))
    assert answer.headers["Retry-After"] == "90"
    assert 'href="tel:119"' in answer.content.decode()
