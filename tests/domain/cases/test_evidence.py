"""What is shown of the work before it counts as done: classes that need a picture of afterwards."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.cases.models import Photo, Remark
from linli.kernel import files
from linli.kernel.actor import Grant
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.asking import EYE, attempts, case_of, in_state, lines_of, needs_pictures, picture, refused
from tests.world import World

pytestmark = pytest.mark.postgres15

WHY = "My telephone fell into the drain."


@pytest.fixture(autouse=True)
def _needed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dirty water and rubbish are shown afterwards; nothing is drawn by lot."""
    needs_pictures(world, "06010", "06025")
    monkeypatch.setattr(rules, "is_drawn", lambda number, secret: False)


def show(world: World, number: str, by: str = "zhao", which: int = 1, **given: Any) -> Photo:
    """Somebody who works here takes a picture."""
    data, sha256 = picture(20 * which)
    return cases.add_photo(getattr(world, by), number, data=data, sha256=sha256, **given)


def send_back(world: World, number: str, kept: Photo, by: str = "zhao", **given: Any) -> Photo:
    """Somebody saves a picture from the page and sends that: other bytes, and the same picture."""
    data = files.path_of(kept.file_id).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    assert sha256 != kept.sent_sha256
    return cases.add_photo(getattr(world, by), number, data=data, sha256=sha256, **given)


def handed_in(world: World, **given: Any) -> str:
    number = in_state(world, "handling")
    world.act(number, "report_back", **given)
    return number


def settle(world: World, number: str, **given: Any) -> None:
    world.act(number, "self_handle", **given)


def test_nothing_counts_as_handled_before_it_is_shown(world: World) -> None:
    number = in_state(world, "handling")
    assert queries.required(case_of(number), "report_back") == ["outcome", "result", "without_photo"]
    with refused("rule", rule="needs_after_photo"):
        world.act(number, "report_back")
    assert attempts() == [(world.zhao.key, "case.report_back", number, "rule")]
    show(world, number)
    assert queries.required(case_of(number), "report_back") == ["outcome", "result"]
    world.act(number, "report_back")
    world.act(number, "check_pass")
    assert (case_of(number).state, case_of(number).lacks_photo) == ("checked", False)


def test_a_class_that_needs_none_asks_for_none(world: World) -> None:
    values = {**queries.CLASSES.told(queries.event_class("06025")), "after_photo": ""}
    cases.load_classes(EYE, None, rows=[values])
    assert case_of(handed_in(world)).state == "handled"


@pytest.mark.parametrize("outcome", rules.OUTCOMES)
def test_only_what_is_done_wholly_or_in_part_is_shown(world: World, outcome: str) -> None:
    number = in_state(world, "handling")
    if outcome in ("done", "partly"):
        with refused("rule", rule="needs_after_photo"):
            world.act(number, "report_back", outcome=outcome)
        return
    with refused("invalid", field="without_photo"):
        world.act(number, "report_back", outcome=outcome, without_photo=WHY)
    world.act(number, "report_back", outcome=outcome)
    world.act(number, "check_pass")
    with refused("rule", rule="shown_before_closing"):
        world.act(number, "close", outcome="done")
    show(world, number, by="lin")
    world.act(number, "close", outcome="done")


def test_neither_a_reporters_picture_nor_one_from_before_shows_the_work(world: World) -> None:
    number = in_state(world, "filed")
    show(world, number, by="lin")
    world.drive(number, "dispatch", "accept", "start")
    data, sha256 = picture(2)
    cases.add_photo(world.holder(number), number, data=data, sha256=sha256, is_after=True)
    with refused("rule", rule="needs_after_photo"):
        world.act(number, "report_back")


