"""Prepared replies beside the forms in which the desk writes to a reporter."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from linli.cases import queries
from linli.cases.models import Case
from linli.cases.queries import GAP, Reply
from linli.kernel.refusals import Refusal
from linli.places.models import Town
from linli.places.queries import town
from linli.web.templatetags.linli import deadline

# The move → the field that a reply fills.
FIELDS = {"send_message": "text", "close": "result", "self_handle": "result", "void": "reason"}


def prepared(case: Case, verb: str) -> Sequence[Reply]:
    """What is prepared for this move on this case, filled in; nothing for another move."""
    return queries.replies(case, verb, _known(case, town())) if verb in FIELDS else ()


def chosen(case: Case, verb: str, code: str) -> dict[str, str]:
    """The field that the reply of this code fills, and with what, and the outcome that it is for; nothing for a code
    that is unknown here."""
    found = next((reply for reply in prepared(case, verb) if reply.code == code), None) if code else None
    said = {"outcome": found.outcome} if found and found.outcome else {}
    return {FIELDS[verb]: found.text, **said} if found else {}


def prepared_for_all(cases: Iterable[Case], verb: str, outcome: str) -> Sequence[Reply]:
    """What is prepared for this move on all of the cases, with its blanks; nothing for another move."""
    if verb not in FIELDS:
        return ()
    return queries.replies_for_all({case.event_class.code if case.event_class else "" for case in cases}, verb, outcome)


def filled(case: Case, verb: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given for the move, with the blanks of a prepared reply filled in for this case. Raises Refusal `rule`
    where one stays a gap: nobody reads it before it is sent."""
    field = FIELDS.get(verb, "")
    if field not in given:
        return dict(given)
    words = queries.filled(given[field], _known(case, town()))
    # Of a case that is out of sight nothing is known: the action itself says so.
    if GAP in words and case.pk:
        raise Refusal("rule", rule="gap_in_reply")
    return {**given, field: words}


def with_gap(cases: Iterable[Case], words: str) -> frozenset[str]:
    """The numbers of the cases for which these words would have a gap."""
    if not words:
        return frozenset()
    known = town()
    return frozenset(case.number for case in cases if GAP in queries.filled(words, _known(case, known)))


def _known(case: Case, known: Town | None) -> dict[str, str]:
    """What fills the blanks. A reply is for the reporter: no name of anybody is among it."""
    street = known.name if known else ""
    return {
        "number": case.number,
        "class": case.event_class.name if case.event_class else "",
        "address": case.address.removeprefix(street),
        "unit": case.unit.name if case.unit else "",
        "due": deadline(case.due_at),
        "result": case.result,
        "town": street,
    }
