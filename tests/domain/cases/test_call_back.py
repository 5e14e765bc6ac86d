"""The street speaks to a reporter after the closing (回访), or tries to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import CallBack, Case
from linli.cases.queries.exports import COLUMNS, in_columns
from linli.kernel.actor import Actor
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, facts, in_state, lines_of, refused
from tests.world import TO_THE_END, World

pytestmark = pytest.mark.postgres15
PHONE = {"phone": "13800000067"}
SAID: dict[str, Any] = {"reached": "yes", "solved": "no", "level": "dissatisfied", "text": "It drips at night."}


def closed(world: World, **given: Any) -> str:
    """A closed case whose reporter left a number."""
    return world.drive(world.report(**{"contact": PHONE, **given}), *TO_THE_END)


def calls(number: str) -> list[CallBack]:
    with territory(EYE):
        return queries.call_backs_of(EYE, case_of(number))


def listed(actor: Actor, **wanted: Any) -> list[str]:
    with territory(actor):
        return [case.number for case in queries.listed(actor, queries.Filter(**wanted))]


def counted(world: World) -> dict[str, int]:
    with territory(world.chen):
        (found,) = queries.bars(world.chen, queries.Filter(), "calls").values()
    return {bar.key: bar.count for bar in found if bar.count}


def exported(world: World, number: str) -> dict[str, str]:
    """What the export says of calls about the case."""
    with territory(world.chen):
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in in_columns(world.chen, queries.Filter())]
    (row,) = [row for row in rows if row["number"] == number]
    return {name: row[name] for name in ("call_back", "call_level") if row[name]}


def test_what_the_reporter_said_is_kept_and_the_audit_holds_none_of_it(world: World) -> None:
    number = closed(world)
    cases.call_back(world.chen, number, **SAID)
    (call,) = calls(number)
    assert (call.is_reached, call.solved, call.level, call.text) == (True, "no", "dissatisfied", SAID["text"])
    line = lines_of(number)[-1]
    assert (line.verb, line.actor, line.data["reached"]) == ("call_back", world.chen.key, True)
    assert not {"no", "dissatisfied", SAID["text"]} & set(map(str, line.data.values()))
    assert case_of(number).state == "closed"


def test_it_is_no_rating_and_the_reporter_may_still_rate(world: World) -> None:
    number = closed(world)
    cases.call_back(world.chen, number, **SAID)
    assert listed(world.chen, rating="any") == []
    cases.rate(world.holder(number), number, level="satisfied", is_solved=True)
    with territory(EYE):
        assert [rating.level for rating in queries.ratings_of(EYE, case_of(number))] == ["satisfied"]
    assert [call.level for call in calls(number)] == ["dissatisfied"]


def test_whoever_did_the_work_does_not_ask_how_it_was(world: World) -> None:
    number = closed(world)
    with refused("separation_of_duties", duty="caller", standing="handler"):
        cases.call_back(world.zhao.lent("case.call_back"), number, reached="no")
    settled = world.report(contact=PHONE)
    world.act(settled, "self_handle")
    if case_of(settled).state == "closed":
        with refused("separation_of_duties", duty="caller", standing="self_handler"):
            cases.call_back(world.lin.lent("case.call_back"), settled, reached="no")


def test_nobody_calls_back_about_a_report_of_the_own(world: World) -> None:
    number = world.drive(world.report(by=world.lin, channel="patrol", contact=PHONE), *TO_THE_END)
    with refused("separation_of_duties", duty="caller", standing="observer"):
        cases.call_back(world.lin, number, **SAID)
    cases.call_back(world.chen, number, **SAID)


def test_nobody_of_the_unit_that_had_the_case_asks_how_it_was(world: World) -> None:
    number = closed(world)
    with refused("rule", rule="own_unit_had_it"):
        cases.call_back(world.feng, number, **SAID)
    with territory(world.feng):
        standing = queries.obstacle(world.feng, case_of(number), "call_back")
    assert standing is not None
    assert standing.words["rule"] == "own_unit_had_it"
    cases.call_back(world.lin, number, **SAID)


def test_who_is_not_reached_is_called_three_times_and_no_more(world: World) -> None:
    number = closed(world)
    for _ in range(3):
        assert listed(world.chen, to_call=True) == [number]
        cases.call_back(world.chen, number, reached="no")
    assert listed(world.chen, to_call=True) == []
    with refused("rule", rule="called_in_vain"):
        cases.call_back(world.chen, number, reached="no")


def test_who_was_reached_is_called_again_only_after_another_closing(world: World) -> None:
    number = closed(world)
    world.act(number, "call_back")
    with refused("rule", rule="called_already"):
        world.act(number, "call_back")
    again = ("dispatch", "accept", "start", "report_back", "check_pass", "close")
    world.drive(number, "reopen", *again, "call_back")
    assert [call.round for call in calls(number)] == [0, 1]


def test_nobody_is_called_who_left_no_number(world: World) -> None:
    with refused("rule", rule="anonymous_uncalled"):
        world.act(in_state(world, "closed", is_anonymous=True), "call_back")
    with refused("rule", rule="no_number_to_call"):
        world.act(closed(world, contact={"name": "Li"}), "call_back")
    number = closed(world)
    cases.withdraw(world.holder(number), number)
    with refused("rule", rule="no_number_to_call"):
        world.act(number, "call_back")


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"reached": ""}, "missing_input", "reached"),
        ({"reached": "yes"}, "missing_input", "solved"),
        ({"reached": "perhaps"}, "invalid", "reached"),
        ({"reached": "yes", "solved": "so"}, "invalid", "solved"),
        ({"reached": "yes", "solved": "yes", "level": "5"}, "invalid", "level"),
        ({"reached": "no", "solved": "yes"}, "invalid", "solved"),
        ({"reached": "no", "level": "satisfied"}, "invalid", "level"),
        ({"reached": "no", "report": 1}, "invalid", "report"),
        ({"reached": "no", "text": "x" * 1001}, "invalid", "text"),
    ],
)
def test_what_makes_no_call_is_refused_by_the_name_of_the_field(
    world: World, said: dict[str, Any], code: str, field: str
) -> None:
    number = closed(world)
    with refused(code, field=field):
        cases.call_back(world.chen, number, **said)
    assert calls(number) == []


def test_each_reporter_of_a_matter_waits_and_is_called_alone(world: World) -> None:
    number = world.report(contact=PHONE)
    second = world.report("It leaks here too.", contact={"phone": "13800000068"})
    cases.merge(world.chen, second, into=number)
    world.drive(number, *TO_THE_END)
    with territory(EYE):
        one, other = (report.pk for report in queries.reports_of(EYE, case_of(number)))
    world.act(number, "call_back", report=one)
    assert listed(world.chen, to_call=True) == [number]
    world.act(number, "call_back", report=other)
    assert listed(world.chen, to_call=True) == []
    for code in (number, second):
        holder = world.holder(code)
        with territory(holder):
            case = queries.one_of_code(holder)[1]
            assert len(queries.call_backs_of(holder, case)) == 1


def test_the_case_leaves_the_list_by_a_rating_a_withdrawal_a_reopening_and_after_thirty_days(world: World) -> None:
    number = closed(world)
    assert listed(world.chen, to_call=True) == [number]
    assert listed(world.stranger, to_call=True) == []
    cases.rate(world.holder(number), number, level="satisfied", is_solved=True)
    assert listed(world.chen, to_call=True) == []
    number = closed(world)
    cases.withdraw(world.holder(number), number)
    assert listed(world.chen, to_call=True) == []
    cases.correct(world.holder(number), number, name="", phone="13800000067")
    assert listed(world.chen, to_call=True) == [number]
    world.act(number, "reopen")
    assert listed(world.chen, to_call=True) == []
    number = closed(world)
    assert listed(world.chen, to_call=True) == [number]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=30, minutes=1)):
        assert listed(world.chen, to_call=True) == []


def test_lists_are_of_what_was_said_in_calls(world: World) -> None:
    content, vain = closed(world), closed(world)
    world.act(content, "call_back", solved="partly")
    world.act(vain, "call_back", reached="no", solved="", level="")
    assert {
        said: listed(world.chen, called=said) for said in ("reached", "unreached", "partly", "no", "satisfied")
    } == {
        "reached": [content],
        "unreached": [vain],
        "partly": [content],
        "no": [],
        "satisfied": [content],
    }
    assert set(listed(world.chen, called="any")) == {content, vain}


def test_only_the_calls_after_the_latest_closing_say_anything(world: World) -> None:
    number = closed(world)
    cases.call_back(world.chen, number, **SAID)
    world.act(number, "reopen")
    assert {said: listed(world.chen, called=said) for said in queries.CALLED if listed(world.chen, called=said)} == {}
    assert (counted(world), exported(world, number)) == ({}, {})
    world.drive(number, "dispatch", "accept", "start", "report_back", "check_pass", "close")
    cases.call_back(world.chen, number, reached="no")
    assert (listed(world.chen, called="no"), listed(world.chen, called="unreached")) == ([], [number])
    assert counted(world) == {"any": 1, "unreached": 1}
    assert exported(world, number) == {"call_back": "unreached"}
    cases.call_back(world.chen, number, reached="yes", solved="yes")
    assert counted(world) == {"any": 1, "reached": 1, "yes": 1}
    assert exported(world, number) == {"call_back": "yes"}


def test_of_several_reporters_each_is_counted_once(world: World) -> None:
    number = world.report(contact=PHONE)
    others = [world.report(contact={"phone": f"1380000006{n}"}) for n in (8, 9)]
    for other in others:
        cases.merge(world.chen, other, into=number)
    world.drive(number, *TO_THE_END)
    with territory(EYE):
        first, second, third = (report.pk for report in queries.reports_of(EYE, case_of(number)))
    world.act(number, "call_back", report=first, solved="no", level="")
    world.act(number, "call_back", report=second, solved="yes", level="")
    for _ in range(2):
        cases.call_back(world.chen, number, reached="no", report=third)
    assert counted(world) == {"any": 3, "reached": 2, "unreached": 1, "yes": 1, "no": 1}
    for said in counted(world):
        assert listed(world.chen, called=said) == [number]


def test_erasing_the_own_data_takes_the_calls_with_it(world: World) -> None:
    number = closed(world)
    cases.call_back(world.chen, number, **SAID)
    key = bytes(case_of(number).digest_key or b"")
    cases.erase(world.holder(number), number)
    assert calls(number) == []
    assert listed(world.chen, called="any") == []
    assert bytes(case_of(number).digest_key or b"") != key
    assert lines_of(number)[-1].data["call_backs"] == 1


def test_a_case_keeps_what_waits_however_it_came_about(world: World) -> None:
    """The kept column says what the tables say."""
    numbers = [
        closed(world),
        closed(world, contact={}),
        in_state(world, "voided", contact=PHONE),
        in_state(world, "filed"),
    ]
    world.act(numbers[0], "call_back", reached="no", solved="", level="")
    with territory(EYE):
        for case in Case.objects.visible_to(EYE).filter(number__in=numbers):
            waits = case.state == "closed" and queries.waits_for_call(EYE, case)
            assert (case.call_back_until is not None) == waits, case.number


def test_the_fact_says_nothing_of_what_was_said(committed: World) -> None:
    number = closed(committed)
    cases.call_back(committed.chen, number, **SAID)
    (fact,) = facts("case.called_back")
    assert fact.payload == {"number": number, "state": "closed"}
