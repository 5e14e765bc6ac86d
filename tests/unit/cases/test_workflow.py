"""Every state × every verb: allowed exactly as the second writing of the loop says, with its inputs and duties."""

import pytest

from linli.cases.workflow import AT_THE_DESK, AT_THE_UNIT, CASE, EVERY, OPEN, owner
from linli.kernel.duties import CONFLICTS
from linli.kernel.refusals import Refusal
from tests.unit.cases import expected
from tests.unit.cases.expected import FINAL, LOOP, STATES, VERBS, Row

EVERYTHING: dict[str, object] = {
    "class_code": "06010",
    "unit": "street/water",
    "reason": "r",
    "outcome": "done",
    "result": "r",
    "remark": "r",
    "finding": "confirmed",
    "reached": "yes",
    "identity": "in_person",
    "into": "20261121000017",
    "text": "t",
    "level": "l",
    "until": "2026-12-01",
}
ALL_FACTS: dict[str, object] = {row.fact: True for row in LOOP if row.fact}
PAIRS = [(state, verb) for state in STATES for verb in VERBS]
POSSIBLE = {(row.state, row.verb) for row in LOOP}
IMPOSSIBLE = [pair for pair in PAIRS if pair not in POSSIBLE]
NEEDY = [row for row in LOOP if row.needs]


def facts(row: Row) -> dict[str, object]:
    return {row.fact: True} if row.fact else {}


def test_the_table_knows_exactly_these_states_and_verbs() -> None:
    assert set(CASE.states) == set(STATES) == set(EVERY)
    assert {move.name for move in CASE.moves} == set(VERBS)
    assert CASE.final == set(FINAL)
    assert CASE.initial == "reported"


@pytest.mark.parametrize("row", LOOP, ids=lambda row: f"{row.state}-{row.verb}-{row.fact}")
def test_a_possible_move_leads_where_it_should_and_plays_its_duty(row: Row) -> None:
    step = CASE.step(row.state, row.verb, EVERYTHING | facts(row))
    assert (step.target, step.duty) == (row.target, row.duty)


@pytest.mark.parametrize(("state", "verb"), IMPOSSIBLE)
def test_an_impossible_move_is_refused_whatever_is_given(state: str, verb: str) -> None:
    with pytest.raises(Refusal) as refused:
        CASE.step(state, verb, EVERYTHING | ALL_FACTS)
    assert refused.value.code == "illegal_move"


@pytest.mark.parametrize("row", NEEDY, ids=lambda row: f"{row.state}-{row.verb}-{row.fact}")
@pytest.mark.parametrize("empty", [None, ""])
def test_a_move_without_its_input_is_refused_by_the_input_s_name(row: Row, empty: str | None) -> None:
    for needed in row.needs.split():
        with pytest.raises(Refusal) as refused:
            CASE.step(row.state, row.verb, {**EVERYTHING, **facts(row), needed: empty})
        assert (refused.value.code, refused.value.field) == ("missing_input", needed)


@pytest.mark.parametrize("row", LOOP, ids=lambda row: f"{row.state}-{row.verb}-{row.fact}")
def test_a_move_asks_for_nothing_more_than_its_input(row: Row) -> None:
    given = dict.fromkeys(row.needs.split(), "x")
    assert CASE.step(row.state, row.verb, given | facts(row)).target == row.target


@pytest.mark.parametrize("state", STATES)
def test_the_buttons_of_a_state_are_its_moves(state: str) -> None:
    assert set(CASE.verbs(state)) == {row.verb for row in LOOP if row.state == state}


@pytest.mark.parametrize("row", LOOP, ids=lambda row: f"{row.state}-{row.verb}-{row.fact}")
def test_the_form_of_a_move_asks_for_its_input(row: Row) -> None:
    assert CASE.requires(row.state, row.verb) == tuple(row.needs.split())


def test_an_unknown_verb_is_an_illegal_move() -> None:
    with pytest.raises(Refusal) as refused:
        CASE.step("reported", "explode", EVERYTHING)
    assert refused.value.code == "illegal_move"


def test_a_case_that_has_ended_can_only_be_looked_into_or_begin_again() -> None:
    of_own_data = {"copy", "correct", "withdraw", "erase", "forget", "expire"}
    spoken = {"send_message", "read_messages", "answer_message", "note", "rate", "contest"}
    for state in FINAL:
        answers = {"reopen", "decline_contest"}
        again = {"closed": answers | {"take_back", "call_back"}, "voided": answers, "merged": {"unmerge"}}.get(
            state, set()
        )
        assert set(CASE.verbs(state)) == {"reveal", "issue_code"} | of_own_data | spoken | again


@pytest.mark.parametrize("state", STATES)
def test_an_open_case_has_one_owner_and_an_ended_one_none(state: str) -> None:
    expected = {"dispatched": "unit:/w/", "accepted": "unit:/w/", "handling": "unit:/w/", "suspended": "unit:/w/"} | {
        "transferred": "partner:/w/"
    }
    nobody = dict.fromkeys(FINAL, "")
    assert owner(state, "/w/", "handling") == (expected | nobody).get(state, "desk")


def test_every_duty_in_the_table_has_its_conflicts() -> None:
    assert {move.duty for move in CASE.moves} - {None} <= set(CONFLICTS)


def test_the_groups_of_states_are_made_of_states() -> None:
    assert set(OPEN) == set(expected.OPEN)
    assert set(AT_THE_DESK) | set(AT_THE_UNIT) < set(OPEN)
    assert not set(AT_THE_DESK) & set(AT_THE_UNIT)


def test_the_diagram_draws_every_move_that_changes_the_state() -> None:
    diagram = CASE.diagram()
    for row in LOOP:
        assert (f"{row.state} --> {row.target} : {row.verb}" in diagram) == bool(row.target)
    assert "[*] --> reported" in diagram
    assert all(f"{state} --> [*]" in diagram for state in FINAL)


def test_the_diagram_speaks_the_words_it_is_given() -> None:
    assert "filed --> dispatched : 派遣" in CASE.diagram({"dispatch": "派遣"})
