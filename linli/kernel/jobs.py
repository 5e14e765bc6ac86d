"""The kernel's background work. Jobs live in the same database and are deferred by the relay alone."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateWorker
from procrastinate.jobs import Job

from linli.kernel import allowances, files, outbox
from linli.kernel.models import IdempotencyKey

KEYS_LIVE = timedelta(days=30)
FACTS_LIVE = timedelta(days=7)
STALLED_AFTER_SECONDS = 60
# About a day. Of a handler that runs alone the next hearing waits meanwhile, and looks at all that is stored anyway: it
# gives up after five minutes.
MOST_TRIES, MOST_TRIES_ALONE = 1440, 10
LONGEST_WAIT_SECONDS = 64
# Set once the worker is asked to stop; jobs that take long ask for it between their parts.
STOPPING = threading.Event()


class Patient(BaseRetryStrategy):
    """Tries again soon, and then each minute: what follows from a fact outlasts an outage, and hurries nobody in it."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again, None to give up."""
        if job.attempts >= (MOST_TRIES_ALONE if job.lock else MOST_TRIES):
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** min(job.attempts, 10), LONGEST_WAIT_SECONDS)})


@app.task(name="kernel.hear", queue="facts", retry=Patient())
def hear(handler: str, fact: dict[str, Any]) -> None:
    """Lets one handler hear one fact."""
    outbox.deliver(handler, fact)


@app.periodic(cron="17 * * * *")
@app.task(name="kernel.tidy", queue="tidy", queueing_lock="kernel.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Forgets keys after 30 days, facts after seven and old allowances, and sweeps bytes that nothing points to."""
    IdempotencyKey.objects.filter(at__lt=timezone.now() - KEYS_LIVE).delete()
    allowances.forget_past()
    outbox.forget(timezone.now() - FACTS_LIVE)
    files.sweep()


def retry_stalled() -> None:
    """Gives jobs whose worker died back to the queue; handlers bear being called twice. A loop of the worker does it,
    because the schedule of the jobs may end with the database while the worker lives on."""

    async def give_back() -> None:
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
                await app.job_manager.retry_job(job)
        finally:
            await sync_to_async(connections.close_all)()

    asyncio.run(give_back())


def is_alone(since: datetime) -> bool:
    """Whether nobody has said since then that they take jobs."""
    return not ProcrastinateWorker.objects.using("relay").filter(last_heartbeat__gt=since).exists()


def defer_hearings(hearings: Sequence[outbox.Hearing]) -> None:
    """Defers `hear` for each in the relay's transaction, with one statement for all but those that run alone."""
    together: list[dict[str, Any]] = []
    for handler, fact in hearings:
        if handler in outbox.ALONE:
            hear.configure(lock=handler).defer(handler=handler, fact=fact)
        else:
            together.append({"handler": handler, "fact": fact})
    if together:
        hear.batch_defer(*together)
