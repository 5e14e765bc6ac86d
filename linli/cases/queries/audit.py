"""The audit trail as whoever checks it reads it: what was done, what was refused, and whether a chain still holds."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.accounts.models import Account
from linli.accounts.queries import names_of
from linli.cases.models import Look
from linli.cases.permissions import AUDIT_VIEW
from linli.kernel import chain
from linli.kernel.actor import EVERYWHERE, Actor
from linli.kernel.models import AuditEntry, LoopModel, RefusedAttempt
from linli.kernel.paging import Cursor
from linli.kernel.refusals import Refusal
from linli.kernel.scope import NOTHING, Scope, ScopedQuerySet

DONE, REFUSED = "done", "refused"
REVEAL = "case.reveal"
MOST_ROWS = 200
SORT = "-at"
# Where whoever checks may look, beside what they may see anyway.
CHECKED = Scope(view=AUDIT_VIEW, area="area_path", unit="unit_path")


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; empty fields do not filter. `actor` is a user name or a key ('job:timekeeper')."""

    kind: str = DONE
    number: str = ""
    actor: str = ""
    action: str = ""
    area: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def as_record(self) -> dict[str, str]:
        """What the look itself leaves in the audit: codes and times. A name that was typed is left out."""
        told = {"kind": self.kind, "number": self.number, "action": self.action, "area": self.area}
        times = {name: at.isoformat() for name, at in (("since", self.since), ("until", self.until)) if at}
        return {name: value for name, value in told.items() if value} | times


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. `code` says why a refused attempt was refused; `digest` closes the chain up to here. Somebody may have
    tried a number that nobody has: then there `is_nothing`."""

    id: int
    at: datetime
    actor: str
    actor_name: str
    action: str
    object_type: str
    number: str
    version: int
    digest: str
    code: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    is_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, the latest first; `next_cursor` is None on the last page."""

    rows: Sequence[Row]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Verified:
    """Whether the chain of one object is as it was written; else from which entry on it is not."""

    number: str
    object_type: str
    entries: int
    head: str
    broken_at: int | None

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None


