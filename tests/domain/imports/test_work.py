"""An import that was begun by page is done by the worker, and bears that it stops anywhere."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DataError

from linli.cases import actions
from linli.cases.adapters.tables import mapping, run, uploads, work
from linli.cases.adapters.tables.faults import TableError
from linli.cases.adapters.tables.source import look
from linli.cases.adapters.tables.uploads import Upload
from linli.cases.models import ImportFile
from linli.cases.queries import imports
from linli.kernel.jobs import STOPPING
from linli.kernel.territory import territory
from tests.domain.asking import EYE, lines_of
from tests.domain.imports.tables import cases, importer, row, table_map, written
from tests.world import World

BAD = row(9, 时间="never")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "LINLI_DATA_DIR", tmp_path / "data")
    return tmp_path / "data" / "uploads"


def begun(path: Path, rows: list[dict[str, str]]) -> tuple[str, Upload]:
    """The number of an import of these rows that waits for the worker."""
    upload = uploads.keep("account:1", "a.csv", [written(path / "a.csv", rows).read_bytes()])
    upload.keep_mapping(mapping.written(table_map()))
    upload.tell(is_started=True)
    sha256 = look(upload.table).sha256
    told = actions.begin_import(
        importer(), None, file_sha256=sha256, mapping_sha256="a" * 64, name="a.csv", upload=upload.token
    )
    return told.number, upload


def file_of(number: str) -> ImportFile:
    with territory(EYE):
        return imports.files_of(imports.batch(EYE, number))[0]


def standing(number: str) -> tuple[Any, ...]:
    file = file_of(number)
    return file.batch.state, file.batch.rows, file.rows, file.read, file.refused, file.doing


def test_bad_rows_are_told_the_others_come_in_and_the_upload_goes(world: World, tmp_path: Path) -> None:
    number, upload = begun(tmp_path, [row(1), row(2), BAD, row(2), row(3)])
    work.work_off()
    assert standing(number) == ("loaded", 3, 5, 5, 2, "")
    assert list(cases()) == ["1", "2", "3"]
    assert [(each["row"], each["en"]) for each in upload.faults(0, 10)] == [
        (4, "The time cannot be understood"),
        (5, "The number is that of row 3"),
    ]
    assert sorted(path.name for path in upload.folder.iterdir() if path.suffix == ".csv") == ["table.errors.csv"]


def test_nothing_of_an_upload_without_bad_rows_is_kept(world: World, tmp_path: Path) -> None:
    number, upload = begun(tmp_path, [row(1)])
    work.work_off()
    work.work_off()
    assert standing(number)[:2] == ("loaded", 1)
    assert not upload.folder.exists()


def test_stopped_it_rests_and_goes_on_where_it_was(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROWS_AT_ONCE", 2)
    number, _ = begun(tmp_path, [row(n) for n in range(1, 6)])
    with monkeypatch.context() as context:
        context.setattr(STOPPING, "is_set", iter([False, False, False, True, True, True]).__next__)
        work.work_off()
    assert standing(number)[:4] == ("loading", 4, 5, 4)
    actions.stop_import(importer(), number)
    work.work_off()
    assert standing(number)[:2] == ("stopped", 4)
    actions.go_on_with_import(importer(), number)
    work.work_off()
    assert standing(number) == ("loaded", 5, 5, 5, 0, "")


def test_undone_by_the_worker_the_reason_stands_at_the_cases_alone(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CASES_AT_ONCE", 2)
    number, upload = begun(tmp_path, [row(1), row(2), row(3), row(4), BAD])
    work.work_off()
    there = cases()
    world.act(there["2"].number, "file")
    assert imports.touched(file_of(number).batch, 10) == (1, {there["2"].number: "case.file"})
    actions.undo_import(importer(), number, reason="The wrong file.", by_worker=True)
    assert (file_of(number).reason, file_of(number).doing) == ("The wrong file.", "take_out")
    work.work_off()
    assert standing(number)[:2] == ("undone", 1)
    assert (file_of(number).reason, file_of(number).doing, upload.folder.exists()) == ("", "", False)
    assert lines_of(there["4"].number)[-1].remark == "The wrong file."


def test_an_upload_that_is_gone_stops_the_import_and_the_file_may_come_again(world: World, tmp_path: Path) -> None:
    number, upload = begun(tmp_path, [row(1)])
    assert uploads.forget(time.time() - 60) == 0
    assert uploads.forget(time.time() + 60) == 1
    work.work_off()
    assert (standing(number)[0], file_of(number).fault) == ("stopped", "no_upload")
    assert uploads.find(upload.token) is None
    with territory(importer()):
        assert imports.batches(importer())[0][0].number == number


def test_what_is_no_table_is_not_kept(world: World, folder: Path) -> None:
    with pytest.raises(TableError):
        uploads.keep("account:1", "a.csv", [b""])
    assert list(folder.iterdir()) == []


def test_a_file_that_breaks_stops_and_the_next_one_comes_in(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = begun(tmp_path, [row(1)])
    (tmp_path / "next").mkdir()
    other, _ = begun(tmp_path / "next", [row(2)])
    bring_in = run.bring_in

    def breaks(order: run.Order) -> run.Tally:
        if order.batch == broken:
            raise DataError("out of range")
        return bring_in(order)

    monkeypatch.setattr(run, "bring_in", breaks)
    work.work_off()
    assert (standing(broken)[0], file_of(broken).fault) == ("stopped", "broken_off")
    assert standing(other)[0] == "loaded"


def test_what_breaks_while_it_is_taken_out_waits_alone(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = begun(tmp_path, [row(1)])
    work.work_off()
    actions.undo_import(importer(), broken, reason="The wrong file.", by_worker=True)
    (tmp_path / "next").mkdir()
    other, _ = begun(tmp_path / "next", [row(2)])
    with monkeypatch.context() as context:

        def breaks(*_: object, **__: object) -> None:
            raise DataError("out of range")

        context.setattr(actions, "take_out", breaks)
        work.work_off()
    assert (standing(other)[0], file_of(broken).doing) == ("loaded", "take_out")
    work.work_off()
    assert (standing(broken)[0], file_of(broken).doing) == ("undone", "")


def test_of_three_rows_one_with_an_odd_offset_all_come_in(world: World, tmp_path: Path) -> None:
    number, _ = begun(tmp_path, [row(1), row(2, 时间="2026-03-02T14:05:00+23:59"), row(3)])
    work.work_off()
    assert standing(number)[:2] == ("loaded", 3)
