"""Files as others make them: whatever is wrong with one, it is told and nothing bursts."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from linli.cases.adapters.tables import source
from linli.cases.adapters.tables.faults import TableError
from linli.cases.adapters.tables.mapping import FileForm
from linli.cases.adapters.tables.records import Record
from linli.kernel.formulas import guarded, is_active, unguarded


def read(path: Path, form: FileForm | None = None) -> tuple[list[str], list[Record]]:
    form = form or FileForm()
    with source.opened(path, form, source.look(path, form.encoding)) as table:
        return table.headings, list(table.rows)


def test_a_quotation_mark_that_stays_open_spoils_its_own_row_only(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"x\n' + "".join(f"{n},y\n" for n in range(2, 500)) + '500,"two\nlines"\n')
    _, rows = read(path)
    assert [(row.number, row.fault) for row in rows if row.fault] == [(2, "open_quote")]
    assert rows[-1].cells == ["500", "two\nlines"]
    assert len(rows) == 500


def test_a_line_without_an_end_is_not_kept_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n" + "x" * 3_000_000 + "\n1,2\n")
    _, rows = read(path)
    assert [row.fault for row in rows] == ["line_too_long", ""]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_in_the_headings(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"一{delimiter}二{delimiter}三\n1{delimiter}2{delimiter}3\n", encoding="gb18030")
    assert read(path) == (["一", "二", "三"], [Record(2, ["1", "2", "3"])])


def test_headings_that_are_merged_doubled_or_missing_have_names(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in (
        ["诉求登记表"],
        ["反映人", None, "事件", None],
        ["姓名", "电话", "时间", "时间"],
        ["李", "1", "2", "3"],
    ):
        sheet.append(cells)
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A2:B2")
    path = tmp_path / "a.xlsx"
    book.save(path)
    headings, rows = read(path, FileForm(header=2, header_rows=2))
    assert headings == ["反映人/姓名", "反映人/电话", "事件/时间", "事件/时间#2"]
    assert rows == [Record(4, ["李", "1", "2", "3"])]


def test_cells_of_a_workbook_become_text_and_lost_digits_show(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b", "c", "d", "e"])
    book.worksheets[0].append([330110010001000012, 12.0, "=1+1", datetime(2026, 3, 2, 9, 5), "330110010001000012"])  # noqa: DTZ001
    path = tmp_path / "a.xlsx"
    book.save(path)
    cells = read(path)[1][0].cells
    assert cells == ["3.301100100010000E+17", "12", "=1+1", "2026-03-02 09:05:00", "330110010001000012"]


def xlsx(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in parts.items():
            parcel.writestr(name, content)
    return out.getvalue()


EVIL: dict[str, tuple[Callable[[], bytes], str]] = {
    "a bomb": (lambda: xlsx({"xl/worksheets/sheet1.xml": b"0" * 50_000_000}), "zip_bomb"),
    "many parts": (lambda: xlsx({f"{n}.bin": b"" for n in range(2001)}), "zip_bomb"),
    "an entity": (
        lambda: xlsx({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'}),
        "xml_entities",
    ),
    "no workbook": (lambda: xlsx({"a.xml": b"<a/>"}), "bad_xlsx"),
    "half a parcel": (lambda: xlsx({"a.xml": b"<a/>"})[:40], "bad_xlsx"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
    "nothing": (lambda: b"", "empty_file"),
}


@pytest.mark.parametrize("kind", EVIL)
def test_a_file_that_was_made_to_harm_is_refused_with_a_sentence(tmp_path: Path, kind: str) -> None:
    content, code = EVIL[kind]
    path = tmp_path / "a.xlsx"
    path.write_bytes(content())
    with pytest.raises(TableError) as caught:
        read(path)
    assert caught.value.faults[0].code == code


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "\u200b=1", "＝1", "＋1", "|x", "%x", "\x00=1", "\ufeff=1"]
)
def test_what_a_spreadsheet_might_run_is_guarded_and_comes_back(text: str) -> None:
    assert is_active(text)
    assert guarded(text).startswith("'")
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "text", "'quoted'", "1-2", "'=1"])
def test_other_text_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
