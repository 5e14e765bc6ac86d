"""Cases on their way to and from outside units, on the pages."""

from typing import Any

from tests.domain.asking import case_of
from tests.web.conftest import Browse, Markup
from tests.world import BUILDING, World

SENT = {"text": "Noise at night.", "external_number": "110-2026-7", "building": BUILDING, "class_code": ""}


def test_the_panel_tells_to_whom_since_when_and_until_when_it_comes_back(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "transfer_out")
    page = browse("chen").get(f"/cases/{number}/").content.decode()
    for words in ("To Police 110", "Not yet accepted", "A matter of the police.", "Comes back by itself"):
        assert words in page
    world.act(number, "accept_transfer", reference="JQ-2026-15")
    page = browse("chen").get(f"/cases/{number}/").content.decode()
    assert "With them" in page
    assert "JQ-2026-15" in page
    assert "Comes back by itself" not in page
    world.drive(number, "answer_transfer")
    page = browse("chen").get(f"/cases/{number}/").content.decode()
    assert "Answered" in page
    assert "They were spoken to." in page


def test_what_came_back_stays_in_the_panel_with_its_reason(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "transfer_out", "return_transfer", "transfer_out", "recall")
    page = browse("chen").get(f"/cases/{number}/").content.decode()
    assert page.count("To Police 110") == 2
    assert "Not ours." in page
    assert "Taken back" in page


def test_a_recall_asks_for_a_reason_once_the_case_was_accepted(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch")
    asked = [label for label in ("Remark", "Reason") if label in browse("chen").get(f"/cases/{number}/recall").text]
    world.drive(number, "accept")
    then = [label for label in ("Remark", "Reason") if label in browse("chen").get(f"/cases/{number}/recall").text]
    assert (asked, then) == (["Remark"], ["Reason"])


def test_the_partner_reads_beside_the_transfer_who_urged_it_until_it_is_answered(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "transfer_out", "accept_transfer", "urge")
    panel = panel_of(browse, number)
    for words in ("urged 1×", "The neighbours wait.", "Chen ·"):
        assert words in panel
    world.drive(number, "answer_transfer")
    assert "urged 1×" not in panel_of(browse, number)


def panel_of(browse: Browse, number: str) -> str:
    page = str(browse("gong").get(f"/cases/{number}/").content.decode())
    return page.partition('id="transfers"')[2].partition("</ul>")[0]


def test_an_outside_unit_that_has_nothing_reads_what_comes_here(browse: Browse, world: World) -> None:
    page = browse("gong").get("/cases/?tab=all").content.decode()
    assert "Here come cases that the street transfers to your unit" in page
    assert "Report something" not in page.partition("empty-words")[2].partition("</main>")[0]


def test_a_case_that_never_left_has_no_panel(browse: Browse, world: World) -> None:
    assert 'id="transfers"' not in browse("chen").get(f"/cases/{world.report()}/").content.decode()


def test_an_outside_unit_sends_a_matter_in_and_follows_it(browse: Browse, world: World) -> None:
    partner = browse("gong")
    assert "Send a matter in" in partner.get("/cases/").content.decode()
    sent = partner.fill("/cases/transfer-in/", **SENT)
    assert sent.status_code == 302
    number = sent.url.split("/")[2]
    case = case_of(number)
    assert (case.external_number, case.channel, case.source and case.source.code) == (
        "110-2026-7",
        "transfer",
        "police",
    )
    page = partner.get(sent.url).content.decode()
    assert "From Police 110" in page
    assert "Not yet received" in page
    assert "To be received by" in page
    world.drive(number, "receive")
    assert "Received" in partner.get(sent.url).content.decode()


def test_the_same_number_is_not_taken_twice_and_nothing_is_lost(browse: Browse, world: World) -> None:
    partner = browse("gong")
    partner.fill("/cases/transfer-in/", **SENT)
    again = partner.fill("/cases/transfer-in/", **SENT)
    assert again.status_code == 409
    assert "came in before under the same number" in again.content.decode()
    assert "Noise at night." in again.content.decode()


def test_without_its_number_its_words_or_its_place_it_is_not_sent(browse: Browse, world: World) -> None:
    for missing in ("external_number", "text", "building"):
        answer = browse("gong").fill("/cases/transfer-in/", **{**SENT, missing: ""})
        assert answer.status_code == 422, missing


def test_the_partner_accepts_returns_and_answers_on_pages(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "transfer_out")
    partner = browse("gong")
    assert partner.fill(f"/cases/{number}/accept-transfer", reference="JQ-1").status_code == 302
    assert (
        partner.fill(f"/cases/{number}/answer-transfer", outcome="done", result="They were spoken to.").status_code
        == 302
    )
    assert case_of(number).state == "handled"
    other = world.drive(world.report(), "file", "transfer_out")
    gone = partner.fill(f"/cases/{other}/return-transfer", reason="Not ours.")
    assert (gone.status_code, gone.url) == (302, "/cases/")


def test_nobody_else_sends_in(browse: Browse, world: World) -> None:
    assert "Send a matter in" not in browse("chen").get("/cases/").content.decode()
    assert browse("chen").post("/cases/transfer-in/", SENT).status_code == 403


def test_the_form_keeps_the_strict_policy_and_labels_every_field(browse: Browse, world: World) -> None:
    found = Markup(browse("gong").get("/cases/transfer-in/"))
    assert found.faults == []
    assert {given["id"] for given in found.inputs if "id" in given} <= found.labels


def test_the_demonstration_s_list_of_accounts_names_the_partners(browse: Browse, world: World, settings: Any) -> None:
    settings.IS_DEMO = True
    page = browse("li").get("/demo/").content.decode()
    assert "gong" in page
    assert "Police 110" in page or "Gong" in page
