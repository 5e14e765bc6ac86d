"""A correction is granted: the account is changed, and both read why."""

import pytest

from linli.accounts import actions, queries
from linli.accounts.models import Account
from linli.kernel.territory import territory
from tests.domain.accounts.correcting import ask, of
from tests.domain.asking import attempts, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_granting_changes_the_account_and_both_read_it_with_the_reason(world: World) -> None:
    number = ask(world)
    with territory(world.admin):
        assert [found.number for found in queries.corrections_to_decide(world.admin)] == [number]
    actions.grant_correction(world.admin, number, reason="As in the contract.")
    with territory(world.zhao):
        (told,) = queries.own_corrections(world.zhao)
        changes = queries.history(world.zhao, queries.record_of_user(world.zhao, "zhao"))
    assert (told.state, told.answer, told.decided_by) == ("granted", "As in the contract.", world.accounts["admin"])
    assert Account.objects.get(username="zhao").name == "Zhao Yi"
    assert next(entry.action for entry in changes) == "account.change"


def test_what_is_put_right_by_hand_changes_nothing_by_itself(world: World) -> None:
    number = ask(world, "unit", "I work for the Roads Unit.")
    actions.grant_correction(world.admin, number, reason="Moved you by hand.")
    assert (of(number).state, Account.objects.get(username="zhao").unit) == ("granted", world.accounts["zhao"].unit)


def test_strangers_and_colleagues_see_none(world: World) -> None:
    number = ask(world)
    for actor in (world.stranger, world.ren, world.li):
        with refused("not_found"):
            actions.grant_correction(actor, number, reason="Yes.")
        with refused("not_found"):
            actions.withdraw_correction(actor, number)


def test_nobody_answers_themselves_nor_without_the_permission(world: World) -> None:
    number = ask(world)
    with refused("forbidden"):
        actions.grant_correction(world.zhao, number, reason="Yes.")
    own = actions.ask_correction(world.admin, None, field="title", wanted="Chief").number
    with refused("rule", rule="own_account"):
        actions.grant_correction(world.admin, own, reason="Yes.")
    assert [name for _, name, _, _ in attempts()] == ["correction.grant", "correction.grant"]
    with refused("forbidden"):
        actions.withdraw_correction(world.admin, number)