@pytest.mark.parametrize("beginning", ["check_fail", "return", "recall", "reopen"])
def test_a_picture_of_an_earlier_round_counts_no_more(world: World, beginning: str) -> None:
    number = in_state(world, "handling")
    show(world, number)
    if beginning in ("check_fail", "reopen"):
        world.act(number, "report_back")
    if beginning == "reopen":
        world.drive(number, "check_pass", "close")
    world.act(number, beginning, **({"remark": "Not theirs."} if beginning == "recall" else {}))
    if beginning != "check_fail":
        world.drive(number, "dispatch", "accept", "start")
    show(world, number)  # the same bytes again are no new picture
    with refused("rule", rule="needs_after_photo"):
        world.act(number, "report_back")
    show(world, number, which=2)
    world.act(number, "report_back")


def test_a_picture_that_the_case_has_is_none_of_afterwards(world: World) -> None:
    number = in_state(world, "filed")
    before = show(world, number, by="lin")
    with refused("rule", rule="same_photo"):
        send_back(world, number, before, by="lin", is_after=True)
    world.drive(number, "dispatch", "accept", "start")
    version = case_of(number).version
    with refused("rule", rule="same_photo"):
        send_back(world, number, before)
    assert (case_of(number).version, case_of(number).has_after_photo) == (version, False)
    after = show(world, number, which=2)
    assert show(world, number, which=2).pk == after.pk  # a phone that did not hear the answer
    world.act(number, "report_back")
    world.act(number, "check_fail")
    with refused("rule", rule="same_photo"):
        send_back(world, number, after)
    with refused("rule", rule="needs_after_photo"):
        world.act(number, "report_back")


def test_a_picture_shows_the_work_only_once_it_has_begun(world: World) -> None:
    number = in_state(world, "filed")
    world.act(number, "dispatch")
    assert not show(world, number, by="lin", which=1).is_after
    assert not show(world, number, which=2, is_after=True).is_after
    world.act(number, "accept")
    assert not show(world, number, which=3).is_after
    world.act(number, "request_suspension")
    world.act(number, "approve_suspension")
    assert not show(world, number, by="lin", which=4).is_after
    world.drive(number, "resume", "start")
    with refused("rule", rule="needs_after_photo"):
        world.act(number, "report_back")
    world.act(number, "request_suspension")
    world.act(number, "approve_suspension")
    assert show(world, number, by="lin", which=5).is_after
    world.act(number, "resume")
    world.act(number, "report_back")


def test_without_one_the_handler_says_why_and_somebody_else_has_to_accept_it(world: World) -> None:
    number = handed_in(world, without_photo=WHY)
    assert case_of(number).lacks_photo
    line = lines_of(number)[-1]
    assert (line.remark, line.without_photo) == ("Mended.", WHY)
    with territory(world.sun):
        assert queries.why_without_photo(world.sun, case_of(number)) == WHY
    assert queries.required(case_of(number), "check_pass") == ["accepts_without_photo"]
    may_check = Grant("verifier", frozenset({"case.view", "case.check_pass"}), areas=("/33/330110010/",))
    with refused("separation_of_duties", standing="handler"):
        both = replace(world.zhao, grants=(*world.zhao.grants, may_check))
        cases.check_pass(both, number, accepts_without_photo=True)
    with refused("missing_input", field="accepts_without_photo"):
        world.act(number, "check_pass")
    world.act(number, "check_pass", accepts_without_photo=True)
    passed = lines_of(number)[-1]
    assert (passed.actor, passed.data["accepts_without_photo"]) == (world.sun.key, True)
    world.act(number, "close")
    assert case_of(number).lacks_photo
    world.act(number, "reopen")
    assert not case_of(number).lacks_photo


def test_what_is_done_again_is_shown_again_and_a_late_picture_is_judged_by_whoever_checks(world: World) -> None:
    number = handed_in(world, without_photo=WHY)
    world.act(number, "check_fail")
    assert not case_of(number).lacks_photo
    world.act(number, "report_back", without_photo=WHY)
    show(world, number)
    with refused("missing_input", field="accepts_without_photo"):
        world.act(number, "check_pass")
    world.act(number, "check_pass", accepts_without_photo=True)


