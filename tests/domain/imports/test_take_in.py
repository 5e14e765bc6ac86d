"""A file of reports comes in: good rows become cases, bad ones are told and hinder nobody."""

import csv
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from linli.cases import actions, jobs
from linli.cases.actions.tables import Outcome
from linli.cases.queries import retention
from linli.kernel.models import AuditEntry, Batch
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, clocks_of, lines_of, refused
from tests.domain.imports.tables import CLOSED, MAP, bring_in, cases, importer, row, table_map, try_out, written
from tests.world import GRID_PATH, World

Row = Mapping[str, str] | str
pytestmark = pytest.mark.postgres15


def test_a_good_row_is_a_case_at_the_desk_with_its_own_time_and_a_clock_from_now(world: World, tmp_path: Path) -> None:
    tally = bring_in(written(tmp_path / "a.csv", [row(1, 姓名="Li", 电话="13800000000")]))
    assert (tally.brought_in, tally.bad.total(), tally.errors) == (1, 0, None)
    case = cases()["1"]
    assert (case.state, case.text, case.area_path) == ("reported", "The tap leaks.", GRID_PATH)
    assert case.event_class
    assert case.event_class.code == "06025"
    assert (case.address, case.is_outside) == ("First Road 1 room 301", False)
    assert case.reported_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert case.number.startswith("20260302")
    assert clocks_of(case.number)["file"].started_at > case.reported_at
    (line,) = lines_of(case.number)
    assert (line.verb, line.actor, line.data["origin"]) == ("bring_in", f"import:{tally.batch}", f"{tally.batch}:2")
    world.drive(case.number, "file", "dispatch")
    assert case_of(case.number).state == "dispatched"


def test_a_closed_row_is_history_with_its_own_closing_time_and_no_clock(world: World, tmp_path: Path) -> None:
    bring_in(written(tmp_path / "a.csv", [row(1, **CLOSED)]))
    case = cases()["1"]
    assert (case.state, case.result) == ("closed", "Mended.")
    assert case.closed_at
    assert case.closed_at.isoformat() == "2026-03-03T02:00:00+00:00"
    assert clocks_of(case.number) == {}


