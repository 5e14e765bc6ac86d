"""Reading imports of reports."""

from collections.abc import Collection, Sequence

from linli.cases.models import Case, ImportedRow
from linli.cases.workflow import LOADING
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry, Batch
from linli.kernel.refusals import Refusal

KIND = "report"


def batch(actor: Actor, number: str) -> Batch:
    """The import of reports with this number. Raises Refusal `not_found`."""
    found = Batch.objects.visible_to(actor).filter(number=number, kind=KIND).first()
    if found is None:
        raise Refusal("not_found")
    return found


def batches(actor: Actor, most: int = 50) -> list[Batch]:
    """The imports of reports, the newest first."""
    return list(Batch.objects.visible_to(actor).filter(kind=KIND).order_by("-id")[:most])


def unfinished_batch(actor: Actor, file_sha256: str) -> Batch | None:
    """The import of this file that was begun and neither finished nor undone."""
    rows = Batch.objects.visible_to(actor).filter(kind=KIND, file_sha256=file_sha256, state=LOADING)
    return rows.order_by("-id").first()


def imported(identities: Collection[str]) -> dict[str, ImportedRow]:
    """Which of these rows are in already, by their identity."""
    rows = ImportedRow.objects.filter(identity__in=list(identities)).select_related(None)
    return {row.identity: row for row in rows}


def is_imported(case: Case) -> bool:
    """Whether the case came in from a file."""
    return ImportedRow.objects.filter(case_id=case.pk).exists()


def rows_of(batch_id: int, after: int, most: int) -> Sequence[ImportedRow]:
    """The next rows of the batch after this id, in the order in which they came in."""
    return list(ImportedRow.objects.filter(batch_id=batch_id, id__gt=after).order_by("id")[:most])


def actions_since(case_ids: Collection[int]) -> dict[int, str]:
    """What was last done to each of these cases since it came in; the caller sees them."""
    entries = AuditEntry.objects.filter(object_type="case", object_id__in=list(case_ids), version__gt=1)
    return dict(entries.order_by("version").values_list("object_id", "action"))
