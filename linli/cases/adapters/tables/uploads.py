"""Tables that were uploaded, each in a folder of its own that only the product reads. They hold what people told, so
they are in no backup, and go when their import is done or their time is over.
"""

import json
import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from linli.cases.adapters.tables import guess, mapping
from linli.cases.adapters.tables.faults import Fault
from linli.cases.adapters.tables.mapping import TableMap
from linli.kernel.files import write_durably

KEPT = timedelta(days=7)
TOKEN = re.compile(r"[0-9a-f]{32}")
Hear = Callable[[int, Fault, bool], object]


@dataclass(frozen=True, slots=True)
class Upload:
    """One table: whose, what it was called there, and what is known of it by now."""

    token: str
    folder: Path
    owner: str
    name: str
    at: float
    is_started: bool = False

    @property
    def table(self) -> Path:
        return self.folder / f"table{Path(self.name).suffix.lower()}"

    @property
    def map_file(self) -> Path:
        return self.folder / "map.toml"

    @property
    def bad_rows(self) -> Path:
        return self.folder / "table.errors.csv"

    @property
    def _faults(self) -> Path:
        return self.folder / "faults.jsonl"

    @property
    def _trial(self) -> Path:
        return self.folder / "trial.json"

    def mapping(self) -> TableMap:
        """Raises TableError."""
        return mapping.read(self.map_file)

    def keep_mapping(self, text: str) -> None:
        """Keeps a mapping that is known to be sound; what a trial told by another one holds no longer."""
        write_durably(self.map_file, text.encode())
        self.forget_trial()

    def forget_trial(self) -> None:
        for path in (self.bad_rows, self._faults, self._trial):
            path.unlink(missing_ok=True)

    def keep_trial(self, told: Mapping[str, Any]) -> None:
        write_durably(self._trial, json.dumps(told).encode())

    def trial(self) -> dict[str, Any] | None:
        """What the trial by the present mapping told."""
        return _read(self._trial)

    def tell(self, *, is_started: bool) -> None:
        """Writes down whose it is, and whether it is a draft or belongs to an import."""
        told = {"owner": self.owner, "name": self.name, "at": self.at, "is_started": is_started}
        write_durably(self.folder / "told.json", json.dumps(told).encode())

    @contextmanager
    def faults_heard(self) -> Iterator[Hear]:
        """Inside, the faults of rows are written down, anew from the first one."""
        self.bad_rows.unlink(missing_ok=True)
        with self._faults.open("w", encoding="utf-8", errors="replace") as file:
            yield lambda row, fault, is_bad: file.write(_line(row, fault, is_bad=is_bad))

    def faults(self, first: int, most: int) -> list[dict[str, Any]]:
        """Faults as they were heard, from this one on."""
        try:
            with self._faults.open(encoding="utf-8") as file:
                return [json.loads(line) for line in islice(file, first, first + most)]
        except FileNotFoundError:
            return []

    def count_faults(self) -> int:
        try:
            with self._faults.open("rb") as file:
                return sum(1 for _ in file)
        except FileNotFoundError:
            return 0

    def throw_table_away(self) -> None:
        """The import is done: of the upload only the rows remain that somebody may want to mend."""
        self.table.unlink(missing_ok=True)
        if not self.bad_rows.exists():
            discard(self)


def keep(owner: str, name: str, blocks: Iterable[bytes]) -> Upload:
    """Keeps an upload, with a mapping that is guessed. Raises TableError for what is no table."""
    token = uuid.uuid4().hex
    upload = Upload(token, _root() / token, owner, Path(name).name[-100:], time.time())
    upload.folder.mkdir(parents=True, mode=0o700)
    try:
        with upload.table.open("wb") as file:
            _write(file, blocks)
        upload.keep_mapping(guess.written(upload.table, Path(upload.name).stem))
        upload.tell(is_started=False)
    except BaseException:
        discard(upload)
        raise
    return upload


def find(token: str) -> Upload | None:
    """The upload with this token, if it is still there."""
    if not TOKEN.fullmatch(token):
        return None
    told = _read(_root() / token / "told.json")
    return Upload(token, _root() / token, **told) if told else None


def drafts(owner: str) -> list[Upload]:
    """What somebody has uploaded and not imported, the newest first."""
    there = [find(folder.name) for folder in _root().iterdir()] if _root().exists() else []
    own = [each for each in there if each and each.owner == owner and not each.is_started]
    return sorted(own, key=lambda each: -each.at)


def discard(upload: Upload) -> None:
    shutil.rmtree(upload.folder, ignore_errors=True)


def forget(before: float) -> int:
    """Throws away what nobody has touched since. Returns how many."""
    old = [each for each in _root().iterdir() if each.stat().st_mtime < before] if _root().exists() else []
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def _root() -> Path:
    return Path(settings.LINLI_DATA_DIR) / "uploads"


def _write(file: IO[bytes], blocks: Iterable[bytes]) -> None:
    for block in blocks:
        file.write(block)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return found


def _line(row: int, fault: Fault, *, is_bad: bool) -> str:
    zh, en = fault.said()
    told = {"row": row, "column": fault.column, "value": fault.value, "zh": zh, "en": en, "is_bad": is_bad}
    return json.dumps(told, ensure_ascii=False) + "\n"
