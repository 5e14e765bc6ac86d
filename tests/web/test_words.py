"""What the street says in its own words, and what is prepared for the desk."""

import re

import pytest
from django.test import Client

from linli.cases import actions as cases
from tests.domain.cases.test_change_template import ROW as TEMPLATE
from tests.domain.cases.test_change_wording import ROW as PHRASE
from tests.web.conftest import Browse
from tests.world import IMPORTER, World

OTHER = {**TEMPLATE, "code": "other", "class_code": "9", "text": "Of another class."}
ASKED = {**TEMPLATE, "code": "ask", "move": "send_message", "text": "Where exactly is {number}?"}


def test_a_prepared_reply_is_shown_filled_in_and_comes_into_the_field_when_chosen(browse: Browse, world: World) -> None:
    cases.load_templates(IMPORTER, None, rows=[TEMPLATE, OTHER, ASKED])
    number = world.drive(world.report(), "file", "dispatch", "accept", "start", "report_back", "check_pass")
    page = browse("chen").get(f"/cases/{number}/close").content.decode()
    assert f"First Road 1 is clean ({number})." in page
    assert "another class" not in page
    assert "Where exactly" not in page
    assert f"({number}).</textarea>" not in page
    page = browse("chen").get(f"/cases/{number}/close?reply=done").content.decode()
    assert f"First Road 1 is clean ({number}).</textarea>" in page


def test_a_reply_for_an_outcome_names_it_and_chooses_it(browse: Browse, world: World) -> None:
    left = {**TEMPLATE, "code": "left", "class_code": "", "outcome": "partly", "text": "The rest of {number} follows."}
    cases.load_templates(IMPORTER, None, rows=[TEMPLATE, left])
    number = world.drive(world.report(), "file", "dispatch", "accept", "start")
    world.act(number, "report_back", outcome="partly")
    world.drive(number, "check_pass")
    page = browse("chen").get(f"/cases/{number}/close").content.decode()
    assert page.index("The rest of") < page.index("First Road 1 is clean")
    assert 'data-outcome="partly"' in page
    chosen = browse("chen").get(f"/cases/{number}/close?reply=left").content.decode()
    assert f"The rest of {number} follows.</textarea>" in chosen
    assert re.search(r'name="outcome" value="partly"[^>]*checked', chosen)


def test_a_reply_that_is_chosen_can_be_changed_before_it_is_sent(browse: Browse, world: World) -> None:
    cases.load_templates(IMPORTER, None, rows=[{**ASKED, "class_code": ""}])
    number = world.report()
    desk = browse("chen")
    assert "Where exactly is" in desk.get(f"/cases/{number}/send-message").content.decode()
    assert desk.fill(f"/cases/{number}/send-message?reply=ask", text=f"Where is {number}?").status_code == 302
    assert f"Where is {number}?" in browse("li").get(f"/r/{world.codes[number]}/").content.decode()


def test_a_reply_of_an_unknown_code_fills_nothing(browse: Browse, world: World) -> None:
    page = browse("chen").get(f"/cases/{world.report()}/send-message?reply=nothing")
    assert page.status_code == 200
    assert "<textarea" in page.content.decode()


def test_what_is_not_known_yet_stays_visible_as_a_gap(browse: Browse, world: World) -> None:
    row = {**ASKED, "class_code": "", "text": "Your matter is with {unit} until {due}."}
    cases.load_templates(IMPORTER, None, rows=[row])
    page = browse("chen").get(f"/cases/{world.report()}/send-message").content.decode()
    assert "is with …… until ……." in page


def test_other_moves_have_no_replies(browse: Browse, world: World) -> None:
    cases.load_templates(IMPORTER, None, rows=[{**TEMPLATE, "move": "", "class_code": ""}])
    assert "is clean" not in browse("chen").get(f"/cases/{world.report()}/file").content.decode()


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "有事您说话"), ("en", "Tell us")])
def test_the_front_page_speaks_the_streets_own_words(world: World, language: str, title: str) -> None:
    cases.load_wording(IMPORTER, None, rows=[PHRASE])
    client = Client()
    client.cookies["django_language"] = language
    assert f"<h1>{title}</h1>" in client.get("/").content.decode()


def test_what_is_empty_stays_as_it_is_and_marks_are_only_text(browse: Browse, world: World) -> None:
    rows = [{**PHRASE, "en": ""}, {"place": "emergency", "zh": "急", "en": "<b>Call</b> at once"}]
    cases.load_wording(IMPORTER, None, rows=rows)
    page = browse("li").get("/").content.decode()
    assert "Say what is wrong. See it put right." in page
    assert "&lt;b&gt;Call&lt;/b&gt; at once" in page
    assert "<b>Call</b>" not in page


def test_an_administrator_writes_a_template_by_hand_and_is_told_what_is_wrong(browse: Browse, world: World) -> None:
    admin = browse("admin")
    answer = admin.fill("/manage/templates/new/", **{**TEMPLATE, "text": "{phone}"})
    assert answer.status_code == 422
    assert "There is nothing that fills in {phone}." in answer.content.decode()
    assert admin.fill("/manage/templates/new/", **TEMPLATE).status_code == 302
    assert "{address} is clean" in admin.get("/manage/templates/").content.decode()


def test_the_desk_keeps_no_words(browse: Browse, world: World) -> None:
    for name in ("templates", "wording", "matters", "matter-lists"):
        assert browse("chen").get(f"/manage/{name}/").status_code == 403
        assert browse("stranger").get(f"/manage/{name}/").status_code == 403
