"""A worker that dies keeps no job to itself."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from procrastinate.jobs import Job

from linli.kernel import jobs
from tests.domain.asking import rows
from tests.world import World

pytestmark = pytest.mark.postgres15


def taken_by_a_worker(silent_for: timedelta) -> int:
    """The id of a job that is under way at a worker which gave its last sign of life so long ago."""
    job: int = jobs.hear.defer(handler="nobody", fact={})
    ((worker,),) = rows("SELECT worker_id FROM procrastinate_register_worker_v1()", using="relay")
    assert rows("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", [worker], "relay") == [(job,)]
    silence = "UPDATE procrastinate_workers SET last_heartbeat = now() - %s WHERE id = %s RETURNING id"
    assert rows(silence, [silent_for, worker], "relay") == [(worker,)]
    return job


def standing() -> list[tuple[int, str, int]]:
    """Each job, where it stands, and how often it was tried."""
    found = rows("SELECT id, status::text, attempts FROM procrastinate_jobs ORDER BY id", using="relay")
    return [(int(job), str(status), int(attempts)) for job, status, attempts in found]


def test_a_job_whose_worker_is_silent_for_a_minute_goes_back_to_the_queue(committed: World) -> None:
    dead, alive = (taken_by_a_worker(timedelta(seconds=seconds)) for seconds in (61, 50))
    jobs.retry_stalled()
    assert standing() == [(dead, "todo", 1), (alive, "doing", 0)]


def test_a_job_whose_worker_is_forgotten_goes_back_to_the_queue(committed: World) -> None:
    job = taken_by_a_worker(timedelta(seconds=0))
    rows("DELETE FROM procrastinate_workers RETURNING id", using="relay")
    jobs.retry_stalled()
    assert standing() == [(job, "todo", 1)]


@pytest.mark.parametrize(("lock", "least", "most"), [(None, 12 * 3600, 48 * 3600), ("alone", 120, 600)])
def test_a_job_that_fails_is_tried_again_soon_and_outlasts_an_outage(lock: str | None, least: int, most: int) -> None:
    waits = []
    for tried in range(10_000):
        job = Job(queue="facts", lock=lock, queueing_lock=None, task_name="kernel.hear", attempts=tried)
        again = jobs.hear.get_retry_exception(DatabaseError(), job)
        if again is None or again.retry_decision.retry_at is None:
            break
        waits.append(round((again.retry_decision.retry_at - timezone.now()).total_seconds()))
    assert waits[:4] == [1, 2, 4, 8]
    assert least < sum(waits) < most
    assert max(waits) <= 64
