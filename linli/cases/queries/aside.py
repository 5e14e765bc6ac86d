"""What leaves the straight path: applications and transfers."""

from linli.accounts.models import Unit
from linli.cases.models import Application, Case, Transfer
from linli.kernel.actor import Actor


def application(actor: Actor, case: Case) -> Application | None:
    """The application that nobody has answered yet, with who asked."""
    rows = Application.objects.visible_to(actor).filter(case=case, decided_at=None)
    return rows.select_related("asked_by", "endorsed_by").first()


def open_transfer(actor: Actor, case: Case) -> Transfer | None:
    """The transfer of the case that has not ended, with the partner."""
    return Transfer.objects.visible_to(actor).filter(case=case, ended_at=None).select_related("partner").first()


def transfers(actor: Actor, case: Case) -> list[Transfer]:
    """Every transfer of the case, oldest first, with the partners."""
    return list(Transfer.objects.visible_to(actor).filter(case=case).select_related("partner").order_by("id"))


def unit_at(path: str) -> Unit | None:
    """The unit with this path."""
    return Unit.objects.filter(path=path).first()


def is_known_from(actor: Actor, source: Unit, external_number: str) -> bool:
    """Whether the outside unit has sent this matter of its own before."""
    return Case.objects.visible_to(actor).filter(source=source, external_number=external_number).exists()


def outside_units() -> list[Unit]:
    """The units with loops of their own, by path."""
    return list(Unit.objects.filter(is_outside=True, is_retired=False))
