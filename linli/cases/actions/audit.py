"""To look into the audit trail is itself on record."""

from collections.abc import Mapping

from linli.cases.models import Look
from linli.cases.permissions import AUDIT_VIEW
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE

LOOKED = "looked"


@actions.create("audit.view", of=Look, fact="audit.viewed")
def view_audit(step: Step[Look], *, sought: Mapping[str, str]) -> None:
    """Somebody read a page of the audit trail."""
    _look(step, sought)


@actions.create("audit.export", of=Look, fact="audit.exported")
def export_audit(step: Step[Look], *, sought: Mapping[str, str]) -> None:
    """Somebody took a part of the audit trail away as a file."""
    _look(step, sought)


@actions.create("audit.verify", of=Look, fact="audit.verified")
def verify_audit(step: Step[Look], *, number: str) -> None:
    """Somebody had the chain of one object computed anew."""
    _look(step, {"number": number})


def _look(step: Step[Look], sought: Mapping[str, str]) -> None:
    """It lies where whoever looked checks, so that others who check there see it."""
    step.obj = Look(
        id=step.next_id,
        number=f"L{step.next_id:08d}",
        state=LOOKED,
        area_path=next(iter(step.actor.areas(AUDIT_VIEW)), EVERYWHERE),
        participants=[step.actor.key],
        at=step.at,
    )
    step.record(**sought)
