"""The own password."""

from django.contrib.auth.hashers import check_password, make_password

from linli.accounts import queries
from linli.accounts.models import Account, PasswordChange
from linli.kernel import actions
from linli.kernel.actions import Receipt, Step
from linli.kernel.actor import EVERYWHERE, Actor
from linli.kernel.refusals import Refusal, invalid

CHANGED = "changed"


def change_password(actor: Actor, *, old: str, new: str) -> Receipt:
    """Gives whoever asks a new password, which has been found good enough; their other sessions end by it.

    Raises Refusal `sign_in`, `invalid`.
    """
    if actor.account_id is None:
        raise Refusal("sign_in")
    if not check_password(old, queries.own_account(actor).password):
        raise invalid("old_password", "wrong_password")
    return _change_password(actor, None, hashed=make_password(new))


@actions.create("password.change", of=PasswordChange, fact="password.changed")
def _change_password(step: Step[PasswordChange], *, hashed: str) -> None:
    account = Account.objects.select_for_update().get(pk=step.actor.account_id or 0)
    account.password = hashed
    step.obj = PasswordChange(
        id=step.next_id,
        number=f"P{step.next_id:08d}",
        state=CHANGED,
        area_path=EVERYWHERE,
        account=account,
        participants=[step.actor.key],
        changed_at=step.at,
    )
    step.also(account)
