"""What leaves the straight path: applications and transfers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from linli.accounts.models import Unit
from linli.cases.models import Application, Case, Transfer
from linli.cases.workflow import SENT_BACK, VOIDED
from linli.kernel.actor import Actor
from linli.kernel.paging import Cursor
from linli.kernel.scope import ScopedQuerySet

# What a transfer may be at: sent and not yet taken, with whom it was sent to, over.
STAGES = {
    "": Q(),
    "waiting": Q(accepted_at=None, ended_at=None),
    "accepted": Q(accepted_at__isnull=False, ended_at=None),
    "ended": Q(ended_at__isnull=False),
}


def application(actor: Actor, case: Case) -> Application | None:
    """The application that nobody has answered yet, with who asked."""
    rows = Application.objects.visible_to(actor).filter(case=case, decided_at=None)
    return rows.select_related("asked_by", "endorsed_by").first()


def open_transfer(actor: Actor, case: Case) -> Transfer | None:
    """The transfer of the case that has not ended, with the partner."""
    return Transfer.objects.visible_to(actor).filter(case=case, ended_at=None).select_related("partner").first()


def arriving(actor: Actor, cases: Iterable[Case]) -> set[int]:
    """The ids of those of these cases that an outside unit sent in and nobody has received, with one query at most."""
    sent_in = [case.pk for case in cases if case.source_id is not None]
    rows = Transfer.objects.visible_to(actor).filter(case__in=sent_in, ended_at=None)
    return set(rows.values_list("case_id", flat=True)) if sent_in else set()


def transfers(actor: Actor, case: Case) -> list[Transfer]:
    """Every transfer of the case, oldest first, with the partners."""
    return list(Transfer.objects.visible_to(actor).filter(case=case).select_related("partner").order_by("id"))


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One page of transfers, and where the next begins."""

    rows: list[Transfer]
    next_cursor: str | None


def transfer_page(
    actor: Actor, *, is_incoming: bool | None, stage: str, cursor: str | None, limit: int
) -> TransferPage:
    """The transfers of the cases that the actor sees, the latest sent first, with case and partner. Raises Refusal
    `invalid` for a text that is no cursor."""
    rows: ScopedQuerySet[Any] = (
        Transfer.objects.visible_to(actor).select_related("case", "partner").filter(STAGES[stage])
    )
    if is_incoming is not None:
        rows = rows.filter(is_incoming=is_incoming)
    if cursor:
        rows = rows.filter(Cursor.read(cursor, "sent").beyond("sent_at", descending=True))
    found = list(rows.order_by("-sent_at", "-id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return TransferPage(found[:limit], Cursor("sent", last.sent_at, last.pk).written() if last else None)


def unit_at(path: str) -> Unit | None:
    """The unit with this path."""
    return Unit.objects.filter(path=path).first()


def is_known_from(actor: Actor, source: Unit, external_number: str) -> bool:
    """Whether the outside unit has sent this matter of its own before; what was not taken up may come in anew."""
    rows = Case.objects.visible_to(actor).filter(source=source, external_number=external_number)
    return rows.exclude(state__in=(SENT_BACK, VOIDED)).exists()


def outside_units() -> list[Unit]:
    """The units with loops of their own, by path."""
    return list(Unit.objects.filter(is_outside=True, is_retired=False))
