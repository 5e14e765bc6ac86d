"""An import is stopped: what came in stays, and nothing more comes in."""

from pathlib import Path

import pytest

from linli.cases import actions
from linli.cases.actions.tables import Outcome
from linli.kernel.actor import Actor, Grant
from tests.domain.asking import refused
from tests.domain.imports.tables import bring_in, importer, row, written
from tests.world import World

pytestmark = pytest.mark.postgres15


def begun() -> str:
    return actions.begin_import(importer(), None, file_sha256="a" * 64, mapping_sha256="b" * 64).number


def test_nothing_comes_in_any_more(world: World) -> None:
    number = begun()
    assert actions.stop_import(importer(), number).state == "stopped"
    with refused("illegal_move"):
        actions.take_in(importer(), number, rows=[], outcome=Outcome())
    with refused("illegal_move"):
        actions.finish_import(importer(), number, refused=0)


def test_it_needs_sight_and_the_permission(world: World) -> None:
    number = begun()
    for stranger in (world.stranger, world.chen):
        with refused("not_found"):
            actions.stop_import(stranger, number)
    only_sees = Actor("account:2", grants=(Grant("eye", frozenset({"import.view"}), ("/33/",)),), account_id=2)
    with refused("forbidden"):
        actions.stop_import(only_sees, number)


def test_what_has_ended_is_not_stopped(world: World, tmp_path: Path) -> None:
    number = bring_in(written(tmp_path / "a.csv", [row(1)])).batch
    with refused("illegal_move"):
        actions.stop_import(importer(), number)
