"""Keys with which programs act for an account."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from linli.accounts import queries
from linli.accounts.models import Token
from linli.accounts.workflow import TOKEN
from linli.kernel import actions
from linli.kernel.actions import Receipt, Step, Target
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory

TOKEN_LIVES = timedelta(days=90)
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token: its receipt and the secret, which is shown this once."""

    receipt: Receipt
    secret: str


def issue_token(actor: Actor, key: str | None, *, name: str) -> Issued:
    """Makes a key with which a program may act for the actor, for 90 days.

    Raises Refusal `sign_in`, `missing_input`.
    """
    if actor.account_id is None:
        raise Refusal("sign_in")
    if not name.strip():
        raise Refusal("missing_input", field="name")
    secret = _token_secret(actor, key)
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return Issued(_issue_token(actor, key, name=name.strip()[:LONGEST_NAME], digest=digest), secret)


def _token_secret(actor: Actor, key: str | None) -> str:
    """Follows from the client's key, so that it need not be kept and is the same when the key is sent again."""
    seed = f"token:{actor.key}:{key or secrets.token_hex(32)}"
    digest = hmac.new(settings.SECRET_KEY.encode(), seed.encode(), hashlib.sha256).digest()
    return f"linli_{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


@actions.create("token.issue", of=Token, fact="token.issued")
def _issue_token(step: Step[Token], *, name: str, digest: str) -> None:
    step.obj = Token(
        id=step.next_id,
        number=f"T{step.next_id:08d}",
        state=TOKEN.initial,
        area_path="/",
        account_id=step.actor.account_id or 0,
        participants=[step.actor.key],
        name=name,
        digest=digest,
        issued_at=step.at,
        expires_at=step.at + TOKEN_LIVES,
    )


@actions.move("token.use", of=Token, table=TOKEN, fact="token.used")
def use_token(step: Step[Token]) -> None:
    """Notes that a program came with the token today."""
    step.obj.last_used_on = timezone.localdate(step.at)


@actions.move("token.change", of=Token, table=TOKEN, fact="token.changed")
def change_token(step: Step[Token], *, name: str, until: date) -> None:
    """Calls a token otherwise, or sets its last day: not before today, and at most 90 days after it was made.

    Raises Refusal `missing_input`, `invalid`.
    """
    token, before = step.obj, last_day(step.obj)
    if not name.strip():
        raise Refusal("missing_input", field="name")
    if until != before:
        token.expires_at = _end_of(until, token, timezone.localdate(step.at))
    token.name = name.strip()[:LONGEST_NAME]
    step.record(before=before.isoformat(), until=until.isoformat())


def last_day(token: Token) -> date:
    """The last day on which the token opens something."""
    return timezone.localdate(token.expires_at)


def _end_of(until: date, token: Token, today: date) -> datetime:
    """Raises Refusal `invalid`."""
    longest = token.issued_at + TOKEN_LIVES
    if until < today:
        raise invalid("until", "in_the_past")
    if until > timezone.localdate(longest):
        raise invalid("until", "beyond_its_life", most=timezone.localdate(longest).isoformat())
    return min(timezone.make_aware(datetime.combine(until, time.max)), longest)


@actions.move("token.revoke", of=Token, table=TOKEN, fact="token.revoked")
def revoke_token(step: Step[Token]) -> None:
    """Ends a token at once. A person may revoke only their own, because only those are visible."""


def revoke_token_of(actor: Actor, number: str) -> Receipt:
    """Ends a token of somebody whose account the actor may disable. Raises Refusal `not_found`."""
    with territory(actor):
        standing = queries.token_of_staff(actor, number)
    return revoke_token(actor, Target(number, vouched_for=standing.pk))
