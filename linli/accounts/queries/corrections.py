"""What colleagues asked to have put right."""

from linli.accounts.models import Correction
from linli.accounts.workflow import ASKED
from linli.kernel.actor import Actor
from linli.kernel.scope import ScopedQuerySet

MOST_SHOWN = 100


def own_corrections(actor: Actor) -> list[Correction]:
    """What the actor asked, the latest first, with who answered."""
    return list(_rows(actor).filter(account_id=actor.account_id or 0)[:MOST_SHOWN])


def open_corrections(actor: Actor, field: str) -> list[Correction]:
    """What the actor asked about this field and nobody has answered yet."""
    return list(_rows(actor).filter(account_id=actor.account_id or 0, field=field, state=ASKED))


def corrections_to_decide(actor: Actor) -> list[Correction]:
    """What others asked and the actor may answer, the one due first."""
    rows = _rows(actor).filter(state=ASKED).exclude(account_id=actor.account_id or 0).order_by("due_at", "id")
    return [found for found in rows[:MOST_SHOWN] if actor.may("correction.grant", found)]


def _rows(actor: Actor) -> ScopedQuerySet[Correction]:
    rows = Correction.objects.visible_to(actor).select_related("account__unit", "decided_by")
    return rows.order_by("-asked_at", "-id")
