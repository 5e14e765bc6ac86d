"""The desk writes to the reporters."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import case_of, lines_of, refused
from tests.domain.cases.neighbours import Neighbours, gather, heard
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.fixture
def street(world: World) -> Neighbours:
    return gather(world)


def test_words_to_one_reporter_reach_nobody_else(world: World, street: Neighbours) -> None:
    cases.send_message(world.chen, street.number, text="Which tap?", report=street.report_ids[1])
    assert heard(street.holders[1]) == ["Which tap?"]
    assert heard(street.holders[0]) == []


def test_words_to_all_reach_every_reporter(world: World, street: Neighbours) -> None:
    cases.send_message(world.chen, street.number, text="The water is off until noon.")
    assert [heard(holder) for holder in street.holders] == [["The water is off until noon."]] * 2


def test_an_answer_of_the_desk_marks_that_reporter_s_words_as_read(world: World, street: Neighbours) -> None:
    for holder in street.holders:
        cases.answer_message(holder, street.number, text="Please come.")
    assert case_of(street.number).unread_messages == 2
    cases.send_message(world.chen, street.number, text="Tomorrow.", report=street.report_ids[0])
    assert case_of(street.number).unread_messages == 1
    with territory(world.chen):
        case = queries.one(world.chen, street.number)
        assert [m.report_id for m in queries.unread_messages(world.chen, case, None)] == [street.report_ids[1]]


def test_the_history_has_the_words_and_the_audit_only_their_digest(world: World, street: Neighbours) -> None:
    cases.send_message(world.chen, street.number, text="Which tap?", report=street.report_ids[0])
    line = lines_of(street.number)[-1]
    assert (line.verb, line.remark, line.data["report"]) == ("send_message", "Which tap?", street.report_ids[0])
    assert "Which tap?" not in str(line.data)


def test_a_report_of_another_case_cannot_be_written_to(world: World, street: Neighbours) -> None:
    other = world.report()
    with refused("invalid", field="report", reason="unknown_report"):
        cases.send_message(world.chen, other, text="Which tap?", report=street.report_ids[0])


def test_of_a_merged_case_one_writes_where_its_reporters_are(world: World) -> None:
    target = world.report()
    source = world.merged(into=target)
    with refused("rule", rule="goes_on_elsewhere", number=target):
        cases.send_message(world.chen, source, text="Which tap?")
    cases.send_message(world.chen, target, text="Which tap?")
    assert heard(world.holder(source)) == ["Which tap?"]


def test_where_nobody_reported_one_writes_to_whoever_may_still_join(world: World) -> None:
    number = world.transfer_in()
    cases.send_message(world.chen, number, text="The water is off until noon.")
    world.drive(number, "send_back")
    with refused("rule", rule="no_reporter"):
        cases.send_message(world.chen, number, text="Which tap?")
