"""Attempts that were refused, kept for whoever checks.

An object that is not the asker's to see is answered like a number that nobody has, so both are kept alike: what is
written, and how long it takes, tells no more than the answer. Only whoever checks there learns that there is something.
"""

import re

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.models import LoopModel, RefusedAttempt
from linli.kernel.refusals import Refusal

# What an object may be called; whatever else is typed into an address (a telephone number, a name) is not kept.
NUMBER = re.compile(r"[A-Z][0-9]{8,18}|20[0-9]{2}(0[1-9]|1[0-2])[0-9]{8,14}")


def unseen(actor: Actor, model: type[LoopModel], number: str, refusal: Refusal | None = None) -> Refusal:
    """The refusal for an object that is not there or not the actor's to see: `not_found`, or the one given. It is one
    to be remembered when somebody asked who works here."""
    refusal = refusal or Refusal("not_found")
    if actor.account_id and NUMBER.fullmatch(number):
        refusal.attempt = {
            "at": timezone.now(),
            "actor": actor.looker or actor.key,
            "view": model.scope.view,
            "object_type": str(model._meta.model_name),
            "reference": number,
            "code": refusal.code,
        }
    return refusal


def remember(refusal: Refusal) -> None:
    """Writes the attempt down, once. A mere look is called by the permission that it would have needed."""
    attempt, refusal.attempt = refusal.attempt, {}
    view = attempt.pop("view", "")
    if attempt:
        RefusedAttempt.objects.create(**{"action": view} | attempt)