BAD: dict[str, tuple[Row, str, str]] = {
    "no text": (row("x", 内容=" "), "missing_input", "内容"),
    "text too long": (row("x", 内容="长" * 2001), "too_long", "内容"),
    "no time": (row("x", 时间=""), "no_time", "时间"),
    "wrong time": (row("x", 时间="31st of never"), "bad_time", "时间"),
    "a time to come": (row("x", 时间="2199-01-01"), "in_the_future", "时间"),
    "no number": (row(""), "no_number", "编号"),
    "a number that lost its digits": (row("3.30110010001E+17"), "digits_lost", "编号"),
    "the number of another row": (row(1, 内容="Other."), "number_twice", "编号"),
    "closed without a time": (row("x", 状态="已结案"), "no_closing_time", "结案时间"),
    "closed before it was reported": (
        row("x", **{**CLOSED, "结案时间": "2026-03-01"}),
        "closed_before_reported",
        "结案时间",
    ),
    "too many columns": ("x,2026-03-02,T,,,,,,,,,,,too,many\n", "wrong_columns", ""),
    "too few columns": ("x,2026-03-02,T\n", "wrong_columns", ""),
    "bytes that are no text": ("x,2026-03-02,\udcff\udcfe,,,,,,,,,,\n", "not_text", ""),
    "a quotation mark that stays open": ('x,2026-03-02,"T,,,,,,,,,,\n', "open_quote", ""),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_row_is_told_with_its_number_and_column_and_the_others_are_kept(
    world: World, tmp_path: Path, kind: str
) -> None:
    wrong, code, column = BAD[kind]
    path = written(tmp_path / "a.csv", [*(row(n) for n in range(1, 6)), wrong, *(row(n) for n in range(6, 9))])
    tally = bring_in(path)
    assert (tally.brought_in, dict(tally.bad)) == (8, {code: 1})
    ((number, fault),) = tally.examples[code]
    assert (number, fault.column) == (7, column)
    assert len(cases()) == 8
    assert tally.errors is not None
    with tally.errors.open(encoding="utf-8-sig", newline="") as file:
        headings, told = list(csv.reader(file))
    assert headings[:3] == ["行 row", "列 column", "原因 reason"]
    assert told[0] == "7"
    assert tally.errors.stat().st_mode & 0o077 == 0


def test_a_closed_row_may_say_what_became_of_it_and_an_unknown_word_is_told(world: World, tmp_path: Path) -> None:
    said = ["partly", "部分解决", "Not found there", "修了一半", "", "no idea"]
    rows = [row(n, **CLOSED, 处置结果=word) for n, word in enumerate(said, 1)]
    state = {**MAP["state"], "outcome": "处置结果", "outcomes": {"修了一半": "partly"}}
    path = written(tmp_path / "a.csv", [*rows, row(7, 处置结果="no idea")])
    tally = bring_in(path, given=table_map(state=state))
    assert (tally.brought_in, dict(tally.bad)) == (6, {"unknown_outcome": 1})
    assert [cases()[str(n)].outcome for n in (1, 2, 3, 4, 5)] == ["partly", "partly", "not_found", "partly", ""]
    assert (cases()["7"].state, cases()["7"].outcome) == ("reported", "")
    number = cases()["1"].number
    assert lines_of(number)[0].data["outcome"] == "partly"


def test_everything_that_is_wrong_with_a_row_is_told_at_once(world: World, tmp_path: Path) -> None:
    wrong = row("3.30110010001E+17", 时间="2199-01-01", 内容=" ", 状态="已结案")
    tally = bring_in(written(tmp_path / "a.csv", [row(1), wrong]))
    assert (tally.brought_in, tally.bad.total()) == (1, 1)
    assert tally.errors is not None
    told = tally.errors.read_text("utf-8-sig")
    for said in ("丢失末位", "结案时间：已结案但没有结案时间", "时间：", "内容：", "without a closing time"):
        assert said in told, said


def test_a_trial_tells_the_same_and_writes_nothing(world: World, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [row(1), *(wrong for wrong, _, _ in BAD.values()), row(2)])
    trial = try_out(path)
    assert (cases(), Batch.objects.visible_to(EYE).filter(kind="report").count()) == ({}, 0)
    assert list(tmp_path.iterdir()) == [path]
    real = bring_in(path)
    assert (trial.brought_in, trial.bad, trial.odd) == (real.brought_in, real.bad, real.odd)


def test_a_trial_tells_how_many_rows_the_night_would_erase_again(world: World, tmp_path: Path) -> None:
    now = timezone.now()
    lately, long_ago = ({**CLOSED, "结案时间": f"{now - timedelta(days=days):%Y-%m-%d %H:%M}"} for days in (200, 1200))
    old = {"时间": "2020-03-02 09:00"}
    rows = [
        row(1, **old), row(2, **old, **lately), row(3, **old, **lately, 电话="13812345678"),
        row(4, **old, **long_ago), row(4, **old, **long_ago),
    ]  # fmt: skip
    path = written(tmp_path / "a.csv", rows)
    assert try_out(path).past == 2
    bring_in(path)
    with territory(jobs.RETENTION):
        assert len(retention.due(jobs.RETENTION, now, 10)) == 2
    assert try_out(path).past == 0


def test_a_row_that_is_odd_twice_is_one_row(world: World, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [row(1, 类别="Dragons", 地址="Nowhere 5"), row(2)])
    for tally in (try_out(path), bring_in(path)):
        assert (tally.odd_rows, tally.odd.total(), tally.brought_in) == (1, 2, 2)


ODD = {
    "a class that is not known": (row(1, 类别="Dragons"), "unknown_class"),
    "a place that is not known": (row(1, 地址="Nowhere 5"), "unknown_place"),
    "a phone that is none": (row(1, 电话="call me"), "odd_phone"),
    "a point outside": (row(1, 经度="-73.9", 纬度="40.8"), "outside"),
    "a point that is none": (row(1, 地址="", 经度="999", 纬度="here"), "bad_point"),
}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_odd_comes_in_and_the_desk_reads_why(world: World, tmp_path: Path, kind: str) -> None:
    given, code = ODD[kind]
    tally = bring_in(written(tmp_path / "a.csv", [given]))
    assert (tally.brought_in, tally.odd[code]) == (1, 1)
    case = cases()["1"]
    assert lines_of(case.number)[0].remark
    assert case.is_outside == (code not in ("unknown_class", "odd_phone"))
    if code == "odd_phone":
        assert "call me" not in lines_of(case.number)[0].remark
        assert actions.reveal(world.chen, case.number, field="phone", reason="To ask back.") == "call me"
    if code == "unknown_class":
        assert case.event_class is None
        assert "Dragons" in lines_of(case.number)[0].remark


@pytest.mark.parametrize("text", ['=HYPERLINK("http://evil")', "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "'=1"])
def test_a_formula_is_text_and_stays_text_in_the_file_of_errors(world: World, tmp_path: Path, text: str) -> None:
    tally = bring_in(written(tmp_path / "a.csv", [row(1, 内容=text), row(2, 内容=text, 时间="never")]))
    assert cases()["1"].text == text.strip()
    assert tally.errors is not None
    mended = tally.errors.read_text("utf-8-sig").replace("never", "2026-03-02")
    with tally.errors.open(encoding="utf-8-sig", newline="") as file:
        assert all(cell[:1] not in set("=+-@\t＝") for told in csv.reader(file) for cell in told)
    tally.errors.write_bytes(mended.encode("utf-8-sig"))
    assert bring_in(tally.errors).brought_in == 1
    assert cases()["2"].text == text.strip()


def test_a_file_twice_is_a_file_once(world: World, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [row(n) for n in range(20)])
    first, second = bring_in(path), bring_in(path)
    assert (first.brought_in, second.brought_in, second.known, second.batch) == (20, 0, 20, "")
    assert len(cases()) == 20


def test_rows_without_a_number_are_told_apart_by_file_and_row(world: World, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [row(1), row(1)])
    given = table_map(number=None)
    assert bring_in(path, given=given).brought_in == 2
    assert bring_in(path, given=given).known == 2


def test_a_larger_file_of_the_same_source_adds_only_what_is_new(world: World, tmp_path: Path) -> None:
    bring_in(written(tmp_path / "march.csv", [row(1), row(2)]))
    tally = bring_in(written(tmp_path / "april.csv", [row(1), row(2), row(3)]))
    assert (tally.known, tally.brought_in) == (2, 1)


def test_whoever_may_not_import_is_refused_and_nothing_comes_in(world: World, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [row(1)])
    for by in (world.chen, world.leader):
        with refused("forbidden"):
            bring_in(path, by)
    assert cases() == {}


def test_an_import_of_others_is_not_found(world: World, tmp_path: Path) -> None:
    number = bring_in(written(tmp_path / "a.csv", [row(1)])).batch
    with refused("not_found"):
        actions.take_in(world.stranger, number, rows=[], outcome=Outcome())


def test_a_finished_import_takes_nothing_in(world: World, tmp_path: Path) -> None:
    number = bring_in(written(tmp_path / "a.csv", [row(1)])).batch
    with refused("illegal_move"):
        actions.take_in(importer(), number, rows=[], outcome=Outcome())


def test_the_import_is_audited_with_its_person_and_counts(world: World, tmp_path: Path) -> None:
    number = bring_in(written(tmp_path / "a.csv", [row(1), row(2, 时间="")])).batch
    with territory(EYE):
        batch = Batch.objects.visible_to(EYE).get(number=number)
        entries = AuditEntry.objects.filter(object_type="batch", object_id=batch.pk).order_by("version")
        told = list(entries.values_list("action", "actor"))
    assert told == [(f"import.{verb}", "account:1") for verb in ("begin", "take_in", "finish")]
    assert (batch.rows, batch.state) == (1, "loaded")
