"""One account: added, given and relieved of roles, given a new password, disabled and enabled."""

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.accounts import queries
from linli.accounts.actions.registers import heed_last_administrator
from linli.accounts.actions.tokens import revoke_token
from linli.accounts.models import Account, AccountRecord, Grant
from linli.accounts.rules import administering
from linli.accounts.workflow import ACCOUNT
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE, machine
from linli.kernel.refusals import Refusal, invalid

LONGEST_USERNAME = LONGEST_NAME = LONGEST_TITLE = 60
LONGEST_PASSWORD = 128
# Tokens are visible to their own account alone; whoever disables it ends them unseen.
ENDS_TOKENS = machine("job:end_tokens")


@dataclass(frozen=True, slots=True)
class Node:
    """Where a grant holds: an area or a unit by code, or with neither everywhere."""

    area: str = ""
    unit: str = ""


class Given(TypedDict):
    """What a grant is given by."""

    role: str
    node: Node


@actions.create("account.add", of=AccountRecord, fact="account.added")
def add_account(
    step: Step[AccountRecord], *, username: str, name: str, password: str, unit: str = "", title: str = ""
) -> None:
    """Adds somebody who may sign in; what they may do is granted afterwards. Without a password ('') nobody signs in
    yet. Raises Refusal `missing_input`, `invalid`."""
    account = Account(
        username=_username(username),
        name=_text("name", name, LONGEST_NAME),
        title=_text("title", title, LONGEST_TITLE) if title.strip() else "",
        unit=queries.unit_of_code(unit) if unit else None,
    )
    _set_password(account, password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise invalid("username", "username_taken") from None
    step.obj = record_of(account, step.next_id)
    _note(step, unit=unit)


@actions.move("account.change", of=AccountRecord, table=ACCOUNT, fact="account.changed")
def change_account(step: Step[AccountRecord], *, name: str, title: str = "", unit: str = "") -> None:
    """Gives the account another name, title or unit; with the unit changes where it lies and what it takes part in.

    Raises Refusal `missing_input`, `invalid`, `forbidden`, `rule`.
    """
    _refuse_own(step)
    account = _account_within_reach(step)
    before = (account.name, account.title, account.unit)
    account.name = _text("name", name, LONGEST_NAME)
    account.title = _text("title", title, LONGEST_TITLE) if title.strip() else ""
    account.unit = queries.unit_of_code(unit) if unit else None
    place = record_of(account)
    if not step.actor.may("account.change", place):
        raise Refusal("forbidden", field="unit")
    step.obj.area_path, step.obj.unit_path = place.area_path, place.unit_path
    account.save(update_fields=["name", "title", "unit"])
    after = (account.name, account.title, account.unit)
    changed = [field for field, old, new in zip(("name", "title", "unit"), before, after, strict=True) if old != new]
    _note(step, changed=",".join(changed), unit=unit if "unit" in changed else "")


@actions.move("account.grant", of=AccountRecord, table=ACCOUNT, fact="account.granted")
def grant_role(step: Step[AccountRecord], *, role: str, node: Node, until: date | None = None) -> None:
    """Gives the account a role on a node, perhaps until a last day. Nobody gives what lies outside of the own
    territory, nor the right to administer accounts without having it there, nor anything to themselves."""
    _refuse_own(step)
    if until and until < timezone.localdate(step.at):
        raise invalid("until", "in_the_past")
    given = _grant(step, role, node)
    if _same(given):
        raise Refusal("rule", rule="already_granted")
    given.until = until
    given.save(force_insert=True)
    _note(step, role=role, area=node.area, unit=node.unit, until=until.isoformat() if until else "")


@actions.move("account.revoke_grant", of=AccountRecord, table=ACCOUNT, fact="account.grant_revoked")
def revoke_grant(step: Step[AccountRecord], *, role: str, node: Node) -> None:
    """Takes a role on a node away; it ends with the account's next request."""
    _refuse_own(step)
    found = _same(_grant(step, role, node))
    if not found:
        raise Refusal("rule", rule="no_such_grant")
    was_kept = queries.has_administrator()
    found.delete()
    if was_kept:
        heed_last_administrator()
    _note(step, role=role, area=node.area, unit=node.unit)


@actions.move("account.reset_password", of=AccountRecord, table=ACCOUNT, fact="account.password_reset")
def reset_password(step: Step[AccountRecord], *, password: str) -> None:
    """Gives the account a new password and ends all its sessions. Raises Refusal `invalid`."""
    account = _account_within_reach(step)
    if not password:
        raise Refusal("missing_input", field="password")
    _set_password(account, password)
    _end_sessions(account)
    _note(step)


@actions.move("account.disable", of=AccountRecord, table=ACCOUNT, fact="account.disabled")
def disable_account(step: Step[AccountRecord]) -> None:
    """Closes the account: nobody signs in with it, its sessions and its programs' tokens end for ever. What it did
    stays under its name."""
    _refuse_own(step)
    account, was_kept = _account_within_reach(step), queries.has_administrator()
    account.is_active = False
    _end_sessions(account)
    if was_kept:
        heed_last_administrator()
    for number in queries.active_tokens(ENDS_TOKENS, account.pk):
        revoke_token(ENDS_TOKENS, number)
    _note(step)


@actions.move("account.enable", of=AccountRecord, table=ACCOUNT, fact="account.enabled")
def enable_account(step: Step[AccountRecord]) -> None:
    """Opens a disabled account again, with its password and its grants; sessions and tokens of before stay ended."""
    _refuse_own(step)
    account = _account_within_reach(step)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _note(step)


def record_of(account: Account, number: int | None = None) -> AccountRecord:
    """The object under which an account is audited, unsaved. It lies where the account's unit lies, without a unit
    everywhere."""
    unit = account.unit
    return AccountRecord(
        id=number,
        number=f"A{account.pk:08d}",
        state=ACCOUNT.initial,
        area_path=unit.area.path if unit and unit.area else EVERYWHERE,
        unit_path=unit.path if unit else "",
        participants=[f"account:{account.pk}"],
        account=account,
    )


def _note(step: Step[AccountRecord], **codes: str) -> None:
    """Writes down which account, and codes; never a name or a password."""
    step.record(account=step.obj.account_id, **{name: code for name, code in codes.items() if code})
    step.tell(account=step.obj.account_id)


def _username(given: str) -> str:
    username = Account.normalize_username(given.strip()).lower()
    if not username:
        raise Refusal("missing_input", field="username")
    if len(username) > LONGEST_USERNAME:
        raise invalid("username", "too_long", longest=LONGEST_USERNAME)
    try:
        UnicodeUsernameValidator()(username)
    except ValidationError:
        raise invalid("username", "bad_username") from None
    return username


def _text(field: str, given: str, longest: int) -> str:
    text = " ".join(given.split())
    if not text:
        raise Refusal("missing_input", field=field)
    if len(text) > longest:
        raise invalid(field, "too_long", longest=longest)
    if not text.isprintable():
        raise invalid(field, "not_printable")
    return text


def _set_password(account: Account, password: str) -> None:
    """Judged by Django's validators; '' means that nobody can sign in."""
    if len(password) > LONGEST_PASSWORD:
        raise invalid("password", "too_long", longest=LONGEST_PASSWORD)
    if password:
        try:
            validate_password(password, account)
        except ValidationError as error:
            short = any(each.code == "password_too_short" for each in error.error_list)
            raise invalid("password", "password_too_short" if short else "password_too_common") from None
    account.set_password(password or None)


def _end_sessions(account: Account) -> None:
    account.session_epoch += 1
    account.save(update_fields=["is_active", "password", "session_epoch"])


def grant_in_words(grant: Grant) -> str:
    """A grant as a file of staff has it: role@area:code, role@unit:code, or role@* for everywhere; with a last day
    role@area:code~2026-12-31."""
    return f"{grant.role_id}@{node_in_words(grant)}" + (f"~{grant.until.isoformat()}" if grant.until else "")


def node_in_words(grant: Grant) -> str:
    """Where the grant holds."""
    return f"area:{grant.area.code}" if grant.area else f"unit:{grant.unit.code}" if grant.unit else "*"


def read_node(text: str) -> Node:
    """The other way round, of the part behind the @. Raises Refusal `invalid`."""
    kind, _, code = text.partition(":")
    if text == "*":
        return Node()
    if code and kind == "area":
        return Node(area=code)
    if code and kind == "unit":
        return Node(unit=code)
    raise invalid("node", "bad_node")


def _refuse_own(step: Step[AccountRecord]) -> None:
    if step.actor.account_id == step.obj.account_id:
        raise Refusal("rule", rule="own_account")


def _account_within_reach(step: Step[AccountRecord]) -> Account:
    """The account. Whoever holds a role beyond the actor's own reach is not theirs to close or to take over."""
    for held in queries.grants_of(step.obj.account):
        _refuse_beyond_reach(step, held)
    return step.obj.account


def _refuse_beyond_reach(step: Step[AccountRecord], grant: Grant) -> None:
    """The node must be covered by what lets the actor make this move; and so must the right to administer, if the
    role holds it."""
    assert step.move is not None
    for permission in (f"account.{step.move.name}", *administering(grant.role.permissions)):
        if not step.actor.may(permission, grant):
            raise Refusal("forbidden")


def _grant(step: Step[AccountRecord], role: str, node: Node) -> Grant:
    """The grant that is asked for, unsaved, when the actor may give and take it. Raises Refusal."""
    if node.area and node.unit:
        raise invalid("unit", "one_node")
    wanted = Grant(
        account=step.obj.account,
        role=queries.role_of_key(role),
        area=queries.area_of_code(node.area) if node.area else None,
        unit=queries.unit_of_code(node.unit) if node.unit else None,
    )
    _refuse_beyond_reach(step, wanted)
    return wanted


def _same(wanted: Grant) -> Grant | None:
    """The grant of the same role on the same node, if the account has it."""
    return next((held for held in queries.grants_of(wanted.account) if held.is_like(wanted)), None)
