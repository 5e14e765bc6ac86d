"""Lists kept under a name."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.db.models import Exists, OuterRef

from linli.cases.models import FirstFilter, SavedFilter
from linli.cases.queries.lists import READERS, SORTS, read
from linli.cases.workflow import KEPT
from linli.kernel.actor import Actor
from linli.kernel.refusals import invalid
from linli.kernel.scope import ScopedQuerySet

# What a kept list may hold beside its filters: the order, which tab of the desk it is of, and how it is shown.
BESIDE = {"sort": frozenset(SORTS), "tab": frozenset({"needs-me", "all", "mine"}), "view": frozenset({"board", "map"})}
# Words that were typed to find somebody would outlast what they find.
WORDS = "q"
LONGEST_QUERY = 600


def saved_filters(actor: Actor) -> list[SavedFilter]:
    """The actor's own and those that are shared with the actor's unit, by name."""
    first = FirstFilter.objects.filter(account_id=actor.account_id or 0, saved_id=OuterRef("pk"))
    rows: ScopedQuerySet[Any] = SavedFilter.objects.visible_to(actor).annotate(begins=Exists(first))
    return list(rows.filter(state=KEPT).select_related("owner").order_by("name", "id"))


def first_of(saved: Sequence[SavedFilter]) -> SavedFilter | None:
    """The one of them with which the actor's desk begins."""
    return next((one for one in saved if one.is_first), None)


def kept_query(text: str) -> str:
    """The query string as it is kept: what a filter is made of but for words, and nothing else.

    Raises Refusal `invalid`.
    """
    if len(text) > LONGEST_QUERY:
        raise invalid("query", "too_long", longest=LONGEST_QUERY)
    try:
        given = parse_qs(text.removeprefix("?"), max_num_fields=60)
    except ValueError as error:
        raise invalid("query", "unknown_field") from error
    _check_beside(given)
    if WORDS in given:
        raise invalid("query", "words_not_kept")
    read(given)
    return urlencode(given, doseq=True)


def _check_beside(given: Mapping[str, Sequence[str]]) -> None:
    for name, values in given.items():
        if name not in READERS and name not in BESIDE:
            raise invalid("query", "unknown_field")
        if name in BESIDE and values[0] not in BESIDE[name]:
            raise invalid("query", "unknown_choice")
