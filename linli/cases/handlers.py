"""What cases do when they hear a fact."""

from collections.abc import Callable, Mapping

from linli.cases import actions, queries
from linli.cases.queries import hanging
from linli.kernel.actions import Target
from linli.kernel.actor import machine
from linli.kernel.outbox import Fact, hears
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.queries import path_of, retired_below

TIMEKEEPER = machine("job:timekeeper")
DIVISION = machine("job:division")


@hears("clock.fired")
def act_in_time(fact: Fact) -> None:
    """What follows of itself, once, when a case's clock runs out; the other clocks only show."""
    if fact.object_type != "case" or fact.payload["clock"] not in FOLLOWS:
        return
    with territory(TIMEKEEPER):
        number = queries.number_of(TIMEKEEPER, fact.object_id)
    try:
        FOLLOWS[fact.payload["clock"]](Target(number, key=fact.key), fact.payload["due_at"])
    except Refusal as refusal:
        # Somebody was quicker, in the moment between the clock's firing and this; what has been accepted meanwhile is
        # not taken back without a reason.
        if refusal.code not in ("illegal_move", "missing_input") and refusal.words.get("rule") != "not_due":
            raise


def _mark_overdue(target: Target, due_at: str) -> None:
    actions.become_overdue(TIMEKEEPER, target, clock="handle", due_at=due_at)


def _resume(target: Target, due_at: str) -> None:
    actions.resume(TIMEKEEPER, target, due_at=due_at)


def _recall(target: Target, due_at: str) -> None:
    actions.recall(TIMEKEEPER, target, due_at=due_at)


# clock → what follows when it runs out
FOLLOWS: Mapping[str, Callable[[Target, str], None]] = {
    "handle": _mark_overdue,
    "suspension": _resume,
    "transfer": _recall,
}


@hears("area.redivided")
def follow_the_division(fact: Fact) -> None:
    """Cases that have not ended come to lie in the new areas, each by an action of its own."""
    paths = [path for code in fact.payload["areas"] for path in retired_below(path_of(code))]
    for number in hanging.misplaced(paths):
        try:
            actions.place(DIVISION, number)
        except Refusal as refusal:
            # It ended a moment ago, or was placed when this was heard before.
            if refusal.code not in ("illegal_move", "rule"):
                raise
