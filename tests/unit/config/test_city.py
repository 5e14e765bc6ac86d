"""A city folder that cannot be read is told by file and line, before anything is loaded."""

import json
from pathlib import Path

import pytest

from linli.config import city
from linli.ops.errors import OperationError


def whole(folder: Path) -> Path:
    for name in city.NEEDED:
        (folder / name).write_text("{}\n")
    return folder


def test_a_folder_that_is_not_there_is_told_and_how_one_is_made(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="no such folder"):
        city.check(tmp_path / "nowhere")


def test_every_missing_file_is_named_at_once(tmp_path: Path) -> None:
    (whole(tmp_path) / "units.jsonl").unlink()
    (tmp_path / "roles.json").unlink()
    with pytest.raises(OperationError, match=r"units\.jsonl, roles\.json"):
        city.check(tmp_path)


def test_a_whole_folder_passes(tmp_path: Path) -> None:
    city.check(whole(tmp_path))


@pytest.mark.parametrize("line", ['{"code": 1', "[1]", "null", '{"code": "2"}', '{"code": "2", "name": null}'])
def test_a_line_that_is_no_whole_object_is_told_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "areas.jsonl"
    path.write_text(f'{{"code": "1", "name": "a"}}\n\n{line}\n')
    with pytest.raises(OperationError, match=r"areas\.jsonl:3"):
        city.lines(path)


def test_what_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes('{"name": "良渚"}'.encode("gb18030"))
    with pytest.raises(OperationError, match="not UTF-8"):
        city.document(path)


def test_a_mark_that_spreadsheets_put_first_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"a": 1}), encoding="utf-8-sig")
    (tmp_path / "a.csv").write_text("code\r\n06025\r\n", encoding="utf-8-sig", newline="")
    assert city.document(tmp_path / "a.json") == {"a": 1}
    assert city.table(tmp_path / "a.csv") == [{"code": "06025"}]


def test_no_file_is_no_rows(tmp_path: Path) -> None:
    assert city.lines(tmp_path / "staff.jsonl") == []


def test_a_setting_that_nobody_knows_is_told_and_not_dropped(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    known = {"name": "a", "root": "1", "division_version": "2", "phones": []}
    path.write_text(json.dumps(known | {"colour": "red"}))
    with pytest.raises(OperationError, match="unknown: colour"):
        city.settings(path)
    path.write_text(json.dumps(known))
    assert city.settings(path) == known
