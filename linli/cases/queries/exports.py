"""The cases of a list as rows of a table, with words where the database has codes. No value about a reporter."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext

from linli.cases import labels
from linli.cases.models import Case
from linli.cases.permissions import CASE_EXPORT, CASE_VIEW
from linli.cases.queries.call_backs import latest_call
from linli.cases.queries.lists import NEWEST_FIRST, Filter, listed
from linli.kernel.actor import Actor
from linli.kernel.scope import Scope, ScopedQuerySet, participating
from linli.kernel.sheets import Cell
from linli.kernel.streams import streamed
from linli.places.queries import full_names

# name of the column, as in `labels.COLUMNS` → where it lies
COLUMNS = {
    "number": "number",
    "state": "state",
    "is_overdue": "is_overdue",
    "class_code": "event_class__code",
    "class_name": "event_class__name",
    "text": "text",
    "area": "area_path",
    "address": "address",
    "building": "building__name",
    "lon": "lon",
    "lat": "lat",
    "unit": "unit__name",
    "level": "level",
    "channel": "channel",
    "reported_at": "local_reported_at",
    "due_at": "local_due_at",
    "closed_at": "local_closed_at",
    "reworks": "reworks",
    "returns": "returns",
    "reopened": "reopened",
    "is_contested": "is_contested",
    "call_back": "called_said",
    "call_level": "called_level",
    "outcome": "outcome",
    "result": "result",
}
# The time of the town to the minute, as sheets know it: without a zone. The database is quicker at it.
_LOCAL = {
    f"local_{name}": TruncMinute(name, tzinfo=ZoneInfo(settings.TIME_ZONE))
    for name in ("reported_at", "due_at", "closed_at")
}
WHERE_EXPORTED = Scope(view=CASE_EXPORT, area="area_path", unit="unit_path")


def headings() -> list[str]:
    """The names of the columns in the reader's language."""
    return [str(labels.COLUMNS[name]) for name in COLUMNS]


def in_columns(actor: Actor, wanted: Filter, sort: str = NEWEST_FIRST) -> ScopedQuerySet[Any]:
    """The list as the database has it, column by column."""
    said, level = latest_call(actor)
    rows: ScopedQuerySet[Any] = listed(actor, wanted, sort).annotate(**_LOCAL, called_said=said, called_level=level)
    return rows.values_list(*COLUMNS.values())  # type: ignore[return-value]


def exported(actor: Actor, wanted: Filter, sort: str = NEWEST_FIRST) -> Iterator[list[Cell]]:
    """Exactly the cases of the list, in its order. Only within a transaction; flat in memory."""
    words: dict[str, dict[Any, str]] = {
        "state": {state: str(said) for state, said in labels.STATES.items()},
        "level": {level: str(said) for level, said in labels.LEVELS.items()},
        "channel": {channel: str(said) for channel, said in labels.CHANNELS.items()},
        "outcome": {outcome: str(said) for outcome, said in labels.OUTCOMES.items()},
        "area": full_names(),
        "is_overdue": {True: gettext("yes"), False: gettext("no")},
    }
    words["is_contested"] = words["is_overdue"]
    words["call_back"] = words["call_level"] = {said: str(words) for said, words in labels.CALLED.items()}
    known = [(place, words[name]) for place, name in enumerate(COLUMNS) if name in words]
    for row in streamed(in_columns(actor, wanted, sort)):
        cells = list(row)
        for place, said in known:
            cells[place] = said.get(cells[place], "")
        yield cells


def is_beyond_export(actor: Actor, wanted: Filter, sort: str = NEWEST_FIRST) -> bool:
    """Whether the list holds cases for which the actor may see but not export."""
    nodes = [(actor.areas(view), actor.units(view)) for view in (CASE_VIEW, CASE_EXPORT)]
    if nodes[0] == nodes[1]:
        return False
    covered = WHERE_EXPORTED.where(actor, Case) | participating(Case, actor.tokens)
    return listed(actor, wanted, sort).exclude(covered).order_by().exists()
