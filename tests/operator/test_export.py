"""A list as a file, from the command line."""

from pathlib import Path

import pytest

from linli.config.cli import parser
from linli.config.commands import export
from linli.ops.errors import OperationError
from tests.world import World


def run(*words: str) -> int:
    return export.run(parser().parse_args(["export", "cases", *words]))


def test_the_operator_exports_the_list_of_these_filters(world: World, tmp_path: Path) -> None:
    number, other = world.report("The lamp is out."), world.report("Loud music.")
    file = tmp_path / "cases.csv"
    assert run(str(file), "q=lamp", "state=reported", "--language", "en") == 0
    text = file.read_text("utf-8-sig")
    assert text.startswith('"Number","State"')
    assert number in text
    assert other not in text


@pytest.mark.parametrize(
    "words", [("cases.txt",), ("cases.csv", "colour=red"), ("cases.csv", "state"), ("cases.csv", "state=gone")]
)
def test_what_cannot_be_right_leaves_no_file(world: World, tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(OperationError):
        run(str(tmp_path / words[0]), *words[1:])
    assert list(tmp_path.iterdir()) == []


def test_where_no_file_can_be_written_nothing_is_read_and_no_half_of_one_stays(world: World, tmp_path: Path) -> None:
    (tmp_path / "d.csv").mkdir()
    for name in ("d.csv", "none/x.csv"):
        with pytest.raises(OperationError, match="Cannot be written"):
            run(str(tmp_path / name))
    (tmp_path / "x.csv").write_text("the one of yesterday")
    (tmp_path / "x.csv.part").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        run(str(tmp_path / "x.csv"))
    assert (tmp_path / "x.csv").read_text() == "the one of yesterday"
    assert {path.name for path in tmp_path.iterdir()} == {"d.csv", "x.csv"}
