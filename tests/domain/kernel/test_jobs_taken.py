"""A worker that takes no jobs any more ends, so that it is started anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from linli.config import worker
from tests.domain.asking import rows
from tests.world import World

pytestmark = pytest.mark.postgres15


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], bool]:
    """Whether a worker that began so long ago would end now."""
    ended: list[int] = []
    monkeypatch.setattr("os._exit", ended.append)

    def look(old: timedelta) -> bool:
        ended.clear()
        worker.end_unless_jobs_are_taken(timezone.now() - old)
        return ended == [1]

    return look


def somebody_took_jobs(ago: timedelta) -> None:
    rows("SELECT worker_id FROM procrastinate_register_worker_v1()", using="relay")
    rows("UPDATE procrastinate_workers SET last_heartbeat = now() - %s RETURNING id", [ago], "relay")


def test_where_nobody_takes_jobs_a_worker_ends_but_not_while_it_starts(
    committed: World, ends: Callable[[timedelta], bool]
) -> None:
    assert ends(timedelta(minutes=3))
    assert not ends(timedelta(seconds=90))


def test_where_jobs_are_taken_it_goes_on_until_that_stops(committed: World, ends: Callable[[timedelta], bool]) -> None:
    somebody_took_jobs(timedelta(seconds=90))
    assert not ends(timedelta(hours=1))
    somebody_took_jobs(timedelta(seconds=150))
    assert ends(timedelta(hours=1))
