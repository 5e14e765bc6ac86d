"""What holds for every move: strangers see nothing, permission is needed, the table is obeyed, inputs are asked for.

Each verb's own file runs its statements on PostgreSQL 15; that they are refused alike needs no second database.
"""

from typing import Any

import pytest

from linli.cases.workflow import CASE
from linli.kernel.actor import Actor
from tests.domain.asking import EYE, attempts, case_of, in_state, lines_of, picture, refused
from tests.unit.cases.expected import EXPECTED, STATES, VERBS
from tests.world import World, action, in_a_month

# What each move is given, and a state in which it is possible.
GIVEN: dict[str, tuple[str, dict[str, Any]]] = {
    "file": ("reported", {"class_code": "06025"}),
    "self_handle": ("reported", {"class_code": "06010", "outcome": "done", "result": "Swept."}),
    "dispatch": ("filed", {"unit": "street/water"}),
    "accept": ("dispatched", {}),
    "start": ("accepted", {}),
    "report_back": ("handling", {"outcome": "done", "result": "Mended."}),
    "check_pass": ("handled", {}),
    "check_fail": ("handled", {"reason": "Still leaking."}),
    "close": ("checked", {"result": "It is mended."}),
    "return": ("dispatched", {"reason": "Not ours."}),
    "void": ("reported", {"reason": "Nothing there."}),
    "take_back": ("reported", {"reason": "Another file was meant."}),
    "transfer_out": ("filed", {"unit": "police", "reason": "A matter of the police."}),
    "accept_transfer": ("transferring", {}),
    "return_transfer": ("transferring", {"reason": "Not ours."}),
    "recall": ("transferring", {}),
    "answer_transfer": ("transferred", {"outcome": "done", "result": "They were spoken to."}),
    "receive": ("reported", {}),
    "send_back": ("reported", {"reason": "It lies in another street."}),
    "merge": ("reported", {"into": "20260101000000"}),
    "absorb": ("filed", {"source": "20260101000000"}),
    "unmerge": ("merged", {"reason": "Another tap."}),
    "give_back": ("filed", {"source": "20260101000000"}),
    "ask_to_verify": ("reported", {}),
    "verify": ("verifying", {"finding": "confirmed", "remark": "It drips."}),
    "request_extension": ("handling", {"reason": "A part is missing."}),
    "endorse_extension": ("handling", {}),
    "approve_extension": ("handling", {}),
    "refuse_extension": ("handling", {"reason": "There is time enough."}),
    "request_suspension": ("handling", {"reason": "It freezes.", "until": in_a_month()}),
    "approve_suspension": ("handling", {}),
    "refuse_suspension": ("handling", {"reason": "It can be done now."}),
    "engage": ("handling", {"task": "S00000001", "unit": "street/roads"}),
    "disengage": ("handling", {"task": "S00000001", "unit": "street/roads"}),
    "resume": ("suspended", {}),
    "reopen": ("closed", {"reason": "It leaks again."}),
    "decline_contest": ("closed", {"reason": "We looked: it is dry."}),
    "call_back": ("closed", {"reached": "yes", "solved": "yes"}),
    "amend": ("filed", {"reason": "It is the street.", "class_code": "06010"}),
    "escalate": ("filed", {"reason": "The street has to decide."}),
    "urge": ("handling", {"reason": "The neighbours wait."}),
    "add_photo": ("reported", dict(zip(("data", "sha256"), picture(), strict=True))),
    "hold": ("checked", {"holder": "subtask:7", "reason": "A sub-task is open."}),
    "release": ("checked", {"holder": "subtask:7"}),
    "place": ("handling", {}),
    "become_overdue": ("handling", {"clock": "handle", "due_at": "2026-03-02T08:00:00+08:00"}),
    "reveal": ("reported", {"field": "phone", "reason": "To ask back."}),
    "issue_code": ("reported", {"identity": "called_back", "reason": "The slip was lost."}),
    "copy": ("reported", {}),
    "correct": ("reported", {"name": "", "phone": "13800000067"}),
    "reword": ("reported", {"text": "It drips."}),
    "withdraw": ("reported", {}),
    "erase": ("closed", {}),
    "expire": ("closed", {}),
    "forget": ("merged", {"report": None, "rows": ()}),
    "send_message": ("handling", {"text": "Which tap?"}),
    "read_messages": ("handling", {}),
    "answer_message": ("handling", {"text": "The left one."}),
    "note": ("handling", {"text": "He is hard of hearing."}),
    "rate": ("closed", {"level": "satisfied", "is_solved": True}),
    "contest": ("closed", {"reason": "It leaks still."}),
}

