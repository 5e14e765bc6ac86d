"""Choosing a new password."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts.models import Account, PasswordChange
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.asking import EYE, refused
from tests.world import PASSWORD, World

pytestmark = pytest.mark.postgres15
NEW = "another long password"


def opens(password: str) -> bool:
    return Account.objects.get(username="chen").check_password(password)


def test_the_new_password_opens_and_the_old_one_no_more(world: World) -> None:
    receipt = accounts.change_password(world.chen, old=PASSWORD, new=NEW)
    assert (opens(NEW), opens(PASSWORD)) == (True, False)
    assert Account.objects.get(username="zhao").check_password(PASSWORD)
    assert receipt.state == "changed"


def test_whoever_does_not_know_the_present_password_changes_nothing(world: World) -> None:
    with refused("invalid", field="old_password", reason="wrong_password"):
        accounts.change_password(world.chen, old="a guess", new=NEW)
    assert opens(PASSWORD)
    with territory(EYE):
        assert not PasswordChange.objects.visible_to(EYE).exists()


def test_only_an_account_has_a_password(world: World) -> None:
    for actor in (world.li, EYE):
        with refused("sign_in"):
            accounts.change_password(actor, old=PASSWORD, new=NEW)


def test_the_audit_says_who_and_when_and_holds_no_password(world: World) -> None:
    receipt = accounts.change_password(world.chen, old=PASSWORD, new=NEW)
    with territory(EYE):
        (entry,) = AuditEntry.objects.filter(object_type="passwordchange")
        (change,) = PasswordChange.objects.visible_to(EYE)
    assert (entry.actor, entry.action, entry.at) == (world.chen.key, "password.change", receipt.at)
    assert (change.account_id, change.changed_at) == (world.chen.account_id, receipt.at)
    told = f"{vars(entry)} {vars(change)}"
    assert not any(secret in told for secret in (PASSWORD, NEW, Account.objects.get(username="chen").password))


def test_nobody_sees_that_another_changed_theirs(world: World) -> None:
    accounts.change_password(world.chen, old=PASSWORD, new=NEW)
    for who, seen in ((world.chen, True), (world.wang, False), (world.stranger, False)):
        with territory(who):
            assert PasswordChange.objects.visible_to(who).exists() is seen
