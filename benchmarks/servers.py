"""The product's and the floor's servers, and how much processor they use."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
START_LIMIT = 30.0


@dataclass(frozen=True)
class Server:
    """A running server and the processes that it is made of."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Used so far by its worker processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return sum(cpu_seconds(int(pid)) for pid in [self.process.pid, *map(int, children)])


@contextmanager
def product() -> Iterator[Server]:
    """`linli web`."""
    port = _free_port()
    with _running([sys.executable, "-m", "linli.config.cli", "web"], port, {"PORT": str(port)}) as server:
        yield server


@contextmanager
def floor(statements: Path) -> Iterator[Server]:
    """The bare function with these statements."""
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.floor", str(port)]
    with _running(command, port, {"BENCH_STATEMENTS": str(statements)}) as server:
        yield server


@contextmanager
def worker() -> Iterator[None]:
    """`linli worker`, whose relay makes events known."""
    process = subprocess.Popen([sys.executable, "-m", "linli.config.cli", "worker"], env=dict(os.environ))
    try:
        time.sleep(3)
        assert process.poll() is None, "the worker did not start"
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@contextmanager
def stream_floor() -> Iterator[Server]:
    """One listener that writes every word to every connection."""
    port = _free_port()
    with _running([sys.executable, "-m", "benchmarks.stream", str(port)], port, {}) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, told: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env=os.environ | told)
    try:
        end = time.monotonic() + START_LIMIT
        while not _answers(port):
            assert process.poll() is None, "the server did not start"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.1)
        time.sleep(1)
        yield Server(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def database_cpu_seconds(data: Path) -> float:
    """Used so far by the cluster's processes that still run: each works inside its data folder."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "cwd") == str(data):
                    total += cpu_seconds(int(entry.name))
            except OSError:
                continue
    return total


def cpu_seconds(pid: int) -> float:
    """User and system time of one process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