def test_a_reason_where_no_picture_is_missing_is_refused_and_blank_words_are_none(world: World) -> None:
    number = in_state(world, "handling")
    with refused("rule", rule="needs_after_photo"):
        world.act(number, "report_back", without_photo=" \n ")
    with refused("invalid", field="without_photo"):
        world.act(number, "report_back", without_photo="x" * 1001)
    show(world, number)
    with refused("invalid", field="without_photo", reason="photo_not_missing"):
        world.act(number, "report_back", without_photo=WHY)


def test_the_reason_is_beside_the_audit_and_never_in_it(world: World) -> None:
    number = handed_in(world, without_photo=WHY)
    entry = AuditEntry.objects.filter(object_type="case", object_id=case_of(number).pk).latest("version")
    assert WHY not in entry.data
    assert json.loads(entry.data)["without_photo"]
    with territory(EYE):
        kept = Remark.objects.visible_to(EYE).filter(case=case_of(number), version=entry.version)
        assert set(kept.values_list("subject", "text")) == {("", "Mended."), ("without_photo", WHY)}


def test_an_outside_unit_shows_its_work_too(world: World) -> None:
    number = in_state(world, "transferred")
    with refused("rule", rule="needs_after_photo"):
        world.act(number, "answer_transfer")
    world.act(number, "answer_transfer", without_photo=WHY)
    with refused("missing_input", field="accepts_without_photo"):
        world.act(number, "check_pass")
    world.act(number, "check_fail")
    assert (case_of(number).state, case_of(number).lacks_photo) == ("transferred", False)


def test_what_is_settled_on_the_spot_is_shown_by_a_picture_that_says_so(world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    show(world, number, by="lin")
    with refused("rule", rule="needs_after_photo"):
        settle(world, number)
    show(world, number, by="lin", which=2, is_after=True)
    settle(world, number)
    assert case_of(number).state == "closed"


def test_what_was_settled_without_a_picture_is_always_checked_by_somebody_else(world: World) -> None:
    number = world.report(by=world.lin, channel="grid_worker")
    settle(world, number, without_photo=WHY)
    assert (case_of(number).state, case_of(number).closed_at) == ("handled", None)
    assert lines_of(number)[-1].data["drawn"] is True
    with refused("separation_of_duties", standing="self_handler"):
        cases.check_pass(world.lin, number, accepts_without_photo=True)
    cases.check_pass(world.wang, number, accepts_without_photo=True)
    world.act(number, "close")


@pytest.mark.parametrize("outcome", ["no_action", "not_found"])
def test_what_is_found_to_be_nothing_on_the_spot_is_shown_or_checked_too(world: World, outcome: str) -> None:
    unseen, seen = (world.report(by=world.lin, channel="grid_worker") for _ in range(2))
    with refused("invalid", field="without_photo", reason="photo_not_missing"):
        settle(world, unseen, outcome=outcome, without_photo=WHY)
    settle(world, unseen, outcome=outcome)
    case = case_of(unseen)
    assert (case.state, case.closed_at, case.lacks_photo) == ("handled", None, False)
    with refused("separation_of_duties", standing="self_handler"):
        cases.check_pass(world.lin, unseen)
    assert queries.required(case, "check_pass") == []
    cases.check_pass(world.wang, unseen)
    show(world, seen, by="lin", is_after=True)
    settle(world, seen, outcome=outcome)
    assert case_of(seen).state == "closed"


def test_a_stranger_sees_neither_the_mark_nor_the_reason(world: World) -> None:
    number = handed_in(world, without_photo=WHY)
    with refused("not_found"):
        cases.check_pass(world.stranger, number, accepts_without_photo=True)
    with territory(world.stranger):
        assert queries.why_without_photo(world.stranger, case_of(number)) == ""
        assert queries.page(world.stranger, queries.Filter(lacks_photo=True)).rows == []
    with territory(world.chen):
        found = queries.page(world.chen, queries.Filter(lacks_photo=True)).rows
    assert [case.number for case in found] == [number]
