"""A file as a table: its bytes looked at once, its headings, its rows one after another."""

import codecs
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from linli.cases.adapters.tables import records, sheets
from linli.cases.adapters.tables.faults import Fault, TableError, file_fault
from linli.cases.adapters.tables.mapping import FileForm
from linli.cases.adapters.tables.records import Record
from linli.kernel.formulas import unguarded

BLOCK = 1024 * 1024
XLSX, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
DELIMITERS = (",", "\t", ";", "|")
ENCODINGS = ("utf-8-sig", "gb18030")
# The columns that stand before the file's own in a file of rows that did not come in.
OF_ERRORS = ("行 row", "列 column", "原因 reason")
LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Bytes:
    """What a first reading of the whole file tells."""

    sha256: str
    kind: str
    encoding: str


@dataclass
class Table:
    """The headings, and the rows below them. `of_errors` when it is a file of rows to be mended."""

    headings: list[str]
    rows: Iterator[Record]
    is_ragged: bool
    of_errors: bool = False

    def column(self, name: str) -> int | None:
        """Where a column is: by its heading, in whatever case, or '#3' for the third."""
        if name in self.headings:
            return self.headings.index(name)
        lowered = [heading.casefold() for heading in self.headings]
        if tidy(name).casefold() in lowered:
            return lowered.index(tidy(name).casefold())
        place = name.removeprefix("#")
        return int(place) - 1 if name != place and place.isdigit() and 0 < int(place) <= len(self.headings) else None


def look(path: Path, encoding: str = "auto") -> Bytes:
    """Digest, kind and encoding. Raises TableError for what is no table."""
    digest, first = hashlib.sha256(), b""
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ENCODINGS}
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                first = first or block[:8]
                digest.update(block)
                decoders = {name: each for name, each in decoders.items() if _decodes(each, block)}
    except OSError as error:
        raise file_fault("no_file", path=path) from error
    decoders = {name: each for name, each in decoders.items() if _decodes(each, b"", final=True)}
    if not first:
        raise file_fault("empty_file")
    if first.startswith(OLD_EXCEL):
        raise file_fault("old_excel")
    if first.startswith(XLSX):
        return Bytes(digest.hexdigest(), "xlsx", "")
    return Bytes(digest.hexdigest(), "csv", _encoding(path, first, encoding, list(decoders)))


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _encoding(path: Path, first: bytes, named: str, whole: list[str]) -> str:
    marked = next((name for mark, name in MARKS.items() if first.startswith(mark)), "")
    if marked or named != "auto":
        return marked or {"utf-8": "utf-8-sig"}.get(named, named)
    if whole:
        return whole[0]
    return min(ENCODINGS, key=lambda name: _broken(path, name))


def _broken(path: Path, encoding: str) -> int:
    """How many places of the file are no text in this encoding."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        return sum(block.count("\ufffd") for block in iter(lambda: file.read(BLOCK), ""))


@contextmanager
def opened(path: Path, form: FileForm, told: Bytes) -> Iterator[Table]:
    """The table in the file, read as it is asked for. Raises TableError when there is no heading."""
    if told.kind == "xlsx":
        yield _table(sheets.records(path, form.sheet), form, is_ragged=True)
        return
    lenient = "replace" if told.encoding == "utf-16" else "surrogateescape"
    with path.open(encoding=told.encoding, errors=lenient, newline="") as file:
        if file.readline(BLOCK).startswith(OF_ERRORS[0]):
            file.seek(0)
            yield _of_errors(file)
            return
        file.seek(0)
        delimiter = _delimiter(file, form.header) if form.delimiter == "auto" else form.delimiter
        file.seek(0)
        yield _table(records.records(file, delimiter), form, is_ragged=False)


def _of_errors(file: TextIO) -> Table:
    """The rows that did not come in, as `refused.py` wrote them: without the columns about the errors."""
    table = _table(records.records(file, ","), FileForm(), is_ragged=False)
    before = len(OF_ERRORS)
    rows = (Record(row.number, [unguarded(cell) for cell in row.cells[before:]], row.fault) for row in table.rows)
    return Table(table.headings[before:], rows, is_ragged=False, of_errors=True)


def _table(rows: Iterator[Record], form: FileForm, *, is_ragged: bool) -> Table:
    above = list(islice(rows, form.header - 1 + form.header_rows))[form.header - 1 :]
    if not above or all(row.is_empty for row in above):
        raise file_fault("no_header", row=form.header)
    return Table(headings([row.cells for row in above]), rows, is_ragged)


def headings(above: list[list[str]]) -> list[str]:
    """One name for each column. Of several rows the upper one's merged cells reach to the right; a name that comes
    twice is numbered, a column without one is called '#3'."""
    width = max(len(cells) for cells in above)
    upper = [_filled(cells, width) for cells in above[:-1]]
    last = [tidy(cell) for cell in above[-1]] + [""] * (width - len(above[-1]))
    found: list[str] = []
    for index in range(width):
        parts = [cells[index] for cells in upper if cells[index]] + ([last[index]] if last[index] else [])
        name = "/".join(dict.fromkeys(parts)) or f"#{index + 1}"
        count = sum(each == name or each.startswith(f"{name}#") for each in found)
        found.append(f"{name}#{count + 1}" if count else name)
    return found


def tidy(cell: str) -> str:
    """A heading without line breaks and doubled spaces."""
    return " ".join(cell.split())


def _filled(cells: list[str], width: int) -> list[str]:
    """Of cells that were merged only the first one holds the words."""
    filled, before = [], ""
    for cell in [*cells, *[""] * (width - len(cells))]:
        before = tidy(cell) or before
        filled.append(before)
    return filled


def _delimiter(file: TextIO, header: int) -> str:
    """The sign that cuts the heading into most cells."""
    lines = [file.readline(BLOCK) for _ in range(header)]
    return max(DELIMITERS, key=lambda sign: len(records.split(lines[-1:], sign) or []))


def positions(table: Table, columns: list[tuple[str, str]]) -> dict[str, int]:
    """Where each named column is. Raises TableError, which names every one that is not there."""
    found = {name: table.column(name) for _, name in columns}
    there = "、".join(table.headings[:LOOKED_AT])
    lost = [(key, name) for key, name in columns if found[name] is None]
    if lost:
        raise TableError(*(Fault("no_column", words={"key": k, "column": n, "there": there}) for k, n in lost))
    return {name: place for name, place in found.items() if place is not None}
