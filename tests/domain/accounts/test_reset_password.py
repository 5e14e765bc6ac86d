"""A new password for somebody."""

import pytest
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.actions.people import Node
from linli.accounts.models import Account
from tests.domain.accounts.administrators import administrator, record
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15
PASSWORD = "sycamores along the canal"


def test_the_new_password_opens_and_every_session_of_before_has_ended(world: World, client: Client) -> None:
    client.force_login(world.accounts["zhao"])
    assert client.get("/cases/").status_code == 200
    accounts.reset_password(administrator(world), record(world, "zhao"), password=PASSWORD)
    assert client.get("/cases/").status_code == 302
    account = Account.objects.get(username="zhao")
    assert account.check_password(PASSWORD)
    assert not account.check_password(world.password)


@pytest.mark.parametrize(
    ("password", "code"), [("", "missing_input"), ("elevenchars", "invalid"), ("qwerty123456", "invalid")]
)
def test_a_weak_password_is_refused_and_the_old_one_stays(world: World, password: str, code: str) -> None:
    with refused(code, field="password"):
        accounts.reset_password(EYE, record(world, "zhao"), password=password)
    assert Account.objects.get(username="zhao").check_password(world.password)


def test_nobody_takes_over_an_account_that_reaches_further_than_their_own(world: World) -> None:
    accounts.grant_role(EYE, record(world, "zhao"), role="leader", node=Node(area="33"))
    with refused("forbidden"):
        accounts.reset_password(administrator(world), record(world, "zhao"), password=PASSWORD)


def test_strangers_and_whoever_lacks_the_permission_reset_nothing(world: World) -> None:
    with refused("not_found"):
        accounts.reset_password(administrator(world), record(world, "stranger"), password=PASSWORD)
    with refused("forbidden"):
        accounts.reset_password(world.zhao, record(world, "zhao"), password=PASSWORD)
