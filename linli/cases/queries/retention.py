"""How long each field is kept, and what of which cases has been kept long enough."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from linli.cases.models import (
    Application,
    CallBack,
    Case,
    Contact,
    Hold,
    Message,
    Photo,
    Rating,
    Remark,
    Report,
    Retention,
    RetentionRun,
    Task,
    Transfer,
)
from linli.cases.workflow import CASE
from linli.kernel.actor import Actor
from linli.kernel.descent import Descent
from linli.kernel.models import AuditEntry, Batch
from linli.kernel.paging import Cursor
from linli.kernel.personal import REGISTER, PersonalField, Since
from linli.kernel.refusals import Refusal
from linli.kernel.registers import KEEPER, Change, imports
from linli.kernel.scope import ScopedModel, ScopedQuerySet
from linli.kernel.territory import territory

Days = dict[tuple[str, str], int]
# What a change of the days is in the audit.
BY_HAND, BY_FILE = "retention", "retention_file"


@dataclass(frozen=True, slots=True)
class Kept:
    """Where one declared field of a matter lies. Rows that hold nothing else go whole; columns are emptied.

    `case` names the way from the row to its case; `value` is what an emptied column holds.
    """

    model: type[ScopedModel]
    field: str
    case: str = "case"
    is_row: bool = False
    value: str | None = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.model._meta.db_table, self.field

    @property
    def counted_as(self) -> str:
        return {Contact: "contacts", Photo: "photos"}.get(self.model, "words")

    def left(self, actor: Actor) -> ScopedQuerySet[Any]:
        """The rows in which there still is something."""
        rows: ScopedQuerySet[Any] = self.model.objects.visible_to(actor)
        if self.model is Contact:
            return rows.filter(field=self.field)
        return rows if self.is_row else rows.exclude(**{self.field: self.value})

    def of(self, actor: Actor, case: Case) -> ScopedQuerySet[Any]:
        """What there still is of one case."""
        return self.left(actor).filter(**{self.case: case.pk})


# Everything that the register declares to be kept until some time after the end of a matter.
KEPT = (
    Kept(Contact, "name", is_row=True),
    Kept(Contact, "phone", is_row=True),
    Kept(Contact, "on_behalf_of", is_row=True),
    Kept(Photo, "file", is_row=True),
    Kept(Message, "text", is_row=True),
    Kept(Rating, "level", is_row=True),
    Kept(CallBack, "text"),
    Kept(CallBack, "solved"),
    Kept(CallBack, "level"),
    Kept(Remark, "text", is_row=True),
    Kept(Report, "text"),
    Kept(Hold, "reason"),
    Kept(Application, "reason"),
    Kept(Transfer, "reason"),
    Kept(Task, "text"),
    Kept(Task, "result"),
    Kept(Case, "text", case="pk"),
    Kept(Case, "result", case="pk"),
    Kept(Case, "address", case="pk"),
    Kept(Case, "lon", case="pk", value=None),
    Kept(Case, "lat", case="pk", value=None),
)


def _as_kept(lasting: Days) -> list[Kept]:
    """The same with the calls, which hold several things and nothing else: the row goes with what is kept longest."""
    last = max((kept for kept in reversed(KEPT) if kept.model is CallBack), key=lambda kept: lasting[kept.key])
    return [replace(kept, is_row=kept.is_row or kept is last) for kept in KEPT]


def fields() -> list[tuple[str, PersonalField]]:
    """The declared fields whose time counts from the end of a matter; these are the ones that a city may set."""
    return [
        (table, field)
        for table, declared in REGISTER.items()
        for field in declared.values()
        if field.since is Since.END_OF_MATTER and field.retention_days is not None
    ]


def days() -> Days:
    """For each of these fields how long this city keeps it, with one query."""
    declared = {(table, field.name): field.retention_days or 0 for table, field in fields()}
    own = {(row.table, row.field): row.days for row in Retention.objects.all()}
    return declared | {key: value for key, value in own.items() if key in declared}


def changes(before: int | None = None, limit: int = 50) -> list[Change]:
    """Who set which days, the latest first, for whoever may set them; each is called by a number below `before`."""
    with territory(KEEPER):
        batches = Batch.objects.visible_to(KEEPER).filter(kind=BY_HAND)
        entries = AuditEntry.objects.filter(object_type="batch", object_id__in=batches.values("pk"))
        if before is not None:
            entries = entries.filter(object_id__lt=before)
        return [_change(entry) for entry in entries.order_by("-object_id")[:limit]]


def files(limit: int = 20) -> Sequence[Batch]:
    """The latest files of days."""
    with territory(KEEPER):
        return imports(KEEPER, BY_FILE, limit)


def change_of(number: int) -> Change:
    """One change. Raises Refusal `not_found`."""
    found = changes(number + 1, limit=1)
    if not found or found[0].version != number:
        raise Refusal("not_found")
    return found[0]


def _change(entry: AuditEntry) -> Change:
    data = json.loads(entry.data)
    stood, stands = ({"days": str(data[when])} for when in ("before", "days"))
    row = f"{data['table']}.{data['field']}"
    return Change(entry.object_id, entry.at, entry.actor, entry.action, row, stood, stands)


def due(actor: Actor, now: datetime, most: int) -> list[str]:
    """The numbers of some cases, at most so many, of which something has been kept long enough."""
    found: dict[str, None] = {}
    lasting = days()
    for kept in _as_kept(lasting):
        ended = now - timedelta(days=lasting[kept.key])
        way = "" if kept.case == "pk" else f"{kept.case}__"
        rows = kept.left(actor).filter(**{f"{way}closed_at__lte": ended, f"{way}state__in": CASE.final})
        held = Descent(_held(actor, ended), by="merged_into")
        rows = rows.exclude(**{f"{way}is_contested": True}).exclude(**{f"{way}pk__in": held})
        found |= dict.fromkeys(rows.values_list(f"{way}number", flat=True).distinct()[: most - len(found)])
        if len(found) >= most:
            break
    return list(found)


def _held(actor: Actor, ended: datetime) -> ScopedQuerySet[Case]:
    """The cases that went into one which is open, ended later or is contested: it may let them go again."""
    rows = Case.objects.visible_to(actor).filter(merged_into__isnull=False)
    whole = Q(merged_into__is_contested=True) | Q(merged_into__closed_at__gt=ended)
    return rows.filter(whole | ~Q(merged_into__state__in=CASE.final))


def kept_long_enough(actor: Actor, case: Case, now: datetime) -> list[Kept]:
    """What of an ended case is to be erased now. Nothing of one that was reopened; of a merged one what is to be erased
    of that into which it went, at whatever remove."""
    matter, lasting = case, days()
    while matter.merged_into_id:
        matter = Case.objects.visible_to(actor).get(pk=matter.merged_into_id)
    times = ((kept, erase_after(matter, lasting[kept.key])) for kept in _as_kept(lasting))
    return [kept for kept, at in times if at is not None and at <= now]


def goes_at_once(ended: datetime | None, told: Iterable[tuple[str, str]], lasting: Days, now: datetime) -> bool:
    """Whether the next night erases any of these fields of a matter that ended then, perhaps elsewhere."""
    return ended is not None and any(ended + timedelta(days=lasting[key]) <= now for key in told)


def erased_since(actor: Actor, numbers: Sequence[str], began: datetime) -> dict[str, int]:
    """How many contacts, words and photos the audit says were erased in these cases since then."""
    counts = {"contacts": 0, "words": 0, "photos": 0}
    names = {".".join(kept.key): kept.counted_as for kept in KEPT}
    ids = Case.objects.visible_to(actor).filter(number__in=numbers).values_list("pk", flat=True)
    entries = AuditEntry.objects.filter(
        object_type="case", object_id__in=list(ids), action="case.expire", at__gte=began
    )
    for data in entries.values_list("data", flat=True):
        for name, count in json.loads(data).items():
            if name in names:
                counts[names[name]] += count
    return counts


def erase_after(case: Case, kept_days: int) -> datetime | None:
    """When what is kept for so many days will be erased; None while the matter is open, or contested."""
    if case.closed_at is None or case.state not in CASE.final or case.is_contested:
        return None
    return case.closed_at + timedelta(days=kept_days)


def runs(actor: Actor, cursor: str | None = None, limit: int = 50) -> tuple[list[RetentionRun], str | None]:
    """Rounds of erasing, the latest first, and the mark of the next page. Raises Refusal `invalid`."""
    rows = RetentionRun.objects.visible_to(actor)
    if cursor:
        rows = rows.filter(Cursor.read(cursor, "-at").beyond("at", descending=True))
    found = list(rows.order_by("-at", "-id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], Cursor("-at", last.at, last.pk).written() if last else None


def last_run(actor: Actor) -> RetentionRun | None:
    """The latest round."""
    return next(iter(runs(actor, limit=1)[0]), None)
