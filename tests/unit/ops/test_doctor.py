"""`linli doctor` looks and makes nothing."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linli.config import health
from linli.config.commands import doctor as command
from linli.ops import doctor, folders, instance


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all instances on a machine that is well and has no database of its own."""
    monkeypatch.setattr(folders, "state_folder", lambda: tmp_path / "state")
    monkeypatch.setattr(doctor, "examine", lambda root: [])
    for name in doctor.URLS:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "state"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The instances whose database was asked; each is well."""
    found = []

    @contextmanager
    def ready(root: Path) -> Iterator[None]:
        found.append(root)
        yield

    monkeypatch.setattr(command, "database_ready", ready)
    monkeypatch.setattr(command, "call_command", lambda *_, **__: None)
    monkeypatch.setattr(health, "unready", list)
    return found


def built(purpose: str) -> Path:
    """An instance with a cluster, as far as its folder tells."""
    root = folders.instance_folder(purpose)
    (root / "postgres-17").mkdir(parents=True)
    (root / "postgres-17" / "PG_VERSION").write_text("17\n")
    return root


def test_without_a_database_it_names_the_commands_that_make_one_and_makes_none(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.run(argparse.Namespace()) == 0
    told = capsys.readouterr().out
    assert "no database yet: `make demo` or `linli serve` makes one" in told
    assert not state.exists()


def test_a_demo_alone_is_the_instance_that_is_asked(state: Path, asked: list[Path]) -> None:
    demo = built("demo")
    assert command.run(argparse.Namespace()) == 0
    main = built("main")
    assert command.run(argparse.Namespace()) == 0
    assert asked == [demo, main]


def test_a_cluster_whose_making_broke_off_is_no_instance(state: Path) -> None:
    root = built("demo")
    (root / "postgres-17").rename(root / "postgres-17.new")
    assert instance.existing() is None


def test_a_given_database_is_asked_though_there_is_no_instance(
    state: Path, asked: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://linli_app@/linli?host=/nowhere")
    assert command.run(argparse.Namespace()) == 0
    assert asked == [folders.instance_folder("main")]


def test_looking_for_the_programs_makes_no_system_user(monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> None:
        raise AssertionError("the doctor made a user")

    monkeypatch.setattr(folders, "DATABASE_USER", "linli-nobody-of-this-name")
    monkeypatch.setattr(folders, "_create_database_user", made)
    assert doctor.examine(Path("/"))


def findings(root: Path) -> dict[str, doctor.Finding]:
    """What is found, by the English half of its subject."""
    return {found.subject.split(" · ")[-1]: found for found in doctor.examine(root)}


def test_a_missing_or_old_backup_is_told_and_wrong_where_one_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINLI_DATA_DIR", str(tmp_path / "data"))
    for name in ("LINLI_BACKUP_DIR", "LINLI_DEMO", "LINLI_PRODUCTION", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert findings(tmp_path)["backup"].is_well
    monkeypatch.setenv("LINLI_BACKUP_DIR", str(tmp_path / "backups"))
    assert not findings(tmp_path)["backup"].is_well
    (tmp_path / "backups" / "20200302T010203Z-dump").mkdir(parents=True)
    assert not findings(tmp_path)["backup"].is_well
    (tmp_path / "backups" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-dump").mkdir()
    assert findings(tmp_path)["backup"].is_well


@pytest.mark.parametrize(
    ("surroundings", "is_well"),
    [
        ({"LINLI_PRODUCTION": "1"}, False),
        ({"LINLI_PRODUCTION": "1", "LINLI_DEMO": "1"}, False),
        ({"DATABASE_URL": "postgresql://town"}, False),
        ({"DATABASE_URL": "postgresql://town", "LINLI_DEMO": "1"}, True),
    ],
)
def test_a_town_without_any_backup_is_not_well_and_a_demo_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], is_well: bool
) -> None:
    monkeypatch.setenv("LINLI_DATA_DIR", str(tmp_path / "data"))
    for name in ("LINLI_BACKUP_DIR", "LINLI_DEMO", "LINLI_PRODUCTION", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    assert findings(tmp_path)["backup"].is_well is is_well


@pytest.mark.parametrize(("purpose", "is_well"), [("main", False), ("demo", True)])
def test_the_embedded_database_of_serve_wants_a_backup_and_that_of_the_demo_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, purpose: str, is_well: bool
) -> None:
    monkeypatch.setattr(folders, "state_folder", lambda: tmp_path / "state")
    for name in ("LINLI_BACKUP_DIR", "LINLI_DATA_DIR", "LINLI_DEMO", "LINLI_PRODUCTION", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert findings(built(purpose))["backup"].is_well is is_well


def test_a_key_that_others_may_read_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_DATA_DIR", str(tmp_path))
    (tmp_path / "audit.key").touch(mode=0o600)
    assert "keys" not in findings(tmp_path)
    (tmp_path / "audit.key").chmod(0o644)
    assert f"chmod 600 {tmp_path / 'audit.key'}" in findings(tmp_path)["keys"].told


def test_in_production_what_does_not_belong_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "LINLI_PRODUCTION": "1",
        "LINLI_DEMO": "0",
        "LINLI_TEST": "0",
        "LINLI_HOSTS": "town.example",
        "LINLI_ORIGINS": "https://town.example",
        "LINLI_TRUSTED_PROXIES": "127.0.0.1",
        "DATABASE_URL": "postgresql://linli_app@/linli",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert findings(tmp_path)["production settings"].is_well
    for name, value in {"LINLI_DEMO": "1", "LINLI_HOSTS": "*", "LINLI_TRUSTED_PROXIES": ""}.items():
        with monkeypatch.context() as context:
            context.setenv(name, value)
            assert not findings(tmp_path)["production settings"].is_well
