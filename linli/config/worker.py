"""The worker: the relay, the timekeeper, the checkpoints, and the jobs. Each loop is a thread that beats as it goes."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import DeleteJobCondition

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.config.safety import refuse_unsafe_database
from linli.kernel import checkpoints, outbox, timekeeper
from linli.kernel.jobs import STOPPING, defer_hearings, is_alone, retry_stalled
from linli.kernel.models import Beat

RELAY_SECONDS = 0.1
TIMEKEEPER_SECONDS = 0.5
CHECKPOINT_SECONDS = 30.0
STALLED_JOBS_SECONDS = 30.0
BEAT_SECONDS = 2.0
# Jobs are told of at once; but whoever tells may be gone with a database that broke off.
JOBS_SECONDS = 1.0
# Whoever takes jobs says so every ten seconds.
NO_JOBS_TAKEN = timedelta(minutes=2)
EXIT_FAILURE = 1
AFTER_A_FAULT_SECONDS = 0.5


def run() -> None:
    """Works until SIGINT or SIGTERM. Raises OperationError on an unsafe database."""
    refuse_unsafe_database()
    stop = STOPPING
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    loops = [
        Loop("relay", RELAY_SECONDS, lambda: outbox.relay_once(defer_hearings), stop),
        Loop("timekeeper", TIMEKEEPER_SECONDS, lambda: timekeeper.fire_due(timezone.now()), stop),
        Loop("checkpoints", CHECKPOINT_SECONDS, lambda: checkpoints.make(timezone.now()), stop),
        Loop("stalled_jobs", STALLED_JOBS_SECONDS, retry_stalled, stop),
        Loop("jobs_taken", STALLED_JOBS_SECONDS, partial(end_unless_jobs_are_taken, timezone.now()), stop),
    ]
    jobs = threading.Thread(target=_work_jobs, args=(stop,), name="jobs", daemon=True)
    for thread in (*loops, jobs):
        thread.start()
    stop.wait()
    for thread in (*loops, jobs):
        thread.join(timeout=10)


def end_unless_jobs_are_taken(begun: datetime) -> None:
    """Ends the process at once, to be started anew, when the database answers but nobody has taken jobs for long: the
    part that takes them may stand still after the database broke off, and would never know."""
    since = timezone.now() - NO_JOBS_TAKEN
    if begun < since and is_alone(since):
        structlog.get_logger().critical("nobody takes jobs: the worker ends")
        os._exit(EXIT_FAILURE)


class Loop(threading.Thread):
    """Does its work again and again, at once while there is more, and says that it lives. A fault is logged and the
    loop goes on with a new connection."""

    def __init__(self, name: str, seconds: float, work: Callable[[], object], stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.seconds = seconds
        self.work = work
        self.stopping = stop
        self.beaten = 0.0

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                self._turn()
            except Exception:
                structlog.get_logger().exception("loop failed", loop=self.name)
                connections.close_all()
                self.stopping.wait(AFTER_A_FAULT_SECONDS)

    def _turn(self) -> None:
        """Works once; when the work says that it did something there may be more, else it is time to rest."""
        done = self.work()
        self._beat()
        if not (isinstance(done, int) and done > 0):
            self._rest()

    def _beat(self) -> None:
        """Says that the loop lives, every two seconds at most."""
        if time.monotonic() - self.beaten < BEAT_SECONDS:
            return
        self.beaten = time.monotonic()
        Beat.objects.update_or_create(name=self.name, defaults={"at": timezone.now()})

    def _rest(self) -> None:
        """Sleeps, but beats meanwhile."""
        left = self.seconds
        while left > 0 and not self.stopping.wait(min(left, BEAT_SECONDS)):
            left -= BEAT_SECONDS
            if left > 0:
                self._beat()


def _work_jobs(stop: threading.Event) -> None:
    """Runs procrastinate's worker until told to stop."""

    async def work() -> None:
        connector = app.connector
        assert isinstance(connector, DjangoConnector)
        worker_app = app.with_connector(connector.get_worker_connector())
        async with worker_app.open_async():
            task = asyncio.create_task(
                worker_app.run_worker_async(
                    concurrency=4,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=JOBS_SECONDS,
                    delete_jobs=DeleteJobCondition.SUCCESSFUL,
                )
            )
            while not stop.is_set() and not task.done():
                await asyncio.sleep(0.2)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    while not stop.is_set():
        try:
            asyncio.run(work())
        except Exception:
            structlog.get_logger().exception("jobs failed")
            stop.wait(AFTER_A_FAULT_SECONDS)
