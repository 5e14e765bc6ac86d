"""Somebody who administers the accounts of one street, for the tests of what that reaches."""

from linli.accounts.models import Account, Grant, Role
from linli.accounts.queries import actor_for
from linli.kernel.actor import Actor
from linli.places.models import Area
from tests.world import STREET, World

VERBS = ("view", "add", "grant", "revoke_grant", "reset_password", "disable", "enable", "change", "bring_in")


def administrator(world: World, area: str = STREET, by: str = "leader") -> Actor:
    """Makes this account an administrator of this area too."""
    permissions = [f"account.{verb}" for verb in VERBS]
    role, _ = Role.objects.get_or_create(key="account_keeper", defaults={"name": "x", "permissions": permissions})
    account = world.accounts[by]
    Grant.objects.create(account=account, role=role, area=Area.objects.get(code=area))
    return actor_for(Account.objects.get(pk=account.pk))


def record(world: World, username: str) -> str:
    """The number of the account's record."""
    return f"A{world.accounts[username].pk:08d}"
