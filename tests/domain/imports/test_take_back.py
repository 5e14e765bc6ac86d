"""Only what an import brought in, and nobody has touched since, is taken back."""

from pathlib import Path

import pytest

from linli.cases import actions
from linli.kernel.actor import machine
from tests.domain.asking import case_of, in_state, refused
from tests.domain.imports.tables import CLOSED, bring_in, cases, row, written
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
