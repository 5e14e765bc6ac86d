"""The end of looking as another person."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.models import Grant
from tests.domain.accounts.administrators import record
from tests.domain.accounts.test_see_as import WHY, seeing
from tests.domain.asking import EYE
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_whoever_began_may_end_whatever_they_may_by_now(world: World) -> None:
    by, number = seeing(world), record(world, "chen")
    accounts.see_as(by, number, reason=WHY)
    Grant.objects.filter(account=world.accounts["leader"]).delete()
    standing = queries.looked_at(number)
    assert standing is not None
    accounts.end_see_as(queries.actor_for(world.accounts["leader"]), standing)
    last = queries.history(EYE, standing)[0]
    assert (last.action, last.actor) == ("account.end_see_as", by.key)


def test_it_ends_also_for_an_account_that_was_closed_meanwhile(world: World) -> None:
    by, number = seeing(world), record(world, "chen")
    accounts.see_as(by, number, reason=WHY)
    accounts.disable_account(EYE, number)
    standing = queries.looked_at(number)
    assert standing is not None
    assert accounts.end_see_as(by, standing).number == number
