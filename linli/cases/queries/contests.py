"""Who contests the result of a case, and whether the desk stood by it: read from the history."""

import json

from django.db.models import QuerySet

from linli.cases.models import Case, Report
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry


def contester(actor: Actor, case: Case) -> Report | None:
    """The report by whose code the case was contested last; None where it is gone. The caller sees the case."""
    last = _entries(case, "case.contest").last()
    reported = _report_of(last) if last else None
    return Report.objects.visible_to(actor).filter(case=case, pk=reported).first() if reported else None


def upheld_by(case: Case, report: Report) -> int | None:
    """The entry by which the desk stood by the result of now towards this reporter, who had contested it; None when it
    has not. The caller sees the case."""
    if case.closed_at is None:
        return None
    entries = _entries(case, "case.decline_contest").filter(at__gte=case.closed_at)
    return next((entry.version for entry in entries if _report_of(entry) in (report.pk, None)), None)


def _entries(case: Case, action: str) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(object_type="case", object_id=case.pk, action=action).order_by("version")


def _report_of(entry: AuditEntry) -> int | None:
    found: int | None = json.loads(entry.data).get("report")
    return found
