"""What an import brought in goes out again, but for what somebody has worked on."""

from pathlib import Path
from typing import Any

import pytest

from linli.cases import actions
from linli.cases.actions.tables import Outcome
from linli.cases.adapters.tables import run
from linli.cases.handlers import DIVISION
from linli.cases.queries import imports
from linli.kernel.territory import territory
from linli.places.actions.registers import areas_changed
from linli.places.models import Area
from tests.domain.asking import case_of, clocks_of, lines_of, refused
from tests.domain.cases.test_erase import chain_holds
from tests.domain.cases.test_expire import retain_in
from tests.domain.imports.tables import CLOSED, bring_in, cases, importer, row, written
from tests.world import GRID, World

pytestmark = pytest.mark.postgres15


def undo(number: str, **how: Any) -> Outcome:
    return run.undo(importer(), number, "The wrong file.", **how)


def test_open_and_closed_cases_are_voided_and_those_that_were_touched_stay(world: World, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [row(1), row(2, **CLOSED), row(3)])
    number = bring_in(path).batch
    there = cases()
    world.act(there["3"].number, "file")
    told = undo(number)
    assert (told.taken_out, told.left) == (2, {there["3"].number: "case.file"})
    assert [case_of(there[n].number).state for n in "123"] == ["voided", "voided", "filed"]
    assert clocks_of(there["1"].number)["file"].stopped_at
    last = lines_of(there["1"].number)[-1]
    assert (last.verb, last.actor, last.remark) == ("take_back", f"import:{number}", "The wrong file.")


def test_what_machines_did_by_themselves_is_no_work_and_goes_out_too(world: World, tmp_path: Path) -> None:
    told = {"姓名": "canaryname", "电话": "13812345678"}
    path = written(tmp_path / "a.csv", [row(1, **CLOSED, **told), row(2), row(3)])
    number = bring_in(path).batch
    there = cases()
    retain_in(4000)
    Area.objects.filter(code=GRID).update(is_retired=True)
    areas_changed()
    actions.place(DIVISION, there["2"].number)
    actions.place(DIVISION, there["3"].number)
    world.act(there["3"].number, "file")
    assert [case_of(there[n].number).version for n in "123"] == [2, 2, 3]
    with territory(importer()):
        assert imports.touched(imports.batch(importer(), number), 10) == (1, {there["3"].number: "case.file"})
    told_of = undo(number)
    assert (told_of.taken_out, told_of.left) == (2, {there["3"].number: "case.file"})
    assert [case_of(there[n].number).state for n in "12"] == ["voided", "voided"]
    assert all(chain_holds(there[n].number) for n in "12")


def test_afterwards_the_file_may_come_in_again(world: World, tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [row(1), row(2)])
    undo(bring_in(path).batch)
    assert bring_in(path).brought_in == 2
    assert [case.state for case in cases().values()] == ["reported", "reported"]


def test_stopped_in_the_middle_it_goes_on(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CASES_AT_ONCE", 2)
    number = bring_in(written(tmp_path / "a.csv", [row(n) for n in range(6)])).batch
    asked: list[bool] = []
    first = undo(number, tell=lambda outcome: asked.append(True), stop=lambda: bool(asked))
    assert (first.taken_out, undo(number).taken_out, undo(number).taken_out) == (2, 4, 0)


def test_it_needs_a_reason_the_permission_and_sight_of_the_import(world: World, tmp_path: Path) -> None:
    number = bring_in(written(tmp_path / "a.csv", [row(1)])).batch
    with refused("missing_input", field="reason"):
        actions.undo_import(importer(), number, reason=" ")
    with refused("not_found"):
        actions.undo_import(world.stranger, number, reason="Why not.")
    with refused("not_found"):
        run.undo(world.chen, number, "Why not.")


def test_what_is_undone_is_not_undone_again(world: World, tmp_path: Path) -> None:
    number = bring_in(written(tmp_path / "a.csv", [row(1)])).batch
    undo(number)
    with refused("illegal_move"):
        actions.undo_import(importer(), number, reason="Again.")
