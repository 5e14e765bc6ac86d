"""The own password."""

from django.contrib.auth.hashers import check_password, make_password

from linli.accounts import queries
from linli.accounts.models import AccountRecord
from linli.accounts.workflow import ACCOUNT
from linli.kernel import actions
from linli.kernel.actions import Receipt, Step
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal, invalid


def change_password(actor: Actor, *, old: str, new: str) -> Receipt:
    """Gives whoever asks a new password, which has been found good enough; their other sessions end by it.

    Raises Refusal `sign_in`, `invalid`.
    """
    confirm_password(actor, password=old, field="old_password")
    return _change_password(actor, queries.own_number(actor), hashed=make_password(new))


def confirm_password(actor: Actor, *, password: str, field: str = "password") -> None:
    """Whoever asks shows once more who they are, before something that an open session alone must not do.

    Raises Refusal `sign_in`, `invalid`.
    """
    if actor.account_id is None:
        raise Refusal("sign_in")
    if not check_password(password, queries.own_account(actor).password):
        raise invalid(field, "wrong_password")


@actions.move("account.change_password", of=AccountRecord, table=ACCOUNT, fact="account.password_changed")
def _change_password(step: Step[AccountRecord], *, hashed: str) -> None:
    if step.obj.account_id != step.actor.account_id:
        raise Refusal("forbidden")
    account = step.obj.account
    account.password = hashed
    account.save(update_fields=["password"])
    step.record(account=account.pk)
    step.tell(account=account.pk)
