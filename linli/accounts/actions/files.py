"""Staff from a table that an administrator brings in: what differs is changed, each by its own action and its rules."""

from collections.abc import Mapping, Sequence
from datetime import date

from linli.accounts import queries
from linli.accounts.actions import people
from linli.accounts.models import Account, AccountRecord
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE, Actor
from linli.kernel.batches import open_batch, read_rows
from linli.kernel.models import Batch
from linli.kernel.refusals import invalid
from linli.kernel.texts import NO, YES, day, several, text, told, yes

STAFF_COLUMNS = ("username", "name", "title", "unit", "active", "grants")
# Each row may be several actions.
MOST_STAFF = 2000
LONGEST_GRANT = 200
Row = Mapping[str, str]
Changes = dict[str, object]


def staff_told(account: Account) -> dict[str, str]:
    """An account as texts by column; its grants have been fetched with it."""
    return {
        "username": account.username,
        "name": account.name,
        "title": account.title,
        "unit": account.unit.code if account.unit else "",
        "active": told(account.is_active),
        "grants": told(sorted(people.grant_in_words(grant) for grant in account.grants.all())),
    }


@actions.create("account.bring_in", of=Batch, fact="account.brought_in")
def bring_in_staff(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds and changes accounts and their grants out of a file; who is not in it stays, and a column that is not in it
    too. Nobody gets a password by it. Raises Refusal `wrong_rows`, `invalid`."""
    open_batch(step, "account", len(rows), area_path)
    if len(rows) > MOST_STAFF:
        raise invalid("file", "file_too_large")
    known = {record.account.username: record for record in queries.records(step.actor)}
    done = read_rows(rows, lambda row: _bring_in(step.actor, row, known))
    step.record(
        added=sum(1 for is_new, _, _ in done if is_new),
        changes={str(account): changes for is_new, account, changes in done if changes and not is_new},
    )


def _bring_in(actor: Actor, row: Row, known: dict[str, AccountRecord]) -> tuple[bool, int, Changes]:
    """Whether the account is new, its id, and what was changed: names of columns, and the grants."""
    username = text(row, "username", people.LONGEST_USERNAME).lower()
    standing = known.get(username)
    if standing is None:
        added = people.add_account(
            actor, None, username=username, name=row.get("name") or "", password="",
            unit=(row.get("unit") or "").strip(), title=row.get("title") or "",
        )  # fmt: skip
        standing = known[username] = queries.record_of_user(actor, username)
        is_new, changes = True, Changes(number=added.number)
    else:
        is_new, changes = False, _change(actor, standing, row)
    changes |= _give(actor, standing, row)
    return is_new, standing.account_id, changes | _open_or_close(actor, standing, row)


def _change(actor: Actor, standing: AccountRecord, row: Row) -> Changes:
    before = staff_told(standing.account)
    after = {column: " ".join(str(row[column] or "").split()) for column in ("name", "title", "unit") if column in row}
    differing = [column for column, value in after.items() if value != before[column]]
    if not differing:
        return {}
    values = {column: after.get(column, before[column]) for column in ("name", "title", "unit")}
    people.change_account(actor, standing.number, **values)
    return {"changed": differing}


def _give(actor: Actor, standing: AccountRecord, row: Row) -> Changes:
    if "grants" not in row:
        return {}
    held = {people.grant_in_words(grant) for grant in queries.grants_of(standing.account)}
    wanted = set(several(row, "grants", LONGEST_GRANT))
    given, taken = sorted(wanted - held), sorted(held - wanted)
    for words in taken:
        people.revoke_grant(actor, standing.number, **_read_grant(words))
    for words in given:
        people.grant_role(actor, standing.number, **_read_grant(words), until=_read_until(words))
    return {name: words for name, words in (("given", given), ("taken", taken)) if words}


def _read_grant(words: str) -> people.Given:
    role, _, node = words.partition("~")[0].rpartition("@")
    if not role:
        raise invalid("grants", "bad_node")
    return {"role": role, "node": people.read_node(node)}


def _read_until(words: str) -> date | None:
    return day({"grants": words.partition("~")[2]}, "grants")


def _open_or_close(actor: Actor, standing: AccountRecord, row: Row) -> Changes:
    if not (row.get("active") or "").strip():
        return {}
    wanted = yes(row, "active")
    if wanted == standing.account.is_active:
        return {}
    (people.enable_account if wanted else people.disable_account)(actor, standing.number)
    return {"active": YES if wanted else NO}
