"""Ending a program's key."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.queries import account_of_token
from tests.domain.asking import refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_a_revoked_token_opens_nothing_at_once_and_for_ever(world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="A program")
    accounts.revoke_token(world.chen, issued.receipt.number)
    assert account_of_token(issued.secret) is None
    with refused("illegal_move"):
        accounts.revoke_token(world.chen, issued.receipt.number)


def test_another_s_token_is_as_if_it_were_not_there(world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="A program")
    for number in (issued.receipt.number, "T00000000"):
        with refused("not_found"):
            accounts.revoke_token(world.wang, number)
    assert account_of_token(issued.secret) is not None
