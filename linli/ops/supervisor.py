"""Keeps child processes running, and stops them in order: the last started first.

Each child leads a session of its own, so Ctrl-C in a terminal reaches only the supervisor, which then asks
one child after the other. Should the supervisor itself be killed, the kernel asks the children to end.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from linli.ops.errors import OperationError
from linli.ops.folders import as_user

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SHORTEST_WAIT, LONGEST_WAIT, STEADY_AFTER = 0.2, 3.0, 5.0
PAUSE = 0.05


class StopRequested(BaseException):
    """Somebody asked to stop while something was under way."""


@dataclass
class Child:
    """One process: how it starts, when it is ready, how it is asked to stop and how long that may take.

    `command` is run as it stands: with `setpriv --pdeathsig` in front it ends with the supervisor.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path | None = None
    directory: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_limit: float = 10.0
    ready_limit: float = 60.0
    is_ready: Callable[[], bool] = lambda: True
    before_start: Callable[[], None] = lambda: None
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started_at: float = field(default=0.0, init=False)
    retry_at: float | None = field(default=None, init=False)
    wait: float = field(default=SHORTEST_WAIT, init=False)
    told_ready: bool = field(default=False, init=False)

    def start(self) -> None:
        """Start the process; what it says goes to its log, or to the supervisor's own output."""
        self.before_start()
        with contextlib.ExitStack() as stack:
            out = stack.enter_context(self.log.open("ab")) if self.log else None
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.started_at, self.retry_at, self.told_ready = time.monotonic(), None, False

    def ended(self) -> int | None:
        """The exit status, or None while the process runs (or has not been started)."""
        return self.process.poll() if self.process else None

    def clear_group(self) -> None:
        """End what a dead process left behind in its group: a web server's workers would keep its port."""
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def program(name: str, command: list[str], environment: Mapping[str, str], log: Path | None = None) -> Child:
    """A child that runs as this user and ends with the supervisor."""
    return Child(name, [*as_user(None, ends_with="TERM"), *command], environment, log)


class Supervisor:
    """Starts children one after the other, restarts one that crashed, and stops all when asked."""

    def __init__(self, tell: Callable[[str], None] | None = None) -> None:
        self.children: list[Child] = []
        self.tell = tell or (lambda text: print(text, file=sys.stdout, flush=True))
        self._requests = 0

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Hear Ctrl-C and signals within this block; on the way out, however it is left, stop every child."""
        before = {number: signal.signal(number, self._hear) for number in STOPPING}
        try:
            yield
        except StopRequested:
            self.tell("正在停止 · Stopping (Ctrl-C again forces it)")
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self, child: Child) -> None:
        """Start a child and wait until it is ready; from then on it is kept running."""
        child.start()
        self.children.append(child)
        end = time.monotonic() + child.ready_limit
        while not child.is_ready():
            status = child.ended()
            if status is not None or time.monotonic() > end:
                why = _told(status) if status is not None else f"not ready after {child.ready_limit:.0f} s"
                raise OperationError(
                    f"{child.name} 未能启动 · {child.name} did not start: {why}{_last_words(child.log)}",
                    f"read {child.log}" if child.log else "read what it said above",
                )
            self._pause(but=child)
        child.told_ready = True

    def run(self, child: Child) -> int:
        """Start a child that does one thing, and wait for its end; the others are kept running meanwhile."""
        child.start()
        try:
            while (status := child.ended()) is None:
                self._pause()
        except BaseException:
            self._stop(child)
            raise
        return status

    def watch(self) -> None:
        """Keep the children running until somebody asks to stop."""
        while True:
            self._pause()

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._requests += 1

    def _pause(self, but: Child | None = None) -> None:
        """Wait a moment, tending the children; leave by StopRequested when somebody asked."""
        if self._requests:
            raise StopRequested
        for child in self.children:
            if child is not but:
                self._tend(child)
        time.sleep(PAUSE)

    def _tend(self, child: Child) -> None:
        status = child.ended()
        now = time.monotonic()
        if status is None:
            if not child.told_ready and child.is_ready():
                child.told_ready = True
                self._report(child, f"已恢复 · is ready again after {now - child.started_at:.1f} s")
        elif child.retry_at is None:
            child.clear_group()
            steady = now - child.started_at > STEADY_AFTER
            child.wait = SHORTEST_WAIT if steady else min(child.wait * 2, LONGEST_WAIT)
            child.retry_at = now + child.wait
            self._report(child, f"意外结束，重新启动 · ended ({_told(status)}) and is started again")
        elif now >= child.retry_at:
            child.start()

    def _stop_all(self) -> None:
        begun = self._requests
        for child in reversed(self.children):
            self._stop(child, begun)
        self.children.clear()
        self._requests = 0

    def _stop(self, child: Child, requests: int | None = None) -> None:
        """Ask the child to stop; end it by force when its time is up or somebody asks a second time."""
        begun, requests = time.monotonic(), self._requests if requests is None else requests
        how = "已停止 · stopped"
        if child.process and child.ended() is None:
            child.process.send_signal(child.stop_signal)
            while child.ended() is None:
                if self._requests > requests or time.monotonic() - begun > child.stop_limit:
                    child.process.kill()
                    child.process.wait()
                    how = "被强制停止 · stopped by force"
                time.sleep(PAUSE)
        child.clear_group()
        self._report(child, f"{how}  {time.monotonic() - begun:.1f} s")

    def _report(self, child: Child, what: str) -> None:
        self.tell(f"{time.strftime('%H:%M:%S')} {child.name} {what}")


def _told(status: int) -> str:
    """An exit status in words."""
    return f"signal {-status}" if status < 0 else f"exit status {status}"


def _last_words(log: Path | None) -> str:
    if not log or not log.exists():
        return ""
    return "".join(f"\n    {line}" for line in log.read_text("utf-8", "replace").splitlines()[-8:])
