"""Who may look as whom, and what shows then."""

from dataclasses import replace

from django.utils import timezone

from linli.accounts.models import AccountRecord, Grant
from linli.accounts.queries.people import SIGN_IN, actor_for, grants_of
from linli.accounts.rules import administering
from linli.kernel.actions import REGISTRY
from linli.kernel.actor import ANYTHING, OPEN_TO_LOOKERS, Actor
from linli.kernel.scope import view_permissions
from linli.kernel.territory import territory

SEE_AS = "account.see_as"


def may_see_as(actor: Actor, standing: AccountRecord) -> bool:
    """Whether the person, and each role that they hold today, is within what the actor may give."""
    today = timezone.localdate()
    held = [grant for grant in grants_of(standing.account) if grant.until is None or grant.until >= today]
    return (
        standing.account.is_active
        and actor.account_id != standing.account_id
        and actor.may(SEE_AS, standing)
        and all(_may_give(actor, grant) for grant in held)
    )


def _may_give(actor: Actor, grant: Grant) -> bool:
    needed = (SEE_AS, "account.grant", *administering(grant.role.permissions))
    return all(actor.may(permission, grant) for permission in needed)


def looked_at(number: str) -> AccountRecord | None:
    """The record of whom somebody looks as, as long as there is one. Whoever looks need not see it any more for the
    looking to be ended."""
    with territory(SIGN_IN):
        rows = AccountRecord.objects.visible_to(SIGN_IN).filter(number=number)
        return rows.select_related("account__unit__area").first()


def seen_by(looker: Actor, standing: AccountRecord) -> Actor:
    """The person as an actor through whose eyes somebody looks: it may do nothing, and what is not open to lookers
    is not theirs to see."""
    person = actor_for(standing.account)
    shut = set(view_permissions()) - OPEN_TO_LOOKERS
    grants = []
    for grant in person.grants:
        names = set(grant.permissions)
        if ANYTHING in names:
            names = {*REGISTRY, *view_permissions()}
        grants.append(replace(grant, permissions=frozenset(names - shut)))
    return replace(person, grants=tuple(grants), looker=looker.key)
