"""What cases do when they hear a fact."""

from linli.cases import actions, queries
from linli.kernel.actions import Target
from linli.kernel.actor import machine
from linli.kernel.outbox import Fact, hears
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory

TIMEKEEPER = machine("job:timekeeper")


@hears("clock.fired")
def mark_overdue(fact: Fact) -> None:
    """A case whose time for handling has run out is marked, once; other clocks only show."""
    if fact.object_type != "case" or fact.payload["clock"] != "handle":
        return
    with territory(TIMEKEEPER):
        number = queries.number_of(TIMEKEEPER, fact.object_id)
    try:
        actions.become_overdue(
            TIMEKEEPER,
            Target(number, key=fact.key),
            clock=fact.payload["clock"],
            due_at=fact.payload["due_at"],
        )
    except Refusal as refusal:
        # The unit finished in the moment between the clock's firing and this.
        if refusal.code != "illegal_move":
            raise