# What comes before a move for which the state alone is not enough.
BEFORE: dict[str, tuple[str, ...]] = {
    "refuse_extension": ("request_extension",),
    "refuse_suspension": ("request_suspension",),
    "decline_contest": ("contest",),
}
WORDS = {"reason", "result", "remark"}


def prepared(world: World, verb: str) -> str:
    """A case on which the move is possible."""
    if verb in ("receive", "send_back"):
        return world.transfer_in()
    return world.drive(in_state(world, GIVEN[verb][0]), *BEFORE.get(verb, ()))


# Only the holder of a report's code speaks so.
BY_CODE = frozenset({"answer_message", "rate", "contest"})


def act(verb: str, by: Actor, number: str, **changes: Any) -> Any:
    return action(verb)(by, number, **{**GIVEN[verb][1], **changes})


def test_every_verb_of_the_loop_is_tried_here() -> None:
    # Whoever joins sees nothing before, during or after: tests/domain/cases/test_join.py.
    assert set(GIVEN) == set(VERBS) - {"join"}


@pytest.mark.parametrize("verb", GIVEN)
def test_a_stranger_is_told_the_same_of_a_case_as_of_nothing(world: World, verb: str) -> None:
    number = in_state(world, GIVEN[verb][0])
    tried = (number, "20260101000000")
    for stranger in (world.stranger, world.stranger_zhao, world.li):
        for unknown in tried:
            with refused("not_found"):
                act(verb, stranger, unknown)
    # A picture looks for its case before it is decoded, and the doors keep looks: tests/api/test_attempts.py.
    staff = (world.stranger.key, world.stranger_zhao.key) if verb != "add_photo" else ()
    assert attempts() == [(who, f"case.{verb}", unknown, "not_found") for who in staff for unknown in tried]
    assert case_of(number).version == len(lines_of(number))


@pytest.mark.parametrize("verb", GIVEN)
def test_who_sees_the_case_but_lacks_the_permission_is_forbidden_and_remembered(world: World, verb: str) -> None:
    number = in_state(world, GIVEN[verb][0])
    version = case_of(number).version
    with refused("forbidden"):
        act(verb, world.leader, number)
    assert attempts() == [(world.leader.key, f"case.{verb}", number, "forbidden")]
    assert case_of(number).version == version


@pytest.mark.parametrize("state", STATES)
def test_what_the_table_does_not_allow_is_refused_to_everybody(world: World, state: str) -> None:
    number = in_state(world, state)
    version = case_of(number).version
    possible = {(row.state, row.verb) for row in EXPECTED.values()}
    impossible = [verb for verb in GIVEN if (state, verb) not in possible]
    for verb in impossible:
        with refused("illegal_move", state=state, verb=verb):
            act(verb, EYE, number)
    assert {(name, code) for _, name, _, code in attempts()} == {(f"case.{v}", "illegal_move") for v in impossible}
    assert (case_of(number).state, case_of(number).version) == (state, version)


@pytest.mark.parametrize("empty", ["", " \n ", "\x00"])
@pytest.mark.parametrize("verb", [v for v in GIVEN if WORDS & set(CASE.requires(GIVEN[v][0], v))])
def test_words_of_which_nothing_is_left_count_as_missing(world: World, verb: str, empty: str) -> None:
    state, _ = GIVEN[verb]
    (needed,) = WORDS & set(CASE.requires(state, verb))
    number = prepared(world, verb)
    with refused("missing_input", field=needed):
        act(verb, world.holder(number) if verb in BY_CODE else EYE, number, **{needed: empty})
    assert case_of(number).state == state


@pytest.mark.parametrize("verb", ["file", "dispatch"])
def test_a_move_without_its_code_is_refused_by_the_input_s_name(world: World, verb: str) -> None:
    state, given = GIVEN[verb]
    (needed,) = given
    number = in_state(world, state)
    with refused("missing_input", field=needed):
        act(verb, EYE, number, **{needed: ""})


@pytest.mark.parametrize("verb", [verb for verb in GIVEN if GIVEN[verb][1].keys() & WORDS])
def test_words_that_are_too_long_are_refused(world: World, verb: str) -> None:
    word = next(iter(GIVEN[verb][1].keys() & WORDS))
    number = prepared(world, verb)
    with refused("invalid", field=word, reason="too_long"):
        act(verb, world.holder(number) if verb in BY_CODE else EYE, number, **{word: "x" * 1001})
