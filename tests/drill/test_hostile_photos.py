"""G31 over HTTP: some three hundred pictures that nobody should send. What is taken comes back drawn anew, upright,
small and without a word of what lay in it; all else is refused. At most two are decoded at once, none takes long or
much memory, and of no original a byte is left on the disk.
"""

import hashlib
import http.client
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.drill.hostile import Sent, pictures
from tests.drill.processes import Part, children, line_of, pids
from tests.drill.running import Running, running
from tests.drill.test_cut_photos import get
from tests.drill.test_same_key import report
from tests.unit.kernel.test_images import DRAWING_SEGMENTS, SECRET, corner, segments

pytestmark = pytest.mark.drill

MOST_SECONDS, MOST_DECODER_KB, DECODERS, EDGE = 3.0, 300 * 1024, 2, 2048
# What the web workers together may grow by, whoever sends what.
MOST_GROWTH_KB = 400 * 1024
FOR_EACH_REPORT = 8
SENDERS = 6
HEAVY_BYTES = 60_000
DECODER = "/kernel/images.py"
WIDE_SECRET = SECRET.decode().encode("utf-16-le")


@dataclass
class Watch(threading.Thread):
    """Looks again and again at the processes that decode: how many there are, and the most memory of each."""

    running: Running
    stop: threading.Event = field(default_factory=threading.Event)
    peaks: dict[int, int] = field(default_factory=dict)
    most: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.stop.is_set():
            workers = pids(Part.WEB_WORKER, self.running.supervisor.pid)
            at_work = [pid for worker in workers for pid in children(worker) if DECODER in line_of(pid)]
            self.most = max(self.most, len(at_work))
            for pid in at_work:
                self.peaks[pid] = max(self.peaks.get(pid, 0), peak_kb(pid))
            time.sleep(0.005)


def peak_kb(pid: int) -> int:
    """The most memory that this process ever had at once; 0 when it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


@dataclass(frozen=True)
class Answered:
    """What became of a picture."""

    sent: Sent
    status: int
    seconds: float
    kept: dict[str, Any]
    served: bytes


@dataclass
class Drill(Running):
    """The running set and what was answered, first one by one and then to several at once."""

    answered: list[Answered] = field(default_factory=list)
    together: Counter[int] = field(default_factory=Counter)
    watch: Watch | None = None
    growth_kb: int = 0


@pytest.fixture(scope="module")
def drill() -> Iterator[Drill]:
    """Every picture is sent alone, and then those that are much work by six at once."""
    with running() as found:
        drill = Drill(found.root, found.port, found.supervisor)
        drill.watch = Watch(found)
        drill.watch.start()
        send_to(found.port, a_report(found.port), b"nothing")
        before = memory_kb(found)
        base = ""
        for number, sent in enumerate(pictures()):
            if number % FOR_EACH_REPORT == 0:
                base = a_report(found.port)
            drill.answered.append(answered(found.port, base, sent))
        alone = drill.watch.most
        heavy = [each.sent.data for each in drill.answered if len(each.sent.data) > HEAVY_BYTES]
        with ThreadPoolExecutor(SENDERS) as pool:
            drill.together.update(pool.map(lambda data: send_to(found.port, a_report(found.port), data)[0], heavy))
        drill.watch.stop.set()
        drill.watch.join()
        drill.growth_kb = memory_kb(found) - before
        print(f"{len(drill.answered)} pictures, {Counter(each.status for each in drill.answered)}")
        print(f"decoders at once: {alone} and then {drill.watch.most}; together: {dict(drill.together)}")
        yield drill


def memory_kb(found: Running) -> int:
    """The most that the web workers ever had."""
    return sum(peak_kb(pid) for pid in pids(Part.WEB_WORKER, found.supervisor.pid))


def a_report(port: int) -> str:
    return f"/api/v1/reports/{report(port, secrets.token_hex(16))[1]['code']}"


def send_to(port: int, base: str, data: bytes) -> tuple[int, dict[str, Any]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        path = f"{base}/photos/{hashlib.sha256(data).hexdigest()}"
        connection.request("PUT", path, data, {"Content-Type": "image/jpeg"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def answered(port: int, base: str, sent: Sent) -> Answered:
    begun = time.monotonic()
    status, told = send_to(port, base, sent.data)
    took = time.monotonic() - begun
    served = get(port, f"{base}/photos/{told['stored_sha256']}")[1] if status in (200, 201) else b""
    return Answered(sent, status, took, told, served)


def test_each_is_taken_or_refused_as_it_deserves(drill: Drill) -> None:
    assert len(drill.answered) >= 200
    wrong = {each.sent.name: each.status for each in drill.answered if each.status not in each.sent.answers}
    assert wrong == {}
    assert min(Counter(each.status for each in drill.answered).values()) > 5


def test_what_comes_back_is_pixels_and_nothing_else(drill: Drill) -> None:
    for each in drill.answered:
        if each.served:
            assert hashlib.sha256(each.served).hexdigest() == each.kept["stored_sha256"]
            assert segments(each.served) <= DRAWING_SEGMENTS, each.sent.name
            assert SECRET not in each.served, each.sent.name
            assert WIDE_SECRET not in each.served, each.sent.name
            image = Image.open(BytesIO(each.served))
            image.load()
            assert image.size == (each.kept["width"], each.kept["height"])
            assert max(image.size) <= EDGE
            assert not each.sent.corner or corner(image) == each.sent.corner, each.sent.name
    assert sum(bool(each.served) for each in drill.answered) > 100


def test_none_takes_long_or_much_memory(drill: Drill) -> None:
    assert drill.watch
    slowest = max(drill.answered, key=lambda each: each.seconds)
    print(f"slowest: {slowest.sent.name}, {slowest.seconds:.2f} s; most memory: {max(drill.watch.peaks.values())} kB;")
    print(f"{len(drill.watch.peaks)} decoders seen; the web workers grew by {drill.growth_kb} kB")
    assert slowest.seconds <= MOST_SECONDS
    assert len(drill.watch.peaks) > 100
    assert max(drill.watch.peaks.values()) <= MOST_DECODER_KB
    assert drill.growth_kb <= MOST_GROWTH_KB


def test_at_most_two_are_decoded_at_once_whoever_sends(drill: Drill) -> None:
    assert drill.watch
    assert drill.watch.most == DECODERS
    assert set(drill.together) <= {201, 413, 415, 422, 503}


def test_of_no_original_a_byte_is_on_the_disk(drill: Drill) -> None:
    """Neither among the files nor in the database's, its log of writing included, nor in what the processes tell."""
    names = {hashlib.sha256(each.sent.data).hexdigest() for each in drill.answered}
    looked = 0
    for file in drill.root.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            looked += 1
            assert SECRET not in data, file
            assert WIDE_SECRET not in data, file
            assert hashlib.sha256(data).hexdigest() not in names, file
    kept = {name for (name,) in drill.query("SELECT sha256 FROM kernel_storedfile")}
    assert {file.name for file in (drill.root / "data" / "files").rglob("*") if file.is_file()} == kept
    assert looked > 500
