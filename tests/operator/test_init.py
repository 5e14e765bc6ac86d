"""`linli init`: the beginning of an installation."""

from pathlib import Path

import pytest
from django.conf import settings

from linli.accounts import actions as accounts
from linli.accounts.models import Account, Grant, Role
from linli.accounts.queries import actor_for
from linli.config import administration, roles
from linli.ops.errors import OperationError
from linli.places.models import Town
from linli.web.manage.pages import PLACES, REGISTERS
from tests.domain.asking import EYE
from tests.world import World

pytestmark = pytest.mark.postgres15
PASSWORD = "sycamores along the canal"


@pytest.fixture
def empty(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No town, nobody with a role; a data folder of its own."""
    Town.objects.all().delete()
    Grant.objects.all().delete()
    monkeypatch.setattr(settings, "LINLI_DATA_DIR", tmp_path)
    return tmp_path


def shipped() -> set[str]:
    """What the administrator of this release may do."""
    (row,) = (row for row in roles.shipped() if row["key"] == "administrator")
    return set(row["permissions"])


def held() -> list[str]:
    return Role.objects.get(key="administrator").permissions


def never() -> str:
    raise AssertionError("a password was asked for")


def test_it_makes_keys_and_an_administrator_who_may_do_what_the_shipped_one_may(empty: Path) -> None:
    told = "\n".join(administration.begin("First", "Qian Wei", lambda: PASSWORD))
    admin = actor_for(Account.objects.get(username="first"))
    assert admin.areas("account.add") == admin.units("account.grant") == ("/",)
    needed = {page.permission for page in REGISTERS} | {place.permission for place in PLACES} | {"town.load"}
    assert set(held()) == shipped() >= needed
    assert not admin.holds("case.view")
    for name in ("audit.key", "audit.pub", "backup.key"):
        assert (empty / name).exists()
        assert str(empty / name) in told or name == "audit.key"
    assert (empty / "backup.key").stat().st_mode & 0o077 == 0
    assert PASSWORD not in told


def test_the_first_administrators_role_follows_a_release(empty: Path) -> None:
    roles.follow()
    administration.begin("first", "Qian", lambda: PASSWORD)
    row = {"key": "administrator", "name": "管理员", "name_en": "", "permissions": [*shipped(), "case.view"]}
    accounts.ship_roles(roles.RELEASE, None, rows=[row], former={})
    assert "case.view" in held()


def test_done_a_second_time_it_says_so_and_changes_nothing(empty: Path) -> None:
    administration.begin("first", "Qian", lambda: PASSWORD)
    before = {path.name: path.read_bytes() for path in empty.iterdir()}, Grant.objects.count()
    with pytest.raises(OperationError, match="There is an administrator already"):
        administration.begin("other", "Wu", never)
    assert ({path.name: path.read_bytes() for path in empty.iterdir()}, Grant.objects.count()) == before


def test_a_key_that_the_operator_made_stays_where_only_the_backup_reads_it(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path_factory.mktemp("kept") / "backup.key"
    kept.write_text("the operator's")
    monkeypatch.setenv("LINLI_BACKUP_KEY", str(kept))
    told = "\n".join(administration.begin("first", "Qian", lambda: PASSWORD))
    assert str(kept) in told
    assert kept.read_text() == "the operator's"
    assert not (empty / "backup.key").exists()


def test_where_no_key_can_be_made_it_says_so_and_changes_nothing(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty / "closed").write_text("")
    monkeypatch.setenv("LINLI_BACKUP_KEY", str(empty / "closed" / "backup.key"))
    with pytest.raises(OperationError, match="No backup key can be made"):
        administration.begin("first", "Qian", lambda: PASSWORD)
    assert [path.name for path in empty.iterdir()] == ["closed"]
    assert not Account.objects.filter(username="first").exists()


def test_where_a_town_is_loaded_it_names_the_other_way(world: World) -> None:
    Grant.objects.filter(role="administrator").delete()
    with pytest.raises(OperationError, match="linli user add"):
        administration.begin("first", "Qian", never)


@pytest.mark.parametrize("password", ["", "short", "qwerty123456"])
def test_a_weak_password_makes_no_administrator(empty: Path, password: str) -> None:
    with pytest.raises(OperationError):
        administration.begin("first", "Qian", lambda: password)
    assert not Account.objects.filter(username="first").exists()


def test_what_broke_off_is_done_again(empty: Path) -> None:
    with pytest.raises(OperationError):
        administration.begin("first", " ", lambda: PASSWORD)
    administration.begin("first", "Qian", lambda: PASSWORD)
    assert Account.objects.get(username="first").is_active


def test_an_account_added_without_its_grant_does_not_stand_in_the_way(empty: Path) -> None:
    accounts.add_account(EYE, None, username="first", name="Qian", password=PASSWORD)
    with pytest.raises(OperationError, match="taken"):
        administration.begin("first", "Qian", lambda: PASSWORD)
    administration.begin("chief", "Qian", lambda: PASSWORD)
