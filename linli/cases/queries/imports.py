"""Reading imports of reports."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from linli.cases.models import Case, Contact, ImportedRow, ImportFile, Remark, Report
from linli.cases.workflow import LOADING, STOPPED, UNDONE
from linli.kernel.actor import JOB, Actor, machine
from linli.kernel.models import AuditEntry, Batch
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory

KIND = "report"
WORKER = machine("job:imports")


@dataclass(frozen=True, slots=True)
class Told:
    """What of a case that came in from a file tells of people, beside the case itself."""

    reports: list[Report] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def batch(actor: Actor, number: str) -> Batch:
    """The import of reports with this number. Raises Refusal `not_found`."""
    found = Batch.objects.visible_to(actor).filter(number=number, kind=KIND).first()
    if found is None:
        raise Refusal("not_found")
    return found


def batches(actor: Actor, most: int = 50) -> list[tuple[Batch, ImportFile | None]]:
    """The imports of reports, the newest first, each with its file."""
    rows = list(Batch.objects.visible_to(actor).filter(kind=KIND).order_by("-id")[:most])
    files = ImportFile.objects.visible_to(actor).filter(batch_id__in=[row.pk for row in rows]).select_related("batch")
    of = {file.batch.pk: file for file in files}
    return [(batch, of.get(batch.pk)) for batch in rows]


def files_of(batch: Batch) -> list[ImportFile]:
    """The file of this import, none of an old one; the caller has fetched the import within the actor's territory."""
    return list(ImportFile.objects.visible_to(WORKER).filter(batch=batch).select_related("batch"))


def waiting() -> list[ImportFile]:
    """What the worker has to do, the oldest first."""
    there = ImportFile.objects.visible_to(WORKER).exclude(doing="").select_related("batch")
    return list(there.filter(batch__state__in=(LOADING, UNDONE)).order_by("id"))


def touched(batch: Batch, most: int) -> tuple[int, dict[str, str]]:
    """Of the cases that came in with this import, how many somebody has worked on since, which the first ones are and
    what was done to them last. The caller has fetched the import; whoever may undo it is told, see them or not."""
    ids = ImportedRow.objects.filter(batch=batch).values("case_id")
    with territory(WORKER):
        is_worked_on = Exists(_work().filter(object_id=OuterRef("pk")))
        rows = Case.objects.visible_to(WORKER).filter(is_worked_on, pk__in=ids, version__gt=1)
        first = dict(rows.order_by("id").values_list("pk", "number")[:most])
        since, count = worked_on(first), rows.count()
    return count, {number: since.get(pk, "") for pk, number in first.items()}


def unfinished_batch(actor: Actor, file_sha256: str) -> Batch | None:
    """The import of this file that was begun and neither finished nor undone."""
    rows = Batch.objects.visible_to(actor).filter(kind=KIND, file_sha256=file_sha256, state__in=(LOADING, STOPPED))
    return rows.order_by("-id").first()


def imported(identities: Collection[str]) -> dict[str, ImportedRow]:
    """Which of these rows are in already, by their identity."""
    rows = ImportedRow.objects.filter(identity__in=list(identities)).select_related(None)
    return {row.identity: row for row in rows}


def is_as_imported(case: Case) -> bool:
    """Whether the case came in from a file and nobody has worked on it since; the caller sees it."""
    return ImportedRow.objects.filter(case_id=case.pk).exists() and not worked_on([case.pk])


def told(case: Case) -> Told:
    """What the file told with this case; the caller has fetched the case within the actor's territory."""
    return told_of([case])[case]


def told_of(cases: Collection[Case]) -> dict[Case, Told]:
    """The same for each of these cases, with a query for each table."""
    found, by_id = {case: Told() for case in cases}, {case.pk: case for case in cases}
    for report in Report.objects.visible_to(WORKER).filter(case__in=by_id):
        found[by_id[report.case_id]].reports.append(report)
    for contact in Contact.objects.visible_to(WORKER).filter(case__in=by_id):
        found[by_id[contact.case_id]].contacts.append(contact)
    for remark in Remark.objects.visible_to(WORKER).filter(case__in=by_id):
        found[by_id[remark.case_id]].remarks.append(remark)
    return found


def rows_of(batch_id: int, after: int, most: int) -> Sequence[ImportedRow]:
    """The next rows of the batch after this id, in the order in which they came in."""
    return list(ImportedRow.objects.filter(batch_id=batch_id, id__gt=after).order_by("id")[:most])


def worked_on(case_ids: Collection[int]) -> dict[int, str]:
    """Which of these cases somebody has worked on since they came in, and what was last done to each; the caller sees
    them."""
    entries = _work().filter(object_id__in=list(case_ids))
    return dict(entries.order_by("version").values_list("object_id", "action"))


def _work() -> QuerySet[AuditEntry]:
    """What was done to cases after they came in, but for what machines do by themselves: erasing what was kept long
    enough, placing into areas that were divided anew."""
    return AuditEntry.objects.filter(object_type="case", version__gt=1).exclude(actor__startswith=JOB)
