"""Two cases about one matter become one (合并)."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Message
from linli.kernel.territory import territory
from tests.domain.asking import EYE, at_once, attempts, case_of, in_state, lines_of, picture, refused, running
from tests.world import NEXT_BUILDING, TO_THE_END, World

pytestmark = pytest.mark.postgres15


def test_the_source_ends_and_each_reporter_follows_the_target_by_the_own_code(world: World) -> None:
    target = in_state(world, "handling")
    source = world.report("The tap is still leaking.", contact={"phone": "13800000000"})
    data, sha256 = picture()
    cases.add_photo(world.holder(source), source, data=data, sha256=sha256)
    cases.merge(world.chen, source, into=target, reason="The same tap.")
    ended = case_of(source)
    assert (ended.state, ended.owner, running(source)) == ("merged", "", set())
    for number in (source, target):
        holder = world.holder(number)
        with territory(holder):
            report, followed = queries.one_of_code(holder)
        assert followed.number == target
        assert report.text in ("The tap is still leaking.", "The tap leaks.")
    with territory(EYE):
        whole = queries.one(EYE, target)
        assert queries.reports_of(EYE, whole).count() == 2
        assert [photo.sent_sha256 for photo in queries.photos(EYE, whole)] == [sha256]
        assert [contact.value for contact in queries.contacts(EYE, whole)] == ["13800000000"]
        assert queries.photos(EYE, queries.one(EYE, source)) == []
    assert lines_of(target)[-1].photos != ()


def test_both_sides_have_an_audit_entry_that_names_the_other(world: World) -> None:
    target = world.report()
    source = world.merged(into=target)
    assert (lines_of(source)[-1].verb, lines_of(source)[-1].data["into"]) == ("merge", target)
    assert (lines_of(target)[-1].verb, lines_of(target)[-1].data["source"]) == ("absorb", source)
    assert lines_of(target)[-1].actor == world.chen.key


def test_who_saw_the_source_does_not_handle_the_target(world: World) -> None:
    source = world.report(by=world.zhao, channel="patrol")
    target = in_state(world, "accepted")
    world.merged(source, target)
    with refused("separation_of_duties", standing="observer"):
        world.act(target, "start")


def test_what_was_said_to_all_is_said_to_each_of_those_reporters(world: World) -> None:
    target, source = world.report(), world.report()
    with territory(EYE):
        case = queries.one(EYE, source)
        Message(case=case, version=1, is_from_desk=True, text="We are looking.", at=case.reported_at).save()
    world.merged(source, target)
    with territory(EYE):
        (message,) = Message.objects.visible_to(EYE).filter(case__number=target)
        assert message.report is not None
        assert message.report.opened_id == case.pk


@pytest.mark.parametrize("state", ["closed", "voided", "merged", "sent_back"])
def test_not_into_a_case_that_has_ended(world: World, state: str) -> None:
    target = in_state(world, state)
    source = world.report()
    with refused("illegal_move"):
        cases.merge(world.chen, source, into=target)
    assert case_of(source).state == "reported"


def test_not_into_itself_nor_into_what_the_actor_does_not_see(world: World) -> None:
    source = world.report()
    with refused("rule", rule="merge_into_itself"):
        cases.merge(world.chen, source, into=source)
    for unseen in (world.report(building=NEXT_BUILDING), "20260101000000"):
        with refused("invalid", field="into", reason="unknown_case"):
            cases.merge(world.chen, source, into=unseen)
    assert [code for *_, code in attempts()] == ["rule", "invalid", "invalid"]


def test_another_class_is_asked_about_but_not_forbidden(world: World) -> None:
    source, target = world.report(class_code="06010"), world.report(class_code="06025")
    with refused("invalid", field="into", reason="other_class"):
        cases.merge(world.chen, source, into=target)
    cases.merge(world.chen, source, into=target, whatever_class=True)
    assert case_of(source).state == "merged"


def test_not_while_something_above_it_is_open(world: World) -> None:
    source = world.report()
    cases.hold(world.chen, source, holder="subtask:7", reason="Open.")
    with refused("on_hold"):
        cases.merge(world.chen, source, into=world.report())


def test_each_into_the_other_at_once_merges_one_of_them(committed: World) -> None:
    for _ in range(5):
        pair = (committed.report(), committed.report())
        answers = at_once(2, lambda i, p=pair: cases.merge(committed.chen, p[i], into=p[1 - i]))  # type: ignore[misc]
        assert sorted(getattr(answer, "code", "done") for answer in answers) == ["done", "illegal_move"]
        assert sorted(case_of(number).state for number in pair) == ["merged", "reported"]


def test_what_an_outside_unit_sent_in_is_not_merged_away_and_takes_others_in(world: World) -> None:
    sent_in, number = world.transfer_in(), world.report()
    with refused("rule", rule="transferred_in"):
        cases.merge(world.chen, sent_in, into=number)
    cases.merge(world.chen, number, into=sent_in)
    world.drive(sent_in, *TO_THE_END)
    with territory(world.gong):
        assert queries.one(world.gong, sent_in).answer == "It is mended."
