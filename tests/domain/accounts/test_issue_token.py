"""Keys for programs."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from linli.accounts import actions as accounts
from linli.accounts.models import Token
from linli.accounts.queries import account_of_token, tokens_of
from linli.kernel.territory import territory
from tests.domain.asking import refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15


def test_a_program_acts_for_the_account_that_made_its_token(world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="A program")
    found = account_of_token(issued.secret)
    assert found is not None
    assert found.username == "chen"


def test_the_secret_is_kept_nowhere(world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="A program")
    with territory(world.chen):
        (own,) = tokens_of(world.chen)
    assert issued.secret not in str(vars(own))


def test_the_same_key_gives_the_same_token(world: World) -> None:
    key = new_key()
    assert accounts.issue_token(world.chen, key, name="One") == accounts.issue_token(world.chen, key, name="One")
    with refused("key_reused"):
        accounts.issue_token(world.chen, key, name="Other")


@pytest.mark.parametrize("days", [89, 91])
def test_a_token_lives_ninety_days(world: World, days: int) -> None:
    issued = accounts.issue_token(world.chen, None, name="A program")
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert (account_of_token(issued.secret) is not None) is (days < 90)


def test_a_token_of_an_account_that_was_closed_opens_nothing(world: World) -> None:
    issued = accounts.issue_token(world.chen, None, name="A program")
    world.accounts["chen"].is_active = False
    world.accounts["chen"].save()
    assert account_of_token(issued.secret) is None


def test_only_an_account_has_tokens_and_each_has_a_name(world: World) -> None:
    with refused("sign_in"):
        accounts.issue_token(world.li, None, name="A program")
    with refused("missing_input", field="name"):
        accounts.issue_token(world.chen, None, name=" ")


def test_nobody_sees_another_s_tokens(world: World) -> None:
    accounts.issue_token(world.chen, None, name="A program")
    with territory(world.wang):
        assert tokens_of(world.wang) == []
        assert not Token.objects.visible_to(world.wang).exists()
