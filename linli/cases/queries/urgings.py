"""Who urged the unit that has a case (催办), and what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from linli.accounts.queries import names_of
from linli.cases.models import Case, Remark
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry


@dataclass(frozen=True, slots=True)
class Urging:
    """The last of those that the unit has not answered by a move; `by` is '' for whoever has no account here."""

    at: datetime
    by: str
    text: str


def urgings(actor: Actor, cases: Iterable[Case]) -> dict[int, Urging]:
    """That of each case whose unit was urged, by the case's id; three queries, and none where nobody was. The caller
    sees the cases."""
    waiting = [case.pk for case in cases if case.urged]
    if not waiting:
        return {}
    entries = AuditEntry.objects.filter(object_type="case", object_id__in=waiting, action="case.urge")
    last = {entry.object_id: entry for entry in entries.order_by("version")}
    versions = {entry.version for entry in last.values()}
    rows = Remark.objects.visible_to(actor).filter(case__in=waiting, version__in=versions)
    said = {(case, version): text for case, version, text in rows.values_list("case_id", "version", "text")}
    names = names_of({_account(entry.actor) for entry in last.values()} - {0})
    return {
        case: Urging(entry.at, names.get(_account(entry.actor), ""), said.get((case, entry.version), ""))
        for case, entry in last.items()
    }


def _account(key: str) -> int:
    kind, _, number = key.partition(":")
    return int(number) if kind == "account" else 0
