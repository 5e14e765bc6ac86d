"""Only what an import brought in, and nobody has touched since, is taken back."""

from pathlib import Path

import pytest

from linli.cases import actions
from linli.cases.adapters.tables import run
from linli.kernel.actor import machine
from linli.triage.actions import learn_closed
from tests.domain.asking import case_of, in_state, refused
from tests.domain.cases.test_erase import chain_holds, relayed, taught
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.domain.imports.tables import CLOSED, bring_in, cases, importer, row, written
from tests.world import World

pytestmark = pytest.mark.postgres15
IMPORTER = machine("import:B00000001")


def test_a_report_of_a_neighbour_is_not_taken_back(world: World) -> None:
    for state in ("reported", "closed"):
        with refused("rule", rule="not_as_imported"):
            actions.take_back(IMPORTER, in_state(world, state), reason="The wrong file.")


def test_what_was_touched_is_not_taken_back(world: World, tmp_path: Path) -> None:
    bring_in(written(tmp_path / "a.csv", [row(1)]))
    number = cases()["1"].number
    actions.hold(world.chen, number, holder="subtask:1", reason="Open.")
    with refused("rule", rule="not_as_imported"):
        actions.take_back(IMPORTER, number, reason="The wrong file.")


def test_history_is_taken_back(world: World, tmp_path: Path) -> None:
    bring_in(written(tmp_path / "a.csv", [row(1, **CLOSED)]))
    number = cases()["1"].number
    actions.take_back(IMPORTER, number, reason="The wrong file.")
    assert (case_of(number).state, case_of(number).result) == ("voided", "The wrong file.")


def test_what_the_wrong_file_told_of_people_goes_with_it_pipl_47(committed: World, tmp_path: Path) -> None:
    told = {"内容": "canarytext 甄嬛", "地址": "canaryplace 302", "经度": "121.4712345", "纬度": "31.2412345"}
    contact = {"姓名": "canaryname", "电话": "13812345678"}
    path = written(tmp_path / "a.csv", [row(1, **told, **contact), row(2, **told, **contact, **CLOSED)])
    number = bring_in(path).batch
    learn_closed()
    assert taught()[1] == 1
    key = bytes(cases()["1"].digest_key or b"")
    run.undo(importer(), number, "The wrong file.")
    relayed()
    assert taught() == (0, 0)
    for canary in ("canarytext", "甄嬛", "canaryplace", "canaryname", "13812345678", "121.471", "Mended."):
        assert tables_that_hold(canary) == set(), canary
    for case in cases().values():
        assert chain_holds(case.number)
        assert bytes(case.digest_key or b"") not in (b"", key)
