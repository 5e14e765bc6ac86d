"""An import that was stopped goes on; one that is finished is done."""

from collections.abc import Callable
from pathlib import Path

import pytest

from linli.cases import actions
from linli.cases.adapters.tables import run
from linli.cases.adapters.tables.run import Tally, UnfinishedError
from tests.domain.asking import refused
from tests.domain.imports.tables import bring_in, cases, importer, row, written
from tests.world import World

pytestmark = pytest.mark.postgres15


class Killed(BaseException):
    """What a kill is to the program."""


def killed_after(chunks: int) -> Callable[[Tally], None]:
    left = [chunks]

    def tell(tally: Tally) -> None:
        left[0] -= 1
        if not left[0]:
            raise Killed

    return tell


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(run, "ROWS_AT_ONCE", 10)
    return written(tmp_path / "a.csv", [row(n, **({"时间": ""} if n % 7 == 0 else {})) for n in range(1, 43)])


def test_killed_in_the_middle_and_resumed_every_row_is_in_once(world: World, path: Path) -> None:
    with pytest.raises(Killed):
        bring_in(path, tell=killed_after(2))
    assert len(cases()) == 18
    tally = bring_in(path, resume=True)
    assert (tally.known, tally.brought_in, tally.bad["no_time"]) == (18, 18, 6)
    assert len(cases()) == 36


def test_it_is_not_begun_anew_unless_that_is_asked_for(world: World, path: Path) -> None:
    with pytest.raises(Killed):
        bring_in(path, tell=killed_after(1))
    with pytest.raises(UnfinishedError) as caught:
        bring_in(path)
    assert caught.value.batch.rows == 9


def test_asked_to_stop_it_ends_after_the_chunk_and_is_not_finished(world: World, path: Path) -> None:
    asked: list[bool] = []
    tally = bring_in(path, tell=lambda tally: asked.append(True), stop=lambda: bool(asked))
    assert (tally.is_stopped, tally.rows, tally.brought_in) == (True, 10, 9)
    assert bring_in(path, resume=True).brought_in == 27
    assert bring_in(path).batch == ""


def test_what_is_finished_is_not_finished_again(world: World, path: Path) -> None:
    number = bring_in(path).batch
    with refused("illegal_move"):
        actions.finish_import(importer(), number, refused=0)


def test_without_permission_or_as_a_stranger_it_is_not_finished(world: World, path: Path) -> None:
    with pytest.raises(Killed):
        bring_in(path, tell=killed_after(1))
    with pytest.raises(UnfinishedError) as caught:
        bring_in(path)
    with refused("not_found"):
        actions.finish_import(world.stranger, caught.value.batch.number, refused=0)
