"""What triage does when it hears a fact."""

from linli.kernel.outbox import Fact, hears
from linli.triage import actions


@hears("case.closed")
def count_case(fact: Fact) -> None:
    """A closed case tells how people say what it was."""
    actions.learn_case(fact.object_id)


@hears("case.erased")
@hears("case.forgotten")
@hears("case.expired")
@hears("case.taken_back")
def forget_case(fact: Fact) -> None:
    """What a case taught goes with its words."""
    actions.learn_case(fact.object_id)


@hears("history.loaded", alone=True)
def count_past(fact: Fact) -> None:
    """Past cases came in at once; nobody announced them one by one."""
    actions.learn_closed()


@hears("class.loaded", alone=True)
@hears("class.changed", alone=True)
@hears("standard.loaded", alone=True)
@hears("standard.replaced", alone=True)
def read_tables(fact: Fact) -> None:
    """The tables changed."""
    actions.learn_tables()
