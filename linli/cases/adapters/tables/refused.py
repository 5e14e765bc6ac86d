"""The rows that did not come in, as a file: mended in a spreadsheet, it is imported by itself."""

import csv
import os
from pathlib import Path
from typing import Any, TextIO

from linli.cases.adapters.tables.faults import Fault
from linli.cases.adapters.tables.records import Record
from linli.cases.adapters.tables.source import OF_ERRORS
from linli.kernel.formulas import guarded


class RefusedRows:
    """Written as rows are refused; there is no file while there is none. Only its owner may read it."""

    def __init__(self, beside: Path, headings: list[str]) -> None:
        self.path = free_name(beside)
        self.headings = headings
        self.file: TextIO | None = None
        self.writer: Any = None

    def add(self, record: Record, fault: Fault) -> None:
        """Adds a row with what is wrong with it."""
        if self.file is None:
            self._begin()
        reason = fault.sentence() + (f"：{fault.value}" if fault.value else "")
        cells = record.cells + [""] * (len(self.headings) - len(record.cells))
        self.writer.writerow([guarded(cell) for cell in (str(record.number), fault.column, reason, *cells)])

    def close(self) -> None:
        if self.file:
            self.file.close()

    def _begin(self) -> None:
        # Undecodable bytes are written as question marks: the row is there, and its reason says so.
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self.file = os.fdopen(handle, "w", encoding="utf-8-sig", errors="replace", newline="")
        self.writer = csv.writer(self.file, lineterminator="\r\n")
        self.writer.writerow([*OF_ERRORS, *map(guarded, self.headings)])


def free_name(beside: Path) -> Path:
    """'reports.errors.csv' beside 'reports.csv'; numbered when it is there already: somebody may be mending it."""
    wanted, count = beside.with_suffix(".errors.csv"), 1
    while wanted.exists():
        count += 1
        wanted = beside.with_suffix(f".errors.{count}.csv")
    return wanted
