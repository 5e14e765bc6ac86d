"""Reads the files of a city folder. What cannot be read raises OperationError, which tells the file and the line."""

import csv
import json
from pathlib import Path
from typing import Any

from linli.ops.errors import OperationError

Row = dict[str, Any]
NEEDED = ("settings.json", "calendar.json", "areas.jsonl", "units.jsonl", "roles.json")
# What every row of a file must say.
COLUMNS = {
    "areas.jsonl": ("code", "name"),
    "units.jsonl": ("code", "name"),
    "roles.json": ("key", "name", "permissions"),
    "staff.jsonl": ("username", "name"),
    "buildings.jsonl": ("code", "name", "address", "grid", "lon", "lat", "kind"),
    "settings.json": ("name", "root", "division_version", "phones"),
}


def check(folder: Path) -> None:
    """Raises OperationError unless all files are there without which no town can be made."""
    if not folder.is_dir():
        raise OperationError(f"没有这个文件夹 · There is no such folder: {folder}", "linli build FOLDER")
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise OperationError(
            f"缺少文件 · Files are missing: {', '.join(missing)}",
            f"put them into {folder}; linli build makes an example",
        )


def document(path: Path) -> Row:
    """The object that a JSON file holds."""
    return _object(path, 0, _parsed(path, 0, _text(path)))


def settings(path: Path) -> Row:
    """What the town is called, where it is and whom one calls there; nothing else."""
    found = document(path)
    unknown = found.keys() - set(COLUMNS[path.name])
    if unknown:
        raise _unreadable(path, 0, f"unknown: {', '.join(sorted(unknown))}")
    return found


def rows(path: Path) -> list[Row]:
    """The rows of a JSON file."""
    found = _parsed(path, 0, _text(path))
    if not isinstance(found, list):
        raise _unreadable(path, 0, "not a list")
    return [_object(path, number, row) for number, row in enumerate(found, start=1)]


def lines(path: Path) -> list[Row]:
    """The rows of a JSON-lines file, none when there is no such file."""
    if not path.exists():
        return []
    written = enumerate(_text(path).splitlines(), start=1)
    return [_object(path, number, _parsed(path, number, line)) for number, line in written if line.strip()]


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by its headings."""
    try:
        return list(csv.DictReader(_text(path).splitlines(keepends=True)))
    except csv.Error as error:
        raise _unreadable(path, 0, str(error)) from error


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise _unreadable(path, 0, str(reason)) from error


def _object(path: Path, line: int, found: Any) -> Row:
    if not isinstance(found, dict):
        raise _unreadable(path, line, "not an object")
    missing = [name for name in COLUMNS.get(path.name, ()) if found.get(name) is None]
    if missing:
        raise _unreadable(path, line, f"without {', '.join(missing)}")
    return found


def _parsed(path: Path, line: int, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _unreadable(path, line, str(error)) from error


def _unreadable(path: Path, line: int, reason: str) -> OperationError:
    place = f"{path.name}:{line}" if line else path.name
    return OperationError(f"无法读取 · Cannot be read: {place} ({reason})", f"mend {path}, then load the folder again")
