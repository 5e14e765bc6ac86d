"""Cases are taken out only of an import that somebody has decided to undo."""

from pathlib import Path
from typing import Any

import pytest

from linli.cases import actions
from linli.cases.actions.tables import Outcome
from tests.domain.asking import refused
from tests.domain.imports.tables import bring_in, cases, importer, row, written
from tests.world import World

pytestmark = pytest.mark.postgres15
GIVEN: dict[str, Any] = {"reason": "The wrong file.", "after": 0, "most": 10}


def test_nothing_goes_out_before_it_was_decided(world: World, tmp_path: Path) -> None:
    number = bring_in(written(tmp_path / "a.csv", [row(1)])).batch
    with refused("illegal_move"):
        actions.take_out(importer(), number, **GIVEN, outcome=Outcome())
    with refused("not_found"):
        actions.take_out(world.stranger, number, **GIVEN, outcome=Outcome())
    assert cases()["1"].state == "reported"


def test_a_chunk_tells_what_went_and_where_the_next_one_begins(world: World, tmp_path: Path) -> None:
    number = bring_in(written(tmp_path / "a.csv", [row(n) for n in range(3)])).batch
    actions.undo_import(importer(), number, reason="The wrong file.")
    outcome = Outcome()
    actions.take_out(importer(), number, **{**GIVEN, "most": 2}, outcome=outcome)
    assert (outcome.taken_out, outcome.left) == (2, {})
    rest = Outcome()
    actions.take_out(importer(), number, **{**GIVEN, "after": outcome.last_id}, outcome=rest)
    assert rest.taken_out == 1
    assert {case.state for case in cases().values()} == {"voided"}
