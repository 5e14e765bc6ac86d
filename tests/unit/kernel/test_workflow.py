"""A table of moves with a hole in it never starts."""

import pytest

from linli.kernel.refusals import Refusal
from linli.kernel.workflow import SAME, BrokenWorkflow, T, Workflow


def table(*moves: T, final: tuple[str, ...] = ("end",)) -> Workflow:
    return Workflow("test", initial="start", final=frozenset(final), moves=moves)


def test_a_sound_table_knows_its_states_in_order() -> None:
    found = table(T("go", ("start",), "middle"), T("note", ("middle",), SAME), T("stop", ("middle",), "end"))
    assert found.states == ("start", "middle", "end")
    assert found.verbs("middle") == ("note", "stop")


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        ((T("stop", ("start",), "end"), T("fall", ("start",), "pit")), "pit of test is a dead end"),
        ((T("stop", ("start", "island"), "end"),), "island of test cannot be reached"),
        ((T("stop", ("start",), "end"), T("stop", ("start",), "start")), "stop from start is in the table twice"),
        ((T("fall", ("start",), "pit"), T("stay", ("pit",), SAME), T("stop", ("start",), "end")), "pit .* dead end"),
        ((T("spin", ("start",), "start"),), "start of test is a dead end"),
    ],
)
def test_a_table_with_a_hole_is_refused(moves: tuple[T, ...], words: str) -> None:
    with pytest.raises(BrokenWorkflow, match=words):
        table(*moves)


def test_one_verb_may_have_two_targets_and_the_row_that_says_more_wins() -> None:
    found = table(T("stop", ("start",), "end"), T("stop", ("start",), "late", when=("late",)), final=("end", "late"))
    assert found.step("start", "stop", {}).target == "end"
    assert found.step("start", "stop", {"late": True}).target == "late"
    assert found.step("start", "stop", {"late": False}).target == "end"


def test_a_row_whose_fact_does_not_hold_is_no_way() -> None:
    found = table(T("stop", ("start",), "end", when=("ready",)))
    with pytest.raises(Refusal) as refused:
        found.step("start", "stop", {})
    assert refused.value.code == "illegal_move"


def test_the_first_missing_input_is_named() -> None:
    found = table(T("stop", ("start",), "end", requires=("reason", "result")))
    with pytest.raises(Refusal) as refused:
        found.step("start", "stop", {"reason": "r"})
    assert refused.value.field == "result"
