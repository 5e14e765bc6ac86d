"""The command line: what a person types and reads."""

import json
from pathlib import Path

import pytest
from django.db import OperationalError

from linli.accounts import actions as accounts
from linli.cases.adapters.tables.run import Tally
from linli.config import cli
from linli.config.commands import imports
from linli.kernel.actor import machine
from linli.ops.errors import OperationError
from tests.domain.imports.tables import MAP, MAY_IMPORT, cases, row, written
from tests.world import World

pytestmark = pytest.mark.postgres15


def linli(*words: object) -> int:
    return imports.run(cli.parser().parse_args(["import", *map(str, words)]))


@pytest.fixture
def files(world: World, tmp_path: Path) -> tuple[Path, Path]:
    """A table, and its mapping. Account `leader` may import in the whole town."""
    by = machine("import:test")
    permissions = [*sorted(MAY_IMPORT), "case.view"]
    accounts.load_roles(by, None, rows=[{"key": "leader", "name": "Leader", "permissions": permissions}])
    grants = [{"role": "leader", "areas": ["33"], "units": []}]
    staff = {"username": "mei", "name": "Mei", "unit": "street", "grants": grants}
    accounts.load_staff(by, None, rows=[staff], password="a long password of the world")
    told = tmp_path / "map.toml"
    told.write_text("\n".join(toml(key, value) for key, value in MAP.items()))
    return written(tmp_path / "a.csv", [row(1), row(2, 时间="never"), row(3, 类别="Dragons")]), told


def toml(key: str, value: object) -> str:
    if not isinstance(value, dict):
        return f"{key} = {json.dumps(value, ensure_ascii=False)}"
    return "\n".join([f"[{key}]", *(toml(name, each) for name, each in value.items())])


def test_a_trial_tells_what_the_night_would_erase_again(capsys: pytest.CaptureFixture[str]) -> None:
    imports.report(Tally(past=3), is_trial=True)
    assert "已过保存期限 past what is kept: 3" in capsys.readouterr().out


def test_a_trial_an_import_and_its_undoing_are_told(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path, told = files
    assert linli("reports", path, "--mapping", told, "--as", "mei", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "试算" in out
    assert "行 rows: 3" in out
    assert cases() == {}
    assert linli("reports", path, "--mapping", told, "--as", "mei") == 0
    out = capsys.readouterr().out
    assert "时间无法识别 · The time cannot be understood" in out
    assert "Dragons  × 1" in out
    assert "a.errors.csv" in out
    number = out.partition("Batch ")[2].split()[0]
    assert linli("undo", number, "--as", "mei", "--reason", "The wrong file.") == 0
    assert "taken out: 2" in capsys.readouterr().out


def test_a_guess_is_written_out(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert linli("reports", files[0], "--guess") == 0
    assert 'column = "时间"' in capsys.readouterr().out


def test_what_stands_in_the_way_is_a_sentence_with_a_remedy(files: tuple[Path, Path], tmp_path: Path) -> None:
    path, told = files
    (tmp_path / "bad.toml").write_text("tiem = 1")
    for words in (
        ("reports", path, "--mapping", told, "--as", "nobody"),
        ("reports", path, "--mapping", told, "--as", "chen"),
        ("reports", path, "--as", "mei"),
        ("reports", path, "--mapping", tmp_path / "bad.toml", "--as", "mei"),
        ("reports", tmp_path / "none.csv", "--mapping", told, "--as", "mei"),
        ("undo", "B99999999", "--as", "mei", "--reason", "Why not."),
    ):
        with pytest.raises(OperationError):
            linli(*words)
    assert cases() == {}


def test_without_a_user_name_it_is_said_what_to_give(files: tuple[Path, Path]) -> None:
    path, told = files
    with pytest.raises(OperationError) as refused:
        linli("reports", path, "--mapping", told, "--as", " ")
    assert "Nobody is named" in str(refused.value)


def test_where_the_database_is_lost_it_says_how_to_go_on(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*given: object, **more: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("linli.cases.actions.take_in", lost)
    with pytest.raises(OperationError, match=r"does not answer(?s:.)*Remedy: .*--resume"):
        linli("reports", files[0], "--mapping", files[1], "--as", "mei")
    monkeypatch.undo()
    assert linli("reports", files[0], "--mapping", files[1], "--as", "mei", "--resume") == 0
    assert len(cases()) == 2
