"""To look into the audit trail, and to take data about people away as a file, is itself on record."""

from collections.abc import Mapping
from enum import StrEnum

from linli.cases.models import Look
from linli.cases.permissions import AUDIT_VIEW
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.actor import Actor
from linli.kernel.refusals import invalid
from linli.places.queries import root_path

LOOKED = "looked"


class Taken(StrEnum):
    """What about people may be taken away as a file, beside a list of cases and the audit trail."""

    STAFF = "staff"
    KEYS = "keys"
    OWN = "own"
    BAD_ROWS = "bad_rows"


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


def export_personal(actor: Actor, *, what: str, number: str = "") -> None:
    """Puts on record that somebody takes away what is held about people, before anything is read; `what` is one of
    `Taken`, `number` the object it belongs to. Whether they may is for the caller to have asked. Raises Refusal
    `invalid`."""
    _export_personal(actor.lent("personal.export"), None, what=what, number=number)


@actions.create("personal.export", of=Look, fact="personal.exported")
def _export_personal(step: Step[Look], *, what: str, number: str) -> None:
    if what not in set(Taken):
        raise invalid("what", "unknown_choice")
    _look(step, {"what": what} | ({"number": number} if number else {}))


def _look(step: Step[Look], sought: Mapping[str, str]) -> None:
    """It lies where whoever looked checks, else in the whole town, so that others who check there see it."""
    step.obj = Look(
        id=step.next_id,
        number=f"L{step.next_id:08d}",
        state=LOOKED,
        area_path=next(iter(step.actor.areas(AUDIT_VIEW)), "") or root_path(),
        participants=[step.actor.key],
        at=step.at,
    )
    step.record(**sought)
