"""What is held about one report, for whoever made it: the holder of its code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from linli.accounts.models import Role, Unit
from linli.cases.models import CallBack, Case, Contact, Message, Photo, Rating, Remark, Report
from linli.cases.queries import retention
from linli.cases.queries.merging import has_words
from linli.cases.queries.reports import one_of_code, unread_messages
from linli.kernel.actor import CODE, EVERYWHERE, Actor, Grant
from linli.kernel.models import AuditEntry
from linli.kernel.scope import ScopedQuerySet
from linli.kernel.territory import territory

# Reads where the reporter has no way any more: who looked, and what hangs on a case that the report has left. Nothing
# but a `Look` at the own contact, rows of the own report and the place that it told leave this file.
READS = Actor("job:own_data", grants=(Grant("own_data", frozenset({"case.view"}), (EVERYWHERE,)),))
MERGING = ("case.merge", "case.absorb")
Own = Contact | Photo | Message | Rating | CallBack
Row = TypeVar("Row", Contact, Photo, Message, Rating, CallBack)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a contact value: as what, from which unit, what for; not by name."""

    at: datetime
    field: str
    unit: str
    roles: Sequence[Role]
    purpose: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """Everything that is held about a report and whoever made it. `place` is the case that it opened, wherever it hangs
    now: there stands the place as its reporter told it; who joined told none. `erase_after` tells when what will be
    erased by itself, by table and field; it is empty while the matter is open or contested."""

    report: Report
    case: Case
    place: Case | None
    contacts: Sequence[Contact]
    photos: Sequence[Photo]
    messages: Sequence[Message]
    ratings: Sequence[Rating]
    call_backs: Sequence[CallBack]
    looks: Sequence[Look]
    erase_after: Mapping[str, datetime]

    @property
    def tells_place(self) -> bool:
        """Whether the place of the case is as this report tells it."""
        return is_first(self.report)

    @property
    def has_words(self) -> bool:
        """Whether there still is anything that an erasing would take away."""
        rows = (self.contacts, self.photos, self.messages, self.ratings, self.call_backs)
        return bool(self.report.text) or any(rows)


def of_code(holder: Actor) -> OwnData:
    """What is held about the report that the holder's code opens, wherever it hangs. Raises Refusal `not_found`."""
    report, case = one_of_code(holder)
    said_to_all = list(Message.objects.visible_to(holder).filter(case=case, report=None))
    with territory(READS):
        photos = list(_own(Photo, report).select_related("file").order_by("added_at", "id"))
        messages = list(_own(Message, report))
        ratings = list(_own(Rating, report).order_by("at", "id"))
        call_backs = list(_own(CallBack, report).order_by("at", "id"))
        place = Case.objects.visible_to(READS).filter(pk=report.opened_id or 0).first()
    return OwnData(
        report=report,
        case=case,
        place=place,
        contacts=list(contacts(holder, report).order_by("field")),
        photos=photos,
        messages=sorted([*messages, *said_to_all], key=lambda message: (message.at, message.pk)),
        ratings=ratings,
        call_backs=call_backs,
        looks=_looks(report),
        erase_after=_erase_after(case),
    )


def rows_of(report: Report) -> list[Own]:
    """Everything that came by this report's code, on whatever case it hangs."""
    with territory(READS):
        kinds: tuple[type[Own], ...] = (Contact, Photo, Message, Rating, CallBack)
        return [row for kind in kinds for row in kind.objects.visible_to(READS).filter(report=report)]


def unread_in(case: Case) -> int:
    """How much of what its reporters wrote the desk has not read."""
    with territory(READS):
        return len(unread_messages(READS, case, None))


def is_wordless(case: Case) -> bool:
    """Whether nothing is left of what any reporter of the case said."""
    if case.text:
        return False
    with territory(READS):
        return not has_words(READS, case)


def left_behind(holder: Actor, report: Report) -> set[int]:
    """The cases, besides the one in which the report is, that still hold words of its reporter or digests of them."""
    with territory(READS):
        been = _been_in(report)
        entries = AuditEntry.objects.filter(object_type="case", object_id__in=been)
        issued = map(json.loads, entries.filter(action="case.issue_code").values_list("data", flat=True))
        keys = {holder.key, *(f"{CODE}{data['before']}" for data in issued if data["report"] == report.pk)}
        spoke = entries.filter(actor__in=keys)
        found = {report.opened_id, report.came_from_id, *spoke.values_list("object_id", flat=True)}
    found |= {row.case_id for row in rows_of(report)}
    return {case for case in found if case and case != report.case_id}


def _own(model: type[Row], report: Report) -> ScopedQuerySet[Row]:
    return model.objects.visible_to(READS).filter(report=report)


def contacts(holder: Actor, report: Report) -> ScopedQuerySet[Contact]:
    """The contact that came with this report; one that names no report came with the case's first."""
    rows = Contact.objects.visible_to(holder).filter(case=report.case_id)
    own = rows.filter(report=report)
    return own | rows.filter(report=None) if is_first(report) else own


def is_first(report: Report) -> bool:
    """Whether the report opened the case in which it is."""
    return report.opened_id == report.case_id


def _erase_after(case: Case) -> dict[str, datetime]:
    """Of what is the reporter's own: the times by which it is gone."""
    if case.closed_at is None:
        return {}
    lasting = retention.days()
    return {
        ".".join(kept.key): at
        for kept in retention.KEPT
        if (at := retention.erase_after(case, lasting[kept.key])) is not None
    }


def _looks(report: Report) -> list[Look]:
    """Every look at this reporter's contact, also in cases that the report has been in by a merge."""
    with territory(READS):
        entries = AuditEntry.objects.filter(object_type="case", object_id__in=_been_in(report), action="case.reveal")
        read = [(entry, json.loads(entry.data)) for entry in entries.order_by("at", "id")]
        found = [(entry, data) for entry, data in read if data.get("report", report.pk) == report.pk]
        if not found:
            return []
        rows = Remark.objects.visible_to(READS).filter(
            case__in={entry.object_id for entry, _ in found}, version__in={entry.version for entry, _ in found}
        )
        reasons = {(case, version): text for case, version, text in rows.values_list("case_id", "version", "text")}
    units = dict(Unit.objects.filter(path__in={_unit(data) for _, data in found}).values_list("path", "name"))
    roles = {role.key: role for role in Role.objects.all()}
    return [
        Look(
            entry.at,
            str(data.get("field", "")),
            units.get(_unit(data), ""),
            [roles[key] for key in str(data.get("roles", "")).split(",") if key in roles],
            reasons.get((entry.object_id, entry.version), ""),
        )
        for entry, data in found
    ]


def _been_in(report: Report) -> set[int]:
    """The cases in which the report is, or may have been by merging and undoing it."""
    found = new = {report.case_id}
    while new:
        entries = AuditEntry.objects.filter(object_type="case", object_id__in=new, action__in=MERGING)
        told = map(json.loads, entries.values_list("data", flat=True))
        numbers = {data.get("into") or data.get("source") for data in told}
        rows = Case.objects.visible_to(READS).filter(number__in=numbers)
        new = set(rows.values_list("pk", flat=True)) - found if numbers else set()
        found = found | new
    return found


def _unit(data: Mapping[str, Any]) -> str:
    return str(data.get("by_unit", ""))
