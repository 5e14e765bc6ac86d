"""Rows of an XLSX file, which is a parcel that somebody else packed: looked at before it is opened. Pure."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml import DefusedXmlException

from linli.cases.adapters.tables.faults import file_fault
from linli.cases.adapters.tables.records import Record

MOST_PARTS = 2000
MOST_BYTES = 512 * 1024 * 1024
# XML of a sheet packs to a twentieth; beyond this it was made to burst.
HIGHEST_RATIO, SMALL = 200, 1024 * 1024
PROLOG = 4096
MOST_COLUMNS, MOST_ROWS = 512, 1_048_576
# A spreadsheet keeps so many digits of a number.
EXACT = 10**15
DAMAGED = (zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, IndexError, EOFError, OSError)


def check(path: Path) -> None:
    """Raises TableError for a parcel that bursts, has entities, or is none."""
    try:
        with zipfile.ZipFile(path) as parcel:
            parts = parcel.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
                raise file_fault("zip_bomb")
            for part in parts:
                _check_part(parcel, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise file_fault("bad_xlsx") from error


def _check_part(parcel: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    if part.file_size > SMALL and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
        raise file_fault("zip_bomb")
    if part.filename.endswith((".xml", ".rels")):
        with parcel.open(part) as opened:
            begun = opened.read(PROLOG)
        if b"<!DOCTYPE" in begun or b"<!ENTITY" in begun:
            raise file_fault("xml_entities")


def records(path: Path, sheet: str) -> Iterator[Record]:
    """Every row of a sheet, the first one unless it is named. Raises TableError."""
    check(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and print areas
            book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (*DAMAGED, DefusedXmlException) as error:
        raise file_fault("bad_xlsx") from error
    try:
        yield from _rows(_sheet(book, sheet))
    finally:
        book.close()


def _sheet(book: Any, name: str) -> Any:
    there = {sheet.title: sheet for sheet in book.worksheets}
    if not there or (name and name not in there):
        raise file_fault("no_sheet", sheet=name, there="、".join(there))
    return there[name] if name else next(iter(there.values()))


def _rows(sheet: Any) -> Iterator[Record]:
    """The file's own word about its size is not believed."""
    sheet.reset_dimensions()
    number = 0
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS, values_only=True)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except (*DAMAGED, DefusedXmlException):
            yield Record(number + 1, [], "unreadable")
            return
        number += 1
        yield Record(number, _trimmed([plain(value) for value in row]))


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def plain(value: Any) -> str:
    """A cell as text. A number with more digits than a spreadsheet keeps is written so that this shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(getattr(value, "text", value))


def _number(value: float) -> str:
    if abs(value) >= EXACT:
        return f"{float(value):.15E}"
    return str(int(value)) if float(value).is_integer() else repr(value)