def page(actor: Actor, wanted: Filter, cursor: str | None = None, limit: int = 50) -> Page:
    """One page of what was done or refused in the territory that the actor checks. Raises Refusal `invalid`."""
    rows: QuerySet[Any] = _refused(actor, wanted) if wanted.kind == REFUSED else _done(actor, wanted)
    if cursor:
        rows = rows.filter(Cursor.read(cursor, SORT).beyond("at", descending=True))
    limit = max(1, min(limit, MOST_ROWS))
    found = list(rows.order_by("-at", "-id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    mark = Cursor(SORT, last.at, last.pk).written() if last else None
    return Page(_told(actor, found[:limit]), mark)


def everything(actor: Actor, wanted: Filter, most: int) -> Iterator[Row]:
    """The rows of all pages, no more than `most`."""
    cursor: str | None = None
    while most > 0:
        found = page(actor, wanted, cursor, min(most, MOST_ROWS))
        yield from found.rows
        most -= len(found.rows)
        cursor = found.next_cursor
        if cursor is None:
            return


def own_trail(actor: Actor, since: datetime | None = None, most: int | None = None) -> Sequence[AuditEntry]:
    """What the actor did, or did since then, the latest first, to be read by nobody else."""
    rows = AuditEntry.objects.filter(actor=actor.key)
    rows = rows.filter(at__gte=since) if since else rows
    return list(rows.order_by("-at", "-id")[:most])


def own_attempts(actor: Actor) -> Sequence[RefusedAttempt]:
    """What the actor tried in vain, the latest first, to be read by the actor."""
    return list(RefusedAttempt.objects.filter(actor=actor.key).order_by("-at", "-id"))


def verify(actor: Actor, number: str) -> Verified:
    """Computes the chain of an object anew. Raises Refusal `not_found`."""
    for model in _roots():
        obj = _checked(actor, model).filter(number=number).first()
        if obj is not None:
            return _verified(obj)
    raise Refusal("not_found")


def _verified(obj: LoopModel) -> Verified:
    kind, head, broken_at = str(obj._meta.model_name), chain.GENESIS, None
    entries = list(AuditEntry.objects.filter(object_type=kind, object_id=obj.pk).order_by("version"))
    for version, row in enumerate(entries, start=1):
        told = chain.Entry(kind, obj.pk, row.version, row.at, row.actor, row.action, row.data)
        head = chain.digest(head, told)
        if broken_at is None and (row.version != version or head != bytes(row.digest)):
            broken_at = version
    if broken_at is None and (len(entries) != obj.version or head != bytes(obj.head)):
        broken_at = len(entries) + 1
    return Verified(str(getattr(obj, "number", "")), kind, len(entries), bytes(obj.head).hex(), broken_at)


def _roots() -> list[type[LoopModel]]:
    """Everything that has an audit chain."""
    return [model for model in apps.get_models() if issubclass(model, LoopModel)]


def _checked(actor: Actor, model: type[LoopModel]) -> ScopedQuerySet[Any]:
    """The objects that the actor sees and checks."""
    rows: ScopedQuerySet[Any] = model.objects.visible_to(actor)
    return rows.filter(CHECKED.where(actor, model))


def _done(actor: Actor, wanted: Filter) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.filter(_narrowed(wanted))
    if wanted.number:
        return rows.filter(_about(actor, wanted))
    within = NOTHING
    for model in _roots():
        objects = _below(_checked(actor, model), wanted.area)
        inside = Q(Exists(objects.filter(pk=OuterRef("object_id"))), object_type=model._meta.model_name)
        # Who looked at the trail is asked for by its own action, else it would bury everything else.
        if model is Look and not wanted.action.startswith("audit."):
            inside &= Q(action="personal.export")
        within |= inside
    return rows.filter(within)


def _about(actor: Actor, wanted: Filter) -> Q:
    """The one object that is asked for, found first: its entries lie together in an index."""
    within = NOTHING
    for model in _roots():
        found = _below(_checked(actor, model), wanted.area).filter(number=wanted.number)
        for pk in found.values_list("pk", flat=True):
            within |= Q(object_type=model._meta.model_name, object_id=pk)
    return within


def _refused(actor: Actor, wanted: Filter) -> QuerySet[RefusedAttempt]:
    """Attempts on an object that the actor checks; those that named none are for whoever checks everything."""
    rows = RefusedAttempt.objects.filter(_narrowed(wanted))
    if wanted.number:
        rows = rows.filter(reference=wanted.number)
    within = Q() if _checks_everything(actor) and not wanted.area else NOTHING
    for model in _roots() if within == NOTHING else ():
        objects = _below(_checked(actor, model), wanted.area)
        within |= Q(Exists(objects.filter(number=OuterRef("reference"))), object_type=model._meta.model_name)
    return rows.filter(within)


def _checks_everything(actor: Actor) -> bool:
    return EVERYWHERE in actor.areas(AUDIT_VIEW)


def _below(rows: ScopedQuerySet[Any], area: str) -> ScopedQuerySet[Any]:
    return rows.filter(area_path__gte=area, area_path__lt=area[:-1] + "0") if area else rows


def _narrowed(wanted: Filter) -> Q:
    found = Q()
    if wanted.actor:
        found &= Q(actor__in=_keys_of(wanted.actor))
    if wanted.action:
        found &= Q(action=wanted.action)
    if wanted.since:
        found &= Q(at__gte=wanted.since)
    if wanted.until:
        found &= Q(at__lt=wanted.until)
    return found


def _keys_of(name: str) -> list[str]:
    accounts = Account.objects.filter(Q(username=name.lower()) | Q(name=name)).values_list("pk", flat=True)
    return [name, *(f"account:{pk}" for pk in accounts)]


def _told(actor: Actor, rows: Sequence[AuditEntry | RefusedAttempt]) -> list[Row]:
    names = names_of(_account(row.actor) for row in rows)
    numbers = _numbers(actor, [row for row in rows if isinstance(row, AuditEntry)])
    there = _there(actor, [row for row in rows if isinstance(row, RefusedAttempt)])
    return [
        _refused_row(row, names, there) if isinstance(row, RefusedAttempt) else _row(row, names, numbers)
        for row in rows
    ]


def _row(row: AuditEntry, names: Mapping[int, str], numbers: Mapping[tuple[str, int], str]) -> Row:
    name, number = names.get(_account(row.actor), ""), numbers.get((row.object_type, row.object_id), "")
    digest, data = bytes(row.digest).hex(), json.loads(row.data)
    return Row(row.pk, row.at, row.actor, name, row.action, row.object_type, number, row.version, digest, "", data)


def _refused_row(row: RefusedAttempt, names: Mapping[int, str], there: Set[tuple[str, str]]) -> Row:
    return Row(
        row.pk,
        row.at,
        row.actor,
        names.get(_account(row.actor), ""),
        row.action,
        row.object_type,
        row.reference,
        version=0,
        digest="",
        code=row.code,
        is_nothing=bool(row.reference) and (row.object_type, row.reference) not in there,
    )


def _there(actor: Actor, rows: Iterable[RefusedAttempt]) -> set[tuple[str, str]]:
    """What was tried and is there: kind and number, with one query for each kind of object."""
    tried: dict[str, set[str]] = {}
    for row in rows:
        tried.setdefault(row.object_type, set()).add(row.reference)
    found: set[tuple[str, str]] = set()
    for model in _roots():
        kind = str(model._meta.model_name)
        if kind in tried:
            objects: ScopedQuerySet[Any] = model.objects.visible_to(actor)
            numbers = objects.filter(number__in=tried[kind]).values_list("number", flat=True)
            found.update((kind, number) for number in numbers)
    return found


def _numbers(actor: Actor, rows: Iterable[AuditEntry]) -> dict[tuple[str, int], str]:
    """The numbers of the objects, with one query for each kind of object."""
    ids: dict[str, set[int]] = {}
    for row in rows:
        ids.setdefault(row.object_type, set()).add(row.object_id)
    found: dict[tuple[str, int], str] = {}
    for model in _roots():
        kind = str(model._meta.model_name)
        if kind in ids:
            objects: ScopedQuerySet[Any] = model.objects.visible_to(actor)
            for pk, number in objects.filter(pk__in=ids[kind]).values_list("pk", "number"):
                found[kind, pk] = number
    return found


def _account(key: str) -> int:
    kind, _, number = key.partition(":")
    return int(number) if kind == "account" and number.isdigit() else 0
