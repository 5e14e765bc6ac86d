"""What places do when they hear a fact."""

from linli.kernel.actions import Target
from linli.kernel.actor import machine
from linli.kernel.outbox import Fact, hears
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places import actions, queries
from linli.places.workflow import BEGINS

DIVISION = machine("job:division")


@hears("clock.fired")
def begin_on_its_day(fact: Fact) -> None:
    """A planned division takes effect, once; one that fits no more is set aside with its reason."""
    if fact.object_type != "planneddivision" or fact.payload["clock"] != BEGINS:
        return
    with territory(DIVISION):
        number = queries.number_of_plan(DIVISION, fact.object_id)
    try:
        actions.take_effect(DIVISION, Target(number, key=fact.key))
    except Refusal as refusal:
        if refusal.code == "illegal_move":
            return
        actions.set_aside(DIVISION, number, reason=str(refusal.words.get("reason") or refusal.code))
