"""The same list by state: a column for each, moves by a menu."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from linli.cases import queries
from linli.cases.models import Case
from linli.cases.queries import Filter
from linli.cases.workflow import OPEN
from linli.kernel.actor import Actor
from linli.web.cases.listing import LIST, Listing
from linli.web.cases.moves import FORMS

CARDS, MORE_CARDS = 10, 60
# What is said or added is done on the page of the case.
ASIDE = frozenset({"note", "send_message", "read_messages", "add_photo"})


@dataclass(frozen=True, slots=True)
class Card:
    """A row of the list with the moves that this actor may make now."""

    row: Any
    verbs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """One state: its first cases, how many there are, and where the others are."""

    state: str
    cards: Sequence[Card]
    total: int
    more: str
    whole: str


def columns(
    actor: Actor, listing: Listing, wanted: Filter, longer: str, dress: Callable[[Sequence[Case]], Sequence[Any]]
) -> list[Column]:
    """The columns of the list; of the state `longer` more cards than of the others. `dress` makes the rows."""
    found = queries.columns(actor, wanted, sort=listing.sort, limit=CARDS, longer=longer, longest=MORE_CARDS)
    cases = [case for column in found for case in column.rows]
    rows, known = iter(dress(cases)), queries.foreknown(actor, cases)
    return [
        Column(
            column.state,
            [Card(next(rows), _verbs(actor, case, known)) for case in column.rows],
            column.total,
            f"{listing.address()}&more={column.state}" if CARDS == len(column.rows) < column.total else "",
            replace(listing, view=LIST, given={**listing.given, "state": (column.state,)}).address(),
        )
        for column in found
        # A state in which cases have ended is no station of a way on which one might look for them.
        if column.total or column.state in OPEN
    ]


def _verbs(actor: Actor, case: Case, foreknown: queries.Foreknown) -> list[str]:
    """The moves with which nothing is in the way, as the page of the case has them."""
    known = [verb for verb in queries.verbs(actor, case) if verb in FORMS and verb not in ASIDE]
    return [verb for verb in known if not queries.obstacle(actor, case, verb, foreknown)]
