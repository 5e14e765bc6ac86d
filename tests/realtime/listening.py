"""A program that listens to the live stream, as a browser does."""

import contextlib
import json
import socket
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

from tests.conftest import Live
from tests.world import BUILDING, PASSWORD

STREAM = "/api/v1/stream"


def signed_in(live: Live, username: str) -> httpx.Client:
    """A client with a session of this person."""
    client = httpx.Client(base_url=live.url, timeout=20)
    body = {"username": username, "password": PASSWORD}
    answer = client.post("/api/v1/session", json=body, headers={"Origin": live.url})
    assert answer.status_code == 200, answer.text
    return client


def report(live: Live, building: str = BUILDING, text: str = "The tap leaks.") -> str:
    """A neighbour reports; returns the case's number."""
    body = {"text": text, "place": {"code": building}, "channel": "web"}
    answer = httpx.post(f"{live.url}/api/v1/reports", json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


@dataclass(frozen=True)
class Heard:
    """One event as it arrived."""

    at: float
    id: int
    event: str
    data: dict[str, Any]


@dataclass
class Listener:
    """Reads a stream in a thread until it ends or is left."""

    client: httpx.Client
    last_id: int | str | None = None
    heard: list[Heard] = field(default_factory=list)
    text: str = ""
    head: str = ""
    status: int = 0
    ended_at: float | None = None
    _socket: socket.socket | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self.until(lambda: bool(self.heard) or self.ended_at is not None), "nothing at all was heard"
        return self

    def __exit__(self, *_: object) -> None:
        """Hangs up, as a browser does when its page is left."""
        if self._socket and self.ended_at is None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)

    @property
    def frames(self) -> list[Heard]:
        """The events about cases."""
        return [one for one in self.heard if one.event == "cases"]

    @property
    def count(self) -> int:
        """How many events the frames tell of."""
        return sum(frame.data["count"] for frame in self.frames)

    @property
    def numbers(self) -> set[str]:
        """The case numbers that were told."""
        return {number for frame in self.frames for number in frame.data["numbers"]}

    def until(self, condition: Any, seconds: float = 60.0) -> bool:
        """Waits until the condition holds; False when it does not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(0.02)
        return bool(condition())

    def _listen(self) -> None:
        headers = {} if self.last_id is None else {b"last-event-id": str(self.last_id).encode("latin-1")}
        try:
            with self.client.stream("GET", STREAM, headers=headers) as answer:
                self.status, self.head = answer.status_code, str(answer.headers.raw)
                self._socket = answer.extensions["network_stream"].get_extra_info("socket")
                self._read(answer)
        except httpx.HTTPError:
            pass
        self.ended_at = time.monotonic()

    def _read(self, answer: httpx.Response) -> None:
        lines: dict[str, str] = {}
        for line in answer.iter_lines():
            self.text += line + "\n"
            name, _, value = line.partition(": ")
            if name and value:
                lines[name] = value
            elif lines:
                said = json.loads(lines["data"])
                self.heard.append(Heard(time.monotonic(), int(lines["id"]), lines["event"], said))
                lines = {}
