"""Choosing a new password."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.actions import passwords
from linli.accounts.models import Account
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.accounts.administrators import administrator, record
from tests.domain.asking import EYE, refused
from tests.world import PASSWORD, World

pytestmark = pytest.mark.postgres15
NEW = "another long password"


def opens(password: str) -> bool:
    return Account.objects.get(username="chen").check_password(password)


def told(world: World) -> list[AuditEntry]:
    with territory(EYE):
        return list(AuditEntry.objects.filter(action="account.change_password"))


def test_the_new_password_opens_and_the_old_one_no_more(world: World) -> None:
    receipt = accounts.change_password(world.chen, old=PASSWORD, new=NEW)
    assert (opens(NEW), opens(PASSWORD)) == (True, False)
    assert Account.objects.get(username="zhao").check_password(PASSWORD)
    assert (receipt.number, receipt.state) == (record(world, "chen"), "active")


def test_whoever_does_not_know_the_present_password_changes_nothing(world: World) -> None:
    with refused("invalid", field="old_password", reason="wrong_password"):
        accounts.change_password(world.chen, old="a guess", new=NEW)
    assert opens(PASSWORD)
    assert told(world) == []


def test_only_an_account_has_a_password(world: World) -> None:
    for actor in (world.li, EYE):
        with refused("sign_in"):
            accounts.change_password(actor, old=PASSWORD, new=NEW)


def test_the_audit_of_the_account_says_who_and_when_and_holds_no_password(world: World) -> None:
    receipt = accounts.change_password(world.chen, old=PASSWORD, new=NEW)
    (entry,) = told(world)
    assert (entry.object_type, entry.actor, entry.at) == ("accountrecord", world.chen.key, receipt.at)
    said = str(vars(entry))
    assert not any(secret in said for secret in (PASSWORD, NEW, Account.objects.get(username="chen").password))


def test_who_administers_the_account_sees_that_it_was_changed_and_nobody_else(world: World) -> None:
    accounts.change_password(world.chen, old=PASSWORD, new=NEW)
    keeper = administrator(world)
    with territory(keeper):
        seen = queries.history(keeper, queries.record(keeper, record(world, "chen")))
    assert [entry.action for entry in seen] == ["account.change_password"]
    with territory(world.stranger), refused("not_found"):
        queries.record(world.stranger, record(world, "chen"))


def test_whoever_administers_an_account_changes_its_password_by_a_reset_only(world: World) -> None:
    with refused("forbidden"):
        passwords._change_password(administrator(world), record(world, "chen"), hashed="x")
    assert opens(PASSWORD)


def test_whoever_was_disabled_meanwhile_changes_nothing(world: World) -> None:
    accounts.disable_account(administrator(world), record(world, "chen"))
    with refused("illegal_move"):
        accounts.change_password(world.chen, old=PASSWORD, new=NEW)
