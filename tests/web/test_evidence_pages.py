"""The picture of afterwards on the pages: asked for beforehand, sent with the move, missed, accepted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import queries, rules
from linli.cases.models import Case
from linli.kernel import files
from linli.kernel.territory import territory
from tests.domain.asking import in_state, needs_pictures
from tests.web.conftest import Browse
from tests.web.test_report_page import picture
from tests.world import World

WHY = "It was pitch dark."
NEEDED, MARK = "This class needs a picture of how it looks now", "no picture of afterwards"


@pytest.fixture(autouse=True)
def _needed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dirty water and rubbish are shown afterwards; nothing is drawn by lot."""
    needs_pictures(world, "06010", "06025")
    monkeypatch.setattr(rules, "is_drawn", lambda number, secret: False)


def case_of(world: World, number: str) -> Case:
    with territory(world.chen):
        return queries.one(world.chen, number)


def test_the_form_says_beforehand_what_is_needed_and_one_send_does_both(browse: Browse, world: World) -> None:
    number, zhao = in_state(world, "handling"), browse("zhao")
    asked = zhao.get(f"/cases/{number}/report-back").content.decode()
    assert NEEDED in asked
    assert asked.index('name="photos"') < asked.index('name="without_photo"')
    assert (
        zhao.fill(f"/cases/{number}/report-back", outcome="done", result="Mended.", photos=[picture()]).status_code
        == 302
    )
    assert (case_of(world, number).state, case_of(world, number).lacks_photo) == ("handled", False)


def test_without_either_everything_typed_comes_back_and_a_picture_sent_is_not_lost(
    browse: Browse, world: World
) -> None:
    number, zhao = in_state(world, "handling"), browse("zhao")
    refused = zhao.fill(f"/cases/{number}/report-back", outcome="done", result="Mended.")
    assert refused.status_code == 409
    assert "add a new one, or say why there is none" in refused.content.decode()
    assert "Mended." in refused.content.decode()
    # A result that is missing stops the send before the pictures; a reason beside a picture is told after them.
    given = {"outcome": "done", "result": "Mended.", "without_photo": WHY, "photos": [picture()]}
    both = zhao.fill(f"/cases/{number}/report-back", **given)
    assert (both.status_code, "No picture is missing here" in both.content.decode()) == (422, True)
    assert case_of(world, number).has_after_photo
    asked = zhao.get(f"/cases/{number}/report-back").content.decode()
    assert "without_photo" not in asked
    assert zhao.fill(f"/cases/{number}/report-back", outcome="done", result="Mended.").status_code == 302


def test_what_is_settled_on_the_spot_is_shown_by_the_picture_sent_with_it(browse: Browse, world: World) -> None:
    number, lin = world.report(by=world.lin, channel="grid_worker"), browse("lin")
    given = {"class_code": "06010", "outcome": "done", "result": "Swept."}
    assert lin.fill(f"/cases/{number}/self-handle", **given).status_code == 409
    assert lin.fill(f"/cases/{number}/self-handle", **given, photos=[picture()]).status_code == 302
    assert case_of(world, number).state == "closed"
    other = world.report(by=world.lin, channel="grid_worker")
    assert lin.fill(f"/cases/{other}/self-handle", **given, without_photo=WHY).status_code == 302
    assert (case_of(world, other).state, case_of(world, other).lacks_photo) == ("handled", True)


def test_an_exception_is_marked_everywhere_and_accepted_one_by_one(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    browse("zhao").fill(f"/cases/{number}/report-back", outcome="done", result="Mended.", without_photo=WHY)
    sun = browse("sun")
    for path in (f"/cases/{number}/", f"/cases/{number}/check-pass"):
        assert WHY in sun.get(path).content.decode()
    for view in ("list", "board"):
        assert MARK in sun.get(f"/cases/?tab=all&without_photo=1&view={view}").content.decode()
    several = f"/cases/bulk?verb=check_pass&number={number}"
    assert "decide about it by itself" in sun.get(several).content.decode()
    refused = sun.fill(f"/cases/{number}/check-pass", remark="Seen.")
    assert (refused.status_code, "Say that you accept this" in refused.content.decode()) == (422, True)
    assert sun.fill(f"/cases/{number}/check-pass", accepts_without_photo="on").status_code == 302
    assert "accepted without a picture of afterwards" in sun.get(f"/cases/{number}/").content.decode()
    assert WHY not in browse("stranger").get(f"/cases/{number}/").content.decode()


def test_whoever_checks_is_told_that_no_picture_was_asked_for_because_of_the_outcome(
    browse: Browse, world: World
) -> None:
    nothing, shown = in_state(world, "handling"), in_state(world, "handling")
    world.act(nothing, "report_back", outcome="not_found")
    asked = browse("sun").get(f"/cases/{nothing}/check-pass").content.decode()
    assert "No picture of afterwards was asked for" in asked
    zhao, given = browse("zhao"), {"outcome": "not_found", "result": "All is clean."}
    zhao.fill(f"/cases/{shown}/report-back", **given, photos=[picture()])
    assert "was asked for" not in browse("sun").get(f"/cases/{shown}/check-pass").content.decode()


def test_a_picture_saved_from_the_page_is_told_to_be_no_new_one(browse: Browse, world: World) -> None:
    number, zhao = in_state(world, "dispatched"), browse("zhao")
    zhao.fill(f"/cases/{number}/add-photo", photos=[picture()])
    with territory(world.chen):
        kept = queries.photos(world.chen, case_of(world, number))[0]
    world.drive(number, "accept", "start")
    saved = SimpleUploadedFile("saved.jpg", files.path_of(kept.file_id).read_bytes(), "image/jpeg")
    given = {"outcome": "done", "result": "Mended.", "photos": [saved]}
    refused = zhao.fill(f"/cases/{number}/report-back", **given)
    assert (refused.status_code, "The case has this picture already" in refused.content.decode()) == (409, True)
    assert "Mended." in refused.content.decode()
    assert case_of(world, number).state == "handling"


def test_who_reported_reads_nothing_of_the_reason(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    world.act(number, "report_back", without_photo=WHY)
    world.act(number, "check_pass", accepts_without_photo=True)
    world.act(number, "close")
    page = browse("li").get(f"/r/{world.codes[number]}/")
    assert page.status_code == 200
    assert WHY not in page.content.decode()


def test_the_list_asks_no_more_for_marked_cases(browse: Browse, world: World) -> None:
    sun, counts = browse("sun"), []
    for _ in range(2):
        number = in_state(world, "handling")
        world.act(number, "report_back", without_photo=WHY)
        with CaptureQueriesContext(connection) as asked:
            assert number in sun.get("/cases/?tab=all").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
