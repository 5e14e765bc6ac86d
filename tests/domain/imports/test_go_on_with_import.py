"""An import that was stopped goes on, by page or by the command line."""

from pathlib import Path

import pytest

from linli.cases import actions
from linli.cases.adapters.tables import run
from linli.cases.adapters.tables.run import UnfinishedError
from linli.kernel.actor import Actor, Grant
from tests.domain.asking import refused
from tests.domain.imports.tables import bring_in, cases, importer, row, written
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_the_rows_that_are_in_stay_and_the_others_come(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "ROWS_AT_ONCE", 2)
    path = written(tmp_path / "a.csv", [row(n) for n in range(5)])
    asked: list[bool] = []
    number = bring_in(path, tell=lambda tally: asked.append(True), stop=lambda: bool(asked)).batch
    actions.stop_import(importer(), number)
    with pytest.raises(UnfinishedError):
        bring_in(path)
    tally = bring_in(path, resume=True)
    assert (tally.batch, tally.brought_in, tally.known, len(cases())) == (number, 3, 2, 5)


def test_it_needs_sight_the_permission_and_that_it_was_stopped(world: World) -> None:
    number = actions.begin_import(importer(), None, file_sha256="a" * 64, mapping_sha256="b" * 64).number
    with refused("illegal_move"):
        actions.go_on_with_import(importer(), number)
    actions.stop_import(importer(), number)
    for stranger in (world.stranger, world.chen):
        with refused("not_found"):
            actions.go_on_with_import(stranger, number)
    only_sees = Actor("account:2", grants=(Grant("eye", frozenset({"import.view"}), ("/33/",)),), account_id=2)
    with refused("forbidden"):
        actions.go_on_with_import(only_sees, number)
