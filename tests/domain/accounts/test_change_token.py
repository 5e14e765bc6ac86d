"""A key gets another name or another last day; longer than ninety days it never opens anything."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.accounts import actions as accounts
from linli.accounts.queries import tokens_of
from linli.kernel.territory import territory
from tests.domain.asking import refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_holder_renames_it_and_sets_its_last_day(world: World) -> None:
    number = accounts.issue_token(world.chen, None, name="A program").receipt.number
    today = timezone.localdate()
    accounts.change_token(world.chen, number, name="Wall", until=today)
    accounts.change_token(world.chen, number, name="Wall", until=today + timedelta(days=90))
    with territory(world.chen):
        (token,) = tokens_of(world.chen)
    assert (token.name, token.expires_at - token.issued_at) == ("Wall", accounts.TOKEN_LIVES)


def test_its_last_day_lies_ahead_and_within_ninety_days_and_it_has_a_name(world: World) -> None:
    number, today = accounts.issue_token(world.chen, None, name="A program").receipt.number, timezone.localdate()
    for days, reason in ((-1, "in_the_past"), (91, "beyond_its_life")):
        with refused("invalid", field="until", reason=reason):
            accounts.change_token(world.chen, number, name="A", until=today + timedelta(days=days))
    with refused("missing_input", field="name"):
        accounts.change_token(world.chen, number, name=" ", until=today)


def test_that_of_another_is_not_there_and_an_ended_one_stays_as_it_is(world: World) -> None:
    number, today = accounts.issue_token(world.chen, None, name="A program").receipt.number, timezone.localdate()
    for other in (world.stranger, world.admin):
        with refused("not_found"):
            accounts.change_token(other, number, name="A", until=today)
    accounts.revoke_token(world.chen, number)
    with refused("illegal_move"):
        accounts.change_token(world.chen, number, name="A", until=today)
