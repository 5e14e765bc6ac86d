"""Keys of programs from a table: their names, last days and ends; a secret neither goes out nor comes in."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from linli.accounts import actions as accounts
from linli.accounts.models import Token
from linli.accounts.queries import account_of_token, token_of, tokens_of_staff
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.queries import root_path
from tests.domain.asking import refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def kept(actor: Actor) -> list[Token]:
    with territory(actor):
        return tokens_of_staff(actor)


def told(world: World, number: str) -> dict[str, str]:
    return next(accounts.token_told(token) for token in kept(world.admin) if token.number == number)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def fault(world: World, *rows: dict[str, str], by: Actor | None = None) -> tuple[int, str | None, Any]:
    with pytest.raises(Refusal) as raised:
        accounts.load_tokens(by or world.admin, None, rows=rows, area_path=root_path())
    faults: Any = raised.value.words["rows"]
    ((line, refusal),) = faults
    return line, refusal.field, refusal.words["reason"]


def test_what_is_exported_says_whose_it_is_and_holds_no_secret(world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="Dashboard")
    row = told(world, issued.receipt.number)
    assert list(row) == list(accounts.TOKEN_COLUMNS)
    assert (row["username"], row["name"], row["until"], row["active"]) == ("chen", "Dashboard", day(90), "true")
    assert "registrar@area:330110010000" in row["grants"]
    (token,) = kept(world.admin)
    assert not {issued.secret, token.digest} & set(row.values())


def test_a_row_renames_shortens_and_ends_each_by_its_own_action(world: World) -> None:
    first, second, third = (accounts.issue_token(world.chen, None, name=name) for name in ("A", "B", "C"))
    same, shorter, ended = (told(world, issued.receipt.number) for issued in (first, second, third))
    rows = [same, shorter | {"name": "Wall", "until": day(1)}, ended | {"active": "false"}]
    accounts.load_tokens(world.admin, None, rows=rows, area_path=root_path())
    after = {token.number: token for token in kept(world.admin)}
    assert [after[issued.receipt.number].version for issued in (first, second, third)] == [1, 2, 2]
    assert told(world, second.receipt.number) == rows[1]
    assert token_of(third.secret) is None
    assert account_of_token(second.secret) is not None
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert account_of_token(second.secret) is None


def test_a_wrong_row_is_told_by_its_line_and_nothing_is_changed(world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="A")
    row, gone = told(world, issued.receipt.number), accounts.issue_token(world.chen, None, name="B")
    accounts.revoke_token(world.chen, gone.receipt.number)
    renamed = row | {"name": "Other"}
    assert fault(world, renamed, {"number": "", "username": "chen", "name": "New"}) == (
        3,
        "number",
        "made_by_its_holder",
    )
    assert fault(world, renamed, {"number": "T99999999"}) == (3, "number", "unknown_token")
    assert fault(world, renamed, renamed) == (3, "number", "unknown_token")
    assert fault(world, renamed | {"until": day(-1)}) == (2, "until", "in_the_past")
    assert fault(world, renamed | {"until": day(91)}) == (2, "until", "beyond_its_life")
    assert fault(world, renamed | {"until": "soon"}) == (2, "until", "not_a_date")
    assert fault(world, {"number": gone.receipt.number, "active": "true"}) == (2, "active", "token_ended")
    assert told(world, issued.receipt.number) == row


def test_whoever_may_not_disable_the_holder_neither_sees_the_key_nor_loads_it(world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="A")
    assert kept(world.auditor) == []
    with refused("forbidden"):
        accounts.load_tokens(world.chen, None, rows=[])
    ended = {"number": issued.receipt.number, "active": "false"}
    assert fault(world, ended, by=world.auditor) == (2, "number", "unknown_token")
    assert token_of(issued.secret) is not None
