"""Tokens as a table: their names, last days and ends come in by it; a secret neither goes out nor comes in."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from linli.accounts import queries
from linli.accounts.actions import people, tokens
from linli.accounts.models import Token
from linli.accounts.workflow import ACTIVE
from linli.kernel import actions
from linli.kernel.actions import Step, Target
from linli.kernel.actor import EVERYWHERE, Actor
from linli.kernel.batches import open_batch, read_rows
from linli.kernel.models import Batch
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.texts import YES, day, text, told, yes

# What a row may change; the rest tells whose it is and what it can do.
CHANGED_BY_FILE = ("name", "until", "active")
TOKEN_COLUMNS = ("number", "username", "holder", "grants", "issued_on", "last_used_on", *CHANGED_BY_FILE)
MOST_TOKENS = 2000
Row = Mapping[str, str]
Changes = dict[str, list[str]]


def token_told(token: Token) -> dict[str, str]:
    """A token as texts by column; its holder and the holder's grants have been fetched with it."""
    return {
        "number": token.number,
        "username": token.account.username,
        "holder": token.account.name,
        "grants": told(sorted(people.grant_in_words(grant) for grant in token.account.grants.all())),
        "issued_on": told(timezone.localdate(token.issued_at)),
        "last_used_on": told(token.last_used_on),
        "name": token.name,
        "until": told(tokens.last_day(token)),
        "active": told(token.state == ACTIVE),
    }


@actions.create("token.load", of=Batch, fact="token.loaded")
def load_tokens(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Changes and ends tokens of those whose accounts the actor may disable, each by its own action. What is not in the
    file stays, and nobody gets a new token by it. Raises Refusal `wrong_rows`, `invalid`."""
    open_batch(step, "token", len(rows), area_path)
    if len(rows) > MOST_TOKENS:
        raise invalid("file", "file_too_large")
    standing = {token.number: token for token in queries.tokens_of_staff(step.actor)}
    done = read_rows(rows, lambda row: _bring_in(step.actor, row, standing))
    step.record(changes={number: changed for number, changed in done if changed})


def _bring_in(actor: Actor, row: Row, standing: dict[str, Token]) -> tuple[str, Changes]:
    """The token's number, and what was changed: before and after, but of a name only that it was."""
    if not (row.get("number") or "").strip():
        raise invalid("number", "made_by_its_holder")
    number = text(row, "number", 20)
    token = standing.pop(number, None)
    if token is None:
        raise invalid("number", "unknown_token")
    before = token_told(token)
    after = {column: _read(row, column, before[column]) for column in CHANGED_BY_FILE}
    differing = [column for column in CHANGED_BY_FILE if after[column] != before[column]]
    if differing and before["active"] != YES:
        raise invalid(differing[0], "token_ended")
    target = Target(number, vouched_for=token.pk)
    if {"name", "until"} & set(differing):
        _change(actor, target, after)
    if "active" in differing:
        tokens.revoke_token(actor, target)
    return number, {column: ["", ""] if column == "name" else [before[column], after[column]] for column in differing}


def _read(row: Row, column: str, before: str) -> str:
    """The text as it would be told again; a column that is not in the file stays."""
    if column not in row:
        return before
    if column == "until":
        return told(day(row, column) or before)
    if column == "active":
        return told(yes(row, column)) if (row[column] or "").strip() else before
    return text(row, column, tokens.LONGEST_NAME)


def _change(actor: Actor, target: Target, after: Mapping[str, str]) -> None:
    until = day(after, "until")
    if until is None:
        raise Refusal("missing_input", field="until")
    tokens.change_token(actor, target, name=after["name"], until=until)
