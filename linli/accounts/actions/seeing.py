"""Looking at the product as another person sees it: begun and ended on record."""

from datetime import timedelta

from linli.accounts import queries
from linli.accounts.models import AccountRecord
from linli.accounts.rules import REASONS_TO_SEE
from linli.accounts.workflow import ACCOUNT
from linli.kernel import actions
from linli.kernel.actions import Receipt, Step, Target
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal, invalid

SEE_AS_LASTS = timedelta(minutes=30)


@actions.move("account.see_as", of=AccountRecord, table=ACCOUNT, fact="account.seen_as")
def see_as(step: Step[AccountRecord], *, reason: str) -> None:
    """Puts on record that somebody looks as this person (以此身份查看), why, and until when at most. Nobody looks as
    somebody who holds a role that they may not give there. Raises Refusal `rule`, `invalid`."""
    if step.actor.account_id == step.obj.account_id:
        raise Refusal("rule", rule="own_account")
    if reason not in REASONS_TO_SEE:
        raise invalid("reason", "unknown_choice")
    if not queries.may_see_as(step.actor, step.obj):
        raise Refusal("rule", rule="beyond_own_grants")
    step.record(account=step.obj.account_id, reason=reason, until=(step.at + SEE_AS_LASTS).isoformat())
    step.tell(account=step.obj.account_id)


def end_see_as(actor: Actor, record: AccountRecord) -> Receipt:
    """Puts on record that the looking has ended. Whoever began may end, whatever they may by now."""
    return _end_see_as(actor.lent("account.end_see_as"), Target(record.number, vouched_for=record.pk))


@actions.move("account.end_see_as", of=AccountRecord, table=ACCOUNT, fact="account.see_as_ended")
def _end_see_as(step: Step[AccountRecord]) -> None:
    step.record(account=step.obj.account_id)
    step.tell(account=step.obj.account_id)
