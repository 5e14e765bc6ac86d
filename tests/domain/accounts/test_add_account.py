"""Adding somebody who works here."""

import pytest
from django.test import Client

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.accounts.queries import record_of_user
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15
PASSWORD = "sycamores along the canal"


def test_whoever_was_added_signs_in_and_may_do_nothing_yet(world: World) -> None:
    receipt = accounts.add_account(EYE, None, username=" Qian ", name="Qian Wei", password=PASSWORD, unit="street")
    account = Account.objects.get(username="qian")
    assert (receipt.number, receipt.state) == (f"A{account.pk:08d}", "active")
    assert account.check_password(PASSWORD)
    with territory(EYE):
        record = record_of_user(EYE, "QIAN")
        assert (record.area_path, record.unit_path) == ("/33/330110010/", "/street/")
    assert not account.grants.exists()


def test_neither_name_nor_password_is_in_the_audit(world: World) -> None:
    accounts.add_account(EYE, None, username="qian", name="Qian Wei", password=PASSWORD)
    with territory(EYE):
        entry = AuditEntry.objects.get(action="account.add")
        assert entry.data == f'{{"account":{Account.objects.get(username="qian").pk},"from":"","to":"active"}}'


def test_without_a_password_nobody_signs_in_yet(world: World) -> None:
    accounts.add_account(EYE, None, username="qian", name="Qian", password="")
    assert not Account.objects.get(username="qian").has_usable_password()
    answer = Client().post("/accounts/login/", {"username": "qian", "password": "\x21"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"username": "qian wei"}, "username", "bad_username"),
        ({"username": "LIN"}, "username", "username_taken"),
        ({"username": "q" * 61}, "username", "too_long"),
        ({"name": "a\x07b"}, "name", "not_printable"),
        ({"password": "elevenchars"}, "password", "password_too_short"),
        ({"password": "qwerty123456"}, "password", "password_too_common"),
        ({"password": "p" * 129}, "password", "too_long"),
        ({"unit": "nowhere"}, "unit", "unknown_unit"),
    ],
)
def test_what_cannot_be_accepted_is_refused(world: World, given: dict[str, str], field: str, reason: str) -> None:
    with refused("invalid", field=field, reason=reason):
        accounts.add_account(EYE, None, **{"username": "qian", "name": "Qian", "password": PASSWORD, **given})
    assert not Account.objects.filter(username="qian").exists()


@pytest.mark.parametrize("field", ["username", "name"])
def test_user_name_and_name_are_needed(world: World, field: str) -> None:
    with refused("missing_input", field=field):
        accounts.add_account(EYE, None, **{"username": "qian", "name": "Qian", "password": PASSWORD, field: "  "})


def test_nobody_adds_accounts_without_the_permission_there(world: World) -> None:
    with refused("forbidden"):
        accounts.add_account(world.chen, None, username="qian", name="Qian", password=PASSWORD, unit="street")
    assert not Account.objects.filter(username="qian").exists()
