"""G03: web workers are killed while they receive, draw and keep pictures. No report names a picture that is not there,
or is not what its digest says; each can be sent again; and what was left lying goes when the product tidies.

LINLI_DRILL_PICTURES=10 makes a short trial, with as many kills.
"""

import hashlib
import json
import os
import secrets
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from random import Random

import psycopg
import pytest

from linli.ops.database import Cluster
from tests.drill.killing import GIVE_UP
from tests.drill.processes import Part, pids
from tests.drill.running import Running, running, wait_until
from tests.drill.test_cut_photos import get, picture, send
from tests.drill.test_same_key import report

pytestmark = pytest.mark.drill

PICTURES = int(os.environ.get("LINLI_DRILL_PICTURES", "50"))
OF_ONE_REPORT = 10
OFFSETS = 20
# In every fourth round all of a picture arrives, and the kill comes while it is drawn, kept or written down.
LATE = 4
LONGEST_WORK = 10.0
TIDY = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
    " VALUES ('tidy', 'kernel.tidy', '{\"timestamp\": 0}', 'todo')"
)
KEPT = "SELECT sha256 FROM kernel_storedfile"
OLD_SECONDS = 25 * 3600


@dataclass
class Drill(Running):
    """The running set, the pictures by the address they are sent to, and what a reader saw meanwhile."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    reports: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    looks: int = 0
    kills: int = 0
    cut: Counter[str] = field(default_factory=Counter)

    def look(self, base: str) -> int:
        """Every picture that the report names was sent, is there, and is what it is said to be. Returns how many."""
        status, told = get(self.port, base)
        shown = json.loads(told)["photos"] if status == 200 else []
        for photo in shown:
            status, body = get(self.port, f"{base}/photos/{photo['stored_sha256']}")
            is_whole = status == 200 and hashlib.sha256(body).hexdigest() == photo["stored_sha256"]
            # That it cannot be shown now is nothing said about the picture.
            if f"{base}/photos/{photo['sha256']}" not in self.pictures or not (is_whole or status == 503):
                self.faults.append(f"{base} {photo['sha256']}: {status}")
            self.looks += is_whole
        return len(shown)


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    """Each picture is begun at every round and cut off by a kill; a reader looks at the reports all the while."""
    with running() as found:
        drill, random, stop = Drill(found.root, found.port, found.supervisor), Random(2026), threading.Event()
        for number in range(PICTURES):
            if number % OF_ONE_REPORT == 0:
                drill.reports.append(f"/api/v1/reports/{report(drill.port, secrets.token_hex(16))[1]['code']}")
            data = picture(random)
            drill.pictures[f"{drill.reports[-1]}/photos/{hashlib.sha256(data).hexdigest()}"] = data
        reader = threading.Thread(target=_look_on, args=(drill, stop), daemon=True)
        reader.start()
        for number in range(OFFSETS):
            _begin_and_kill(drill, random, is_late=number % LATE == LATE - 1)
        stop.set()
        reader.join(GIVE_UP)
        print(f"{drill.kills} kills, {dict(drill.cut)}, {drill.looks} looks at pictures")
        yield drill


def _look_on(drill: Drill, stop: threading.Event) -> None:
    while not stop.is_set():
        for base in drill.reports:
            with suppress(OSError, HTTPException, ValueError):
                drill.look(base)


def _begin_and_kill(drill: Drill, random: Random, *, is_late: bool) -> None:
    """Begins to send every picture, each up to some offset, and kills every web worker before any has ended."""
    open_ones = {path: _begun(drill.port, path, data, random, is_late) for path, data in drill.pictures.items()}
    if is_late:
        _let_some_in(drill, random.randrange(len(open_ones) // 4) + 1)
    time.sleep(random.uniform(0, 0.2))
    at = time.time()
    for pid in pids(Part.WEB_WORKER, drill.supervisor.pid):
        os.kill(pid, signal.SIGKILL)
        drill.kills += 1
    for connection in open_ones.values():
        drill.cut[_ended(connection)] += 1
    wait_until(lambda: len(pids(Part.WEB_WORKER, drill.supervisor.pid)) > 1, GIVE_UP, "no web worker came back")
    wait_until(lambda: drill.is_ready(at), GIVE_UP, "not ready after the web workers were killed")


def _let_some_in(drill: Drill, count: int) -> None:
    """Until so many more are kept, or nothing moves any more."""
    kept = drill.query("SELECT count(*) FROM cases_photo")[0][0]
    wanted, end = min(kept + count, PICTURES), time.monotonic() + LONGEST_WORK
    while drill.query("SELECT count(*) FROM cases_photo")[0][0] < wanted and time.monotonic() < end:
        time.sleep(0.01)


def _begun(port: int, path: str, data: bytes, random: Random, is_late: bool) -> socket.socket:
    """A connection over which the head and a part of the body went, or all of it."""
    told = f"Host: 127.0.0.1:{port}\r\nContent-Type: image/png\r\nContent-Length: {len(data)}"
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    with suppress(OSError):
        connection.sendall(f"PUT {path} HTTP/1.1\r\n{told}\r\n\r\n".encode())
        connection.sendall(data if is_late else data[: random.randrange(len(data))])
    return connection


def _ended(connection: socket.socket) -> str:
    """The status with which it was answered, or that it was cut off."""
    with connection, suppress(OSError):
        if said := connection.recv(12):
            return said.decode()[9:]
    return "cut off"


def test_no_report_named_a_picture_that_was_not_whole(drill: Drill) -> None:
    assert drill.faults == []
    assert drill.kills >= 2 * OFFSETS
    assert drill.cut["cut off"] >= PICTURES * OFFSETS * (LATE - 1) // LATE
    assert drill.looks > 0
    assert set(drill.cut) <= {"cut off", "200", "201", "503"}


def test_each_picture_is_taken_when_it_is_sent_again_and_only_once(drill: Drill) -> None:
    for path, data in drill.pictures.items():
        status, kept = send(drill.port, path, data)
        assert status in (200, 201), kept
        assert send(drill.port, path, data) == (200, kept)
        status, body = get(drill.port, f"{path.rpartition('/')[0]}/{kept['stored_sha256']}")
        assert (status, hashlib.sha256(body).hexdigest()) == (200, kept["stored_sha256"])
    assert sum(drill.look(base) for base in drill.reports) == PICTURES
    assert drill.faults == []
    wanted = drill.query("SELECT count(*), count(DISTINCT sent_sha256) FROM cases_photo")
    assert wanted == [(PICTURES, PICTURES)]


def test_what_was_left_lying_goes_when_it_is_a_day_old(drill: Drill) -> None:
    folder = drill.root / "data" / "files"
    names = {name for (name,) in drill.query(KEPT)}
    left = {file.name for file in _files(folder)} - names
    # What a kill leaves behind while a picture is written, and before its row is.
    for name in ("tmp0123", hashlib.sha256(b"nobody's").hexdigest()):
        (next(folder.glob("*/*")) / name).write_bytes(b"nobody's")
    young = next(folder.glob("*/*")) / "tmp4567"
    for file in _files(folder):
        os.utime(file, (time.time() - OLD_SECONDS,) * 2)
    young.write_bytes(b"written just now")
    with psycopg.connect(Cluster(drill.root).urls.superuser, autocommit=True) as connection:
        connection.execute(TIDY)
    wait_until(lambda: {file.name for file in _files(folder)} <= names | {young.name}, GIVE_UP, "it was not tidied")
    print(f"{len(left)} left by the kills")
    assert {file.name for file in _files(folder)} == names | {young.name}
    assert all(hashlib.sha256(file.read_bytes()).hexdigest() == file.name for file in _files(folder) if file != young)


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]
