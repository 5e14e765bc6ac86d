"""Closing an account."""

import pytest
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.queries import account_of_token
from tests.domain.accounts.administrators import administrator, record
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_nobody_signs_in_any_more_and_sessions_and_tokens_end(world: World, client: Client) -> None:
    issued = accounts.issue_token(world.zhao, None, name="A program")
    other = accounts.issue_token(world.chen, None, name="Another's")
    client.force_login(world.accounts["zhao"])
    accounts.disable_account(administrator(world), record(world, "zhao"))
    assert client.get("/cases/").status_code == 302
    again = Client().post("/accounts/login/", {"username": "zhao", "password": world.password})
    assert again.status_code == 200
    assert account_of_token(issued.secret) is None
    assert account_of_token(other.secret) == world.accounts["chen"]


def test_nobody_disables_themselves_strangers_or_without_the_permission(world: World) -> None:
    chief = administrator(world)
    with refused("rule", rule="own_account"):
        accounts.disable_account(chief, record(world, "leader"))
    with refused("not_found"):
        accounts.disable_account(chief, record(world, "stranger"))
    with refused("forbidden"):
        accounts.disable_account(world.chen, record(world, "chen"))


def test_a_disabled_account_is_not_disabled_again(world: World) -> None:
    accounts.disable_account(EYE, record(world, "zhao"))
    with refused("illegal_move"):
        accounts.disable_account(EYE, record(world, "zhao"))
