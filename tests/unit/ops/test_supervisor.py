"""The supervisor, with tiny children."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linli.ops import instance
from linli.ops.errors import OperationError
from linli.ops.supervisor import Child, Supervisor, program

STEADY = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"


def child(name: str, code: str, log: Path | None = None) -> Child:
    """A child that runs a line of Python."""
    return program(name, [sys.executable, "-c", code], os.environ, log)


def watch_until(supervisor: Supervisor, condition: Callable[[], bool], limit: float = 10.0) -> None:
    """Let the supervisor work until the condition holds, then ask it to stop."""
    end = time.monotonic() + limit
    real_pause = supervisor._pause

    def pause(but: Child | None = None) -> None:
        if condition():
            os.kill(os.getpid(), signal.SIGTERM)
        assert time.monotonic() < end, "it took too long"
        real_pause(but)

    supervisor._pause = pause  # type: ignore[method-assign]
    supervisor.watch()


def test_children_are_stopped_in_the_reverse_of_their_start() -> None:
    told: list[str] = []
    supervisor = Supervisor(told.append)
    with supervisor.listening():
        for name in ("database", "worker", "web"):
            supervisor.start(child(name, STEADY))
        watch_until(supervisor, lambda: True)
    assert [line.split()[1] for line in told if "stopped" in line] == ["web", "worker", "database"]


def test_a_child_that_is_killed_is_started_again_and_named() -> None:
    told: list[str] = []
    supervisor = Supervisor(told.append)
    kept = child("web", STEADY)
    with supervisor.listening():
        supervisor.start(kept)
        assert kept.process
        first = kept.process.pid
        os.kill(first, signal.SIGKILL)
        watch_until(supervisor, lambda: any("ready again" in line for line in told))
        assert kept.process.pid != first
    assert any("web" in line and "signal 9" in line for line in told)


def test_a_child_that_keeps_crashing_is_tried_at_growing_intervals() -> None:
    supervisor = Supervisor(lambda text: None)
    crashing = child("worker", "import sys; sys.exit(3)")
    with supervisor.listening():
        supervisor.start(crashing)
        watch_until(supervisor, lambda: crashing.wait >= 0.8)


def test_what_a_dead_child_left_behind_ends_before_it_starts_again(tmp_path: Path) -> None:
    left = tmp_path / "pid"
    code = (
        "import subprocess, sys, time, pathlib;"
        f"p = subprocess.Popen([sys.executable, '-c', {STEADY!r}]);"
        f"pathlib.Path({str(left)!r}).write_text(str(p.pid)); time.sleep(60)"
    )
    told: list[str] = []
    supervisor = Supervisor(told.append)
    kept = child("web", code)
    kept.is_ready = left.exists
    with supervisor.listening():
        supervisor.start(kept)
        time.sleep(0.1)
        orphan = int(left.read_text())
        assert kept.process
        os.kill(kept.process.pid, signal.SIGKILL)
        watch_until(supervisor, lambda: bool(told))
    assert not _runs(orphan)


def test_a_child_that_ends_before_it_is_ready_is_told_with_its_last_words(tmp_path: Path) -> None:
    supervisor = Supervisor(lambda text: None)
    broken = child("web", "import sys; sys.exit('no such module')", tmp_path / "web.log")
    broken.is_ready = lambda: False
    with supervisor.listening(), pytest.raises(OperationError, match="no such module"):
        supervisor.start(broken)


def test_a_child_that_does_not_stop_in_time_is_ended_by_force(tmp_path: Path) -> None:
    told: list[str] = []
    supervisor = Supervisor(told.append)
    log = tmp_path / "log"
    stubborn = child("web", STUBBORN, log)
    stubborn.stop_limit = 0.3
    stubborn.is_ready = lambda: log.read_text() != ""
    with supervisor.listening():
        supervisor.start(stubborn)
    assert any("by force" in line for line in told)


def test_a_second_request_to_stop_forces_it(tmp_path: Path) -> None:
    told: list[str] = []
    log = tmp_path / "log"

    def tell(text: str) -> None:
        told.append(text)
        if "Stopping" in text:
            # The first request is being carried out; ask again while the child still refuses.
            supervisor.children[0].stop_limit = 60
            subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -INT {os.getpid()}"])

    supervisor = Supervisor(tell)
    stubborn = child("web", STUBBORN, log)
    stubborn.is_ready = lambda: log.read_text() != ""
    begun = time.monotonic()
    with supervisor.listening():
        supervisor.start(stubborn)
        watch_until(supervisor, lambda: True)
    assert time.monotonic() - begun < 10
    assert any("by force" in line for line in told)


def test_a_child_that_does_one_thing_returns_its_status() -> None:
    supervisor = Supervisor(lambda text: None)
    with supervisor.listening():
        assert supervisor.run(child("prepare", "import sys; sys.exit(7)")) == 7


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    code = (
        "import os, sys, pathlib\n"
        "from linli.ops.supervisor import Supervisor, program\n"
        "s = Supervisor()\n"
        f"c = program('web', [sys.executable, '-c', {STEADY!r}], os.environ)\n"
        "with s.listening():\n"
        "    s.start(c)\n"
        f"    pathlib.Path({str(pid)!r}).write_text(str(c.process.pid))\n"
        "    s.watch()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code])
    _until(lambda: pid.exists() and pid.read_text() != "")
    time.sleep(0.2)
    process.kill()
    process.wait()
    _until(lambda: not _runs(int(pid.read_text())))


def test_a_taken_port_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    with contextlib.closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(taken))
        with pytest.raises(OperationError, match=str(taken)) as refused:
            instance.port("make demo")
    assert refused.value.remedy == f"PORT={taken % 65535 + 1} make demo"


def test_a_port_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(OperationError, match="eighty"):
        instance.port("make demo")


def _runs(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(condition: Callable[[], bool], limit: float = 10.0) -> None:
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)
