"""G34: what somebody typed stays text in a sheet, whatever it begins with."""

import csv
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO, TextIOWrapper
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.sheets import SHEETS, Cell

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ACTIVE = "=+-@|%＝＋－＠｜％"
HIDING = [
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\x00",
    "\ufeff",
    "\u200b",
    "\u3000",
    "\xa0",
    "\u2060",
    "\u202e",
    "\x0b",
    " \t\u200b\n",
]
PAYLOADS = [f"{before}{sign}{rest}" for before in HIDING for sign in ACTIVE for rest in ("1+1", 'cmd|"/c calc"!A0')]


def written(form: str, *rows: Sequence[Cell]) -> list[list[str]]:
    """The rows as a reader of the file sees them."""
    file = BytesIO()
    sheet = SHEETS[form](file)
    for row in rows:
        sheet.write(row)
    sheet.finish()
    file.seek(0)
    return cells_of(form, file)


def cells_of(form: str, file: BytesIO) -> list[list[str]]:
    if form == "csv":
        return list(csv.reader(TextIOWrapper(file, "utf-8-sig", newline="")))
    text = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert not re.search(r"<f[ >]|hyperlink", text)
    rows = ElementTree.fromstring(text).iter(f"{NAMESPACE}row")
    return [["".join(cell.itertext()) for cell in row.iter(f"{NAMESPACE}c")] for row in rows]


@pytest.mark.parametrize("form", SHEETS)
def test_no_cell_begins_as_something_that_acts(form: str) -> None:
    for (cell,) in written(form, *([payload] for payload in PAYLOADS)):
        assert cell[0] == "'"
        assert cell[1] in ACTIVE


@pytest.mark.parametrize("form", SHEETS)
@given(text=st.text(max_size=60))
def test_any_text_makes_a_cell_that_can_be_read_and_does_not_act(form: str, text: str) -> None:
    ((cell, last),) = written(form, [text, "last"])
    assert last == "last"
    assert cell[:1] not in {*ACTIVE, "\t", "\r", "\n", " ", "\0", "\ufeff", "\u200b"} or not cell


@pytest.mark.parametrize("form", SHEETS)
def test_what_is_harmless_stays_as_it_is(form: str) -> None:
    row = [
        "330110199001011234",
        "水管漏水，3号楼",
        'He said "no"',
        "a;=1",
        "<b>&",
        "0571-1",
        "two\nlines",
        "https://x.cn",
    ]
    assert written(form, row) == [row]


def test_numbers_times_and_what_is_missing() -> None:
    row: list[Cell] = [7, 120.5, datetime(2026, 3, 2, 9, 5), None]  # noqa: DTZ001 - as sheets know it
    assert written("csv", row) == [["7", "120.5", "2026-03-02 09:05:00", ""]]
    ((number, lon, at, missing),) = written("xlsx", row)
    assert (number, lon, missing) == ("7", "120.5", "")
    assert float(at) == pytest.approx(46083.378472, abs=1e-6)


def test_excel_knows_the_csv_by_its_mark_and_every_text_by_its_quotes() -> None:
    file = BytesIO()
    sheet = SHEETS["csv"](file)
    sheet.write(["编号", 1])
    sheet.finish()
    assert file.getvalue() == '\ufeff"编号",1\r\n'.encode()


@pytest.mark.parametrize("form", SHEETS)
def test_a_cell_is_never_longer_than_a_sheet_allows(form: str) -> None:
    ((cell,),) = written(form, ["=" * 40_000])
    assert len(cell) == 32_767
