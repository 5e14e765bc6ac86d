"""What the holder of a code reads and may do, in every state of the case."""

from collections.abc import Callable
from typing import Any

from linli.cases import actions
from linli.cases.workflow import EVERY
from linli.kernel.actions import trial
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from tests.api.conftest import Caller
from tests.domain.asking import TO_STATE, case_of
from tests.domain.cases import neighbours
from tests.world import BUILDING, World

OUTSIDE = {"sent_back", "merged"}
ASKED: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "answer_message": (actions.answer_message, {"text": "When?"}),
    "rate": (actions.rate, {"level": "satisfied", "is_solved": True}),
    "contest": (actions.contest, {"reason": "It leaks."}),
    "copy": (actions.copy, {}),
    "correct": (actions.correct, {"name": "", "phone": ""}),
    "reword": (actions.reword, {"text": "It drips."}),
    "withdraw": (actions.withdraw, {}),
    "erase": (actions.erase, {}),
}


def answers(holder: Actor, number: str, verb: str) -> bool:
    """Whether the move would be made."""
    run, given = ASKED[verb]
    try:
        trial(lambda: run(holder, number, **given))
    except Refusal:
        return False
    return True


def test_the_result_is_not_told_before_the_matter_has_ended(world: World, public: Caller) -> None:
    def told(number: str) -> tuple[str, str]:
        code = world.codes[number]
        return public.get(f"/reports/{code}").json()["result"], public.get(f"/reports/{code}/data").json()["result"]

    for state in set(EVERY) - OUTSIDE:
        number = world.drive(world.report(), *TO_STATE[state])
        held = case_of(number).result
        assert told(number) == ((held, held) if state in ("closed", "voided") else ("", "")), state
    failed = world.drive(world.report(), *TO_STATE["handled"], "check_fail")
    reopened = world.drive(world.report(), *TO_STATE["closed"], "reopen")
    for number in (failed, reopened):
        assert case_of(number).result != ""
        assert told(number) == ("", "")


def test_the_moves_are_those_that_would_be_made(world: World, public: Caller) -> None:
    for state in set(EVERY) - OUTSIDE:
        for contact in ({}, {"phone": "13800000000"}):
            number = world.drive(world.report(contact=contact), *TO_STATE[state])
            _compare(world, public, number)
    number = world.drive(world.report(), *TO_STATE["closed"])
    actions.contest(world.holder(number), number, reason="It leaks.")
    actions.rate(world.holder(number), number, level="dissatisfied", is_solved=False)
    _compare(world, public, number)


def _compare(world: World, public: Caller, number: str) -> None:
    moves = set(public.get(f"/reports/{world.codes[number]}").json()["moves"])
    holder = world.holder(number)
    assert moves - {"add_photo"} == {verb for verb in ASKED if answers(holder, number, verb)}, case_of(number).state


def test_nearby_a_class_may_be_named_with_its_kind(world: World, public: Caller) -> None:
    neighbours.gather(world)
    path = f"/reports/nearby?code={BUILDING}&class="
    plain, named = (public.get(path + code).json()["offers"] for code in ("06025", "matter:06025"))
    assert [each["class_name"] for each in named] == [each["class_name"] for each in plain] != []
    other = public.get(path + "part:06025")
    assert (other.status_code, other.json()["field"]) == (422, "class")
