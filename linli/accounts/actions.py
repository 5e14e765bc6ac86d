"""Everything that is written about units, staff, roles, grants and tokens."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from linli.accounts import queries
from linli.accounts.models import Account, Grant, PasswordChange, Role, Token, Unit
from linli.accounts.workflow import TOKEN
from linli.kernel import actions
from linli.kernel.actions import Receipt, Step
from linli.kernel.actor import EVERYWHERE, Actor
from linli.kernel.batches import open_batch
from linli.kernel.models import Batch
from linli.kernel.refusals import Refusal, invalid
from linli.places.models import Area

CHANGED = "changed"
TOKEN_LIVES = timedelta(days=90)
Row = Mapping[str, Any]


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
    return Issued(_issue_token(actor, key, name=name.strip()[:60], digest=digest), secret)


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


@actions.move("token.revoke", of=Token, table=TOKEN, fact="token.revoked")
def revoke_token(step: Step[Token]) -> None:
    """Ends a token at once. A person may revoke only their own, because only those are visible."""


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


@actions.create("unit.load", of=Batch, fact="unit.loaded")
def load_units(step: Step[Batch], *, rows: Sequence[Row]) -> None:
    """Adds or changes units, parents before children. A row has code, name, parent (code), area (code), phone."""
    open_batch(step, "unit", len(rows))
    areas = dict(Area.objects.values_list("code", "pk"))
    known: dict[str, Unit] = {unit.code: unit for unit in Unit.objects.all()}
    for row in rows:
        parent = known.get(row["parent"]) if row.get("parent") else None
        if row.get("parent") and parent is None:
            raise invalid("units", "unknown_unit")
        values = {
            "name": row["name"],
            "path": f"/{row['code']}/",
            "parent": parent,
            "area_id": areas.get(row.get("area", "")),
            "phone": row.get("phone") or "",
        }
        known[row["code"]] = Unit.objects.update_or_create(code=row["code"], defaults=values)[0]


@actions.create("role.load", of=Batch, fact="role.loaded")
def load_roles(step: Step[Batch], *, rows: Sequence[Row]) -> None:
    """Adds or changes roles. A row has key, name, name_en, permissions."""
    open_batch(step, "role", len(rows))
    for row in rows:
        values = {"name": row["name"], "name_en": row.get("name_en", ""), "permissions": row["permissions"]}
        Role.objects.update_or_create(key=row["key"], defaults=values)


@actions.create("account.load", of=Batch, fact="account.loaded")
def load_staff(step: Step[Batch], *, rows: Sequence[Row], password: str) -> None:
    """Adds new accounts with their grants; all get the same first password, '' for none. Known user names are left
    alone. A row has username, name, unit (code), title, grants [{role, areas, units}]."""
    open_batch(step, "account", len(rows))
    units = {unit.code: unit for unit in Unit.objects.all()}
    areas = dict(Area.objects.values_list("code", "pk"))
    hashed = make_password(password or None)
    taken = set(Account.objects.values_list("username", flat=True))
    fresh = [row for row in rows if row["username"].lower() not in taken]
    made = Account.objects.bulk_create(
        Account(
            username=row["username"].lower(),
            name=row["name"],
            title=row.get("title", ""),
            unit=units.get(row.get("unit", "")),
            password=hashed,
        )
        for row in fresh
    )
    grants = [g for account, row in zip(made, fresh, strict=True) for g in _grants(account, row, areas, units)]
    Grant.objects.bulk_create(grants)


def _grants(account: Account, row: Row, areas: Mapping[str, int], units: Mapping[str, Unit]) -> list[Grant]:
    """Raises Refusal `invalid` for a node that does not exist."""
    found = []
    for grant in row.get("grants", ()):
        for code in grant.get("areas", ()):
            if code not in areas:
                raise invalid("grants", "unknown_area")
            found.append(Grant(account=account, role_id=grant["role"], area_id=areas[code]))
        for code in grant.get("units", ()):
            if code not in units:
                raise invalid("grants", "unknown_unit")
            found.append(Grant(account=account, role_id=grant["role"], unit=units[code]))
    return found
