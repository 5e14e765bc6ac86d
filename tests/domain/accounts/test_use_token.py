"""A key is known to be in use by the day."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.models import Token
from linli.accounts.queries import token_of
from linli.kernel.models import AuditEntry
from tests.domain.asking import refused
from tests.world import World


def known(secret: str) -> Token:
    found = token_of(secret)
    assert found is not None
    return found


def uses(token: Token) -> int:
    rows = AuditEntry.objects.filter(object_type="token", object_id=token.pk, action="token.use")
    return rows.count()


def test_the_day_of_the_latest_use_is_noted_once_a_day(world: World) -> None:
    secret = accounts.issue_token(world.chen, None, name="A program").secret
    assert known(secret).last_used_on is None
    program = Client()
    for day, count in (("2026-11-22T02:00Z", 1), ("2026-11-22T03:00Z", 1), ("2026-11-23T02:00Z", 2)):
        with time_machine.travel(day, tick=False):
            assert program.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
            assert (known(secret).last_used_on, uses(known(secret))) == (date.fromisoformat(day[:10]), count)


def test_an_ended_key_is_used_no_more(world: World) -> None:
    number = accounts.issue_token(world.chen, None, name="A program").receipt.number
    accounts.revoke_token(world.chen, number)
    with refused("illegal_move"):
        accounts.use_token(world.chen, number)


@pytest.mark.parametrize("who", ["wang", "stranger", "li"])
def test_nobody_uses_the_key_of_another(world: World, who: str) -> None:
    number = accounts.issue_token(world.chen, None, name="A program").receipt.number
    with refused("not_found"):
        accounts.use_token(world.actors[who], number)
