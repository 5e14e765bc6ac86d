"""Tables for a spreadsheet, written row by row: CSV and XLSX, in both of which nothing that somebody typed can act."""

import csv
import re
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Protocol

from django.http import FileResponse
from django.utils import timezone
from xlsxlite.writer import XLSXBook

from linli.kernel.formulas import ACTIVE, GUARD, behind

Cell = str | int | float | datetime | None
# What no XML may hold; TAB, LF and CR it may.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767


def harmless(text: str) -> str:
    """The text without what no sheet may hold, and with an apostrophe before what would not stay text."""
    if text.isprintable() and text[:1].isalnum():
        return text[:LONGEST_CELL]
    kept = behind(ILLEGAL.sub("", text))
    return f"{GUARD}{kept}"[:LONGEST_CELL] if kept[:1] in ACTIVE and kept else kept[:LONGEST_CELL]


class Sheet(Protocol):
    """A table that is being written."""

    content_type: str

    def write(self, row: Sequence[Cell]) -> None:
        """Adds a row."""

    def finish(self) -> None:
        """Ends the table; the file may then be read."""

    def drop(self) -> None:
        """Leaves nothing behind of a table that was not finished."""


class CsvSheet:
    """UTF-8 with a byte order mark, by which Excel knows it; every text in quotes."""

    content_type = "text/csv; charset=utf-8"

    def __init__(self, file: IO[bytes]) -> None:
        self.text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
        self.rows = csv.writer(self.text, quoting=csv.QUOTE_NONNUMERIC)

    def write(self, row: Sequence[Cell]) -> None:
        self.rows.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])

    def finish(self) -> None:
        self.text.flush()
        self.text.detach()

    def drop(self) -> None:
        self.text.detach()


class XlsxSheet:
    """One sheet in which every text is text: no formula, no link, and a number of 18 digits keeps them all."""

    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.book = XLSXBook()
        self.sheet = self.book.add_sheet("Linli")

    def write(self, row: Sequence[Cell]) -> None:
        self.sheet.append_row(
            *["" if cell is None else harmless(cell) if isinstance(cell, str) else cell for cell in row]
        )

    def finish(self) -> None:
        self.book.finalize(to_file=self.file)

    def drop(self) -> None:
        self.sheet.file.close()
        shutil.rmtree(self.book.base_dir, ignore_errors=True)


def attached(write: Callable[[IO[bytes]], object], form: str, name: str) -> FileResponse:
    """What is written as an answer that a browser keeps under this name and the time; its length is told."""
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    named = f"{name}-{timezone.localtime():%Y%m%d-%H%M}.{form}"
    return FileResponse(file, as_attachment=True, filename=named, content_type=SHEETS[form].content_type)


SHEETS: dict[str, type[CsvSheet] | type[XlsxSheet]] = {"csv": CsvSheet, "xlsx": XlsxSheet}
