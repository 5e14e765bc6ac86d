"""The real set of processes, running in a folder of its own, as a drill sees it."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from linli.ops.database import Cluster
from linli.ops.folders import make_instance_folder
from tests.drill import served

START_LIMIT = 90.0
RELAYED_SECONDS = 10.0
CALM = 5  # answers in a row, each on a connection of its own, so that every web worker is asked


@dataclass
class Running:
    """Its folder, its port, and the supervisor that started the rest."""

    root: Path
    port: int
    supervisor: subprocess.Popen[bytes]

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Asks the database as its superuser, past row-level security."""
        with psycopg.connect(Cluster(self.root).urls.superuser, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def is_ready(self, since: float = 0) -> bool:
        """Ready for people, and the worker's loops have gone round since then."""
        if not all(self.answers("/readyz") for _ in range(CALM)):
            return False
        with contextlib.suppress(psycopg.Error):
            beats = self.query("SELECT extract(epoch FROM at) FROM kernel_beat WHERE name IN ('relay', 'timekeeper')")
            return len(beats) == 2 and all(at > since for (at,) in beats)
        return False

    def answers(self, path: str) -> bool:
        """Whether this page opens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def running(
    root: Path | None = None, prepared_by: str = served.TOWN, until: Callable[[Running], bool] = Running.is_ready
) -> Iterator[Running]:
    """Started and ready; stopped in order and removed afterwards. The module named prepares a new database."""
    folder = root or Path(tempfile.mkdtemp(prefix="linli-drill-", dir="/var/lib/linli" if os.geteuid() == 0 else None))
    make_instance_folder(folder)
    port = free_port()
    supervisor = served.start(folder, port, prepared_by)
    found = Running(folder, port, supervisor)
    try:
        wait_until(lambda: until(found), START_LIMIT, "it did not start")
        yield found
    finally:
        supervisor.send_signal(signal.SIGINT)
        try:
            supervisor.wait(60)
        finally:
            supervisor.kill()
        shutil.rmtree(Cluster(folder).socket, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(condition: Callable[[], bool], seconds: float, otherwise: str) -> None:
    """Asks again and again; fails with these words when it takes longer."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


def wait_until_relayed(town: Running) -> None:
    """Until every fact has its place, those of clocks that fire just now too: one unbroken order from one on."""
    places = "SELECT count(*) - max(position), min(position) FROM kernel_event"
    wait_until(lambda: town.query(places) == [(0, 1)], RELAYED_SECONDS, "there is a gap, or a fact was not relayed")


def free_port() -> int:
    """One on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
