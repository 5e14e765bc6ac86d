"""Opening a closed account again."""

import pytest
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.accounts.queries import account_of_token
from tests.domain.accounts.administrators import administrator, record
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_password_opens_it_again_but_no_session_and_no_token_of_before(world: World, client: Client) -> None:
    issued = accounts.issue_token(world.zhao, None, name="A program")
    client.force_login(world.accounts["zhao"])
    chief = administrator(world)
    accounts.disable_account(chief, record(world, "zhao"))
    accounts.enable_account(chief, record(world, "zhao"))
    account = Account.objects.get(username="zhao")
    assert account.is_active
    assert account.check_password(world.password)
    assert client.get("/cases/").status_code == 302
    assert account_of_token(issued.secret) is None


def test_an_open_account_is_not_opened(world: World) -> None:
    with refused("illegal_move"):
        accounts.enable_account(EYE, record(world, "zhao"))


def test_strangers_and_whoever_lacks_the_permission_open_nothing(world: World) -> None:
    for name in ("stranger", "chen"):
        accounts.disable_account(EYE, record(world, name))
    with refused("not_found"):
        accounts.enable_account(administrator(world), record(world, "stranger"))
    with refused("forbidden"):
        accounts.enable_account(world.chen, record(world, "chen"))
