"""What belongs to which of two merged cases."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import models

from linli.cases.models import Case, Contact, Message, Photo, Report
from linli.kernel import duties
from linli.kernel.actor import Actor
from linli.kernel.attempts import unseen
from linli.kernel.models import AuditEntry
from linli.kernel.refusals import invalid

Belonging = Report | Contact | Photo | Message


def target(actor: Actor, number: str) -> Case:
    """The case to merge into. Raises Refusal `invalid` for one that the actor does not see."""
    found = Case.objects.visible_to(actor).filter(number=number).first()
    if found is None:
        raise unseen(actor, Case, number, invalid("into", "unknown_case"))
    return found


def merged_into(actor: Actor, number: str) -> str:
    """The number of the case that this one was merged into, '' for none that the actor may see."""
    rows = Case.objects.visible_to(actor).filter(number=number)
    return str(rows.values_list("merged_into__number", flat=True).first() or "")


def absorbed(actor: Actor, case: Case) -> list[Case]:
    """The cases that were merged into this one, as far as the actor may see them."""
    return list(Case.objects.visible_to(actor).filter(merged_into=case).order_by("id"))


def belongings(actor: Actor, source: Case, into: Case, version: int) -> list[models.Model]:
    """Everything that goes from the source to the target, already turned to it: to be saved.

    Reports and pictures keep in mind where they came from; a message to every reporter of the source becomes one to
    each of them.
    """
    reports = list(Report.objects.visible_to(actor).filter(case=source))
    photos = list(Photo.objects.visible_to(actor).filter(case=source))
    contacts = list(Contact.objects.visible_to(actor).filter(case=source))
    messages = list(Message.objects.visible_to(actor).filter(case=source))
    return turned_over(source, into, version, reports, photos, contacts, messages)


def turned_over(
    source: Case,
    into: Case,
    version: int,
    reports: Sequence[Report],
    photos: Sequence[Photo],
    contacts: Sequence[Contact],
    messages: Sequence[Message],
) -> list[models.Model]:
    """All this, turned from the source to the target."""
    messages = _one_for_each(messages, reports)
    first = next((report for report in reports if report.opened_id == source.pk), None)
    for contact in contacts:
        contact.report = contact.report or first
    moved: list[Report | Photo] = [*reports, *photos]
    for row in moved:
        row.came_from_id = row.came_from_id or source.pk
    _at_version([*photos, *messages], version)
    return _turned([*reports, *contacts, *photos, *messages], into)


def own_belongings(actor: Actor, source: Case, into: Case, since: datetime, version: int) -> list[models.Model]:
    """Everything that came from the source, or from what had been merged into it before, turned back to it; and what
    its reporters have sent since that time, or have read there because it was for all."""
    family = _family(actor, source)
    reports = list(Report.objects.visible_to(actor).filter(came_from__in=family))
    theirs = models.Q(report__in=reports) | models.Q(came_from__in=family, report=None)
    photos = list(Photo.objects.visible_to(actor).filter(theirs))
    contacts = list(Contact.objects.visible_to(actor).filter(report__in=reports))
    messages = list(Message.objects.visible_to(actor).filter(report__in=reports))
    to_all = Message.objects.visible_to(actor).filter(case=into, report=None, at__gte=since)
    messages += [_said_to(report, message) for message in to_all for report in reports]
    moved: list[Report | Photo] = [*reports, *photos]
    for row in moved:
        row.came_from_id = row.came_from_id if row.came_from_id != source.pk else None
    _at_version([*photos, *messages], version)
    return _turned([*reports, *contacts, *photos, *messages], source)


def codes_of(actor: Actor, source: Case, into: Case) -> list[str]:
    """The tokens of the codes whose reports came from the source into the other case."""
    rows = Report.objects.visible_to(actor).filter(came_from__in=_family(actor, source), case=into)
    return [f"code:{digest}" for digest in rows.values_list("code_digest", flat=True)]


def unread_of(actor: Actor, source: Case) -> int:
    """How much the desk has not read of what the reporters wrote who came from the source."""
    unread = Message.objects.visible_to(actor).filter(is_from_desk=False, read_at=None)
    return unread.filter(report__came_from__in=_family(actor, source)).count()


def has_words(actor: Actor, case: Case) -> bool:
    """Whether anything of what its reporters said is left, here or where it was merged into."""
    return not wordless(actor, [case])


def wordless(actor: Actor, cases: Iterable[Case]) -> set[int]:
    """The ids of those of which nothing is left that reporters said; with as many queries for many as for one, and
    none where each has its words."""
    blank = {case.pk for case in cases if not case.text}
    if not blank:
        return set()
    origin = _families(actor, blank)
    rows = Report.objects.visible_to(actor).exclude(text="")
    rows = rows.filter(models.Q(case__in=blank) | models.Q(came_from__in=origin))
    told = set[int]()
    for case_id, came_from in rows.values_list("case_id", "came_from_id").distinct():
        told |= {case_id} | origin.get(came_from, set())
    return blank - told


def colleagues_in(actor: Actor, case: Case, without: Case) -> set[str]:
    """The tokens of those who work here and reported the case themselves, or what else was merged into it."""
    first = AuditEntry.objects.filter(object_type="case", object_id=case.pk, version=1).values_list("actor", flat=True)
    found = {token for other in absorbed(actor, case) if other.pk != without.pk for token in other.participants}
    return {token for token in (*first, *found) if token.startswith("account:")}


def observers_in(actor: Actor, case: Case, without: Case) -> set[str]:
    """The marks of those who saw the matter of the case themselves, or of what else was merged into it."""
    rows = Report.objects.visible_to(actor).filter(case=case, author__isnull=False)
    authors = rows.exclude(came_from__in=_family(actor, without)).values_list("author_id", flat=True)
    found = {mark for other in absorbed(actor, case) if other.pk != without.pk for mark in other.played}
    return {duties.mark("observer", f"account:{author}") for author in authors} | found


def _family(actor: Actor, case: Case) -> set[int]:
    """The case and all that was merged into it, at whatever remove."""
    return set(_families(actor, [case.pk]))


def _families(actor: Actor, heads: Iterable[int]) -> dict[int, set[int]]:
    """These cases and all that was merged into them, at whatever remove, and of each in which of these it ended. A
    query for each remove."""
    found = {pk: {pk} for pk in heads}
    new = set(found)
    while new:
        rows = Case.objects.visible_to(actor).filter(merged_into__in=new).values_list("pk", "merged_into_id")
        new = set()
        for pk, into in rows:
            known = found.setdefault(pk, set())
            if not found[into] <= known:
                known |= found[into]
                new.add(pk)
    return found


def _one_for_each(messages: Sequence[Message], reports: Sequence[Report]) -> list[Message]:
    """What was said to all is now said to each, so that nobody of the other case takes it for theirs."""
    told = [message for message in messages if message.report_id is not None]
    for message in (message for message in messages if message.report_id is None):
        for place, report in enumerate(reports):
            if place == 0:
                message.report = report
            told.append(message if place == 0 else _said_to(report, message))
    return told


def _said_to(report: Report, message: Message) -> Message:
    """The same words, to this reporter."""
    return Message(report=report, is_from_desk=message.is_from_desk, text=message.text, at=message.at)


def _at_version(rows: Iterable[Photo | Message], version: int) -> None:
    for row in rows:
        row.version = version


def _turned(rows: Sequence[Belonging], to: Case) -> list[models.Model]:
    for row in rows:
        row.case = to
    return list(rows)
