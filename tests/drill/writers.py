"""Neighbours who report through whatever happens: each sends the same key again until it is answered."""

import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.world import BUILDING

ATTEMPT_SECONDS = 12
PAUSE_SECONDS = 0.02
ASKED_AGAIN_ONE_IN = 10


@dataclass
class Journal:
    """Who meant to report and who was answered, on disk before the next thing happens."""

    path: Path
    intents: list[str] = field(default_factory=list)
    acks: dict[str, dict[str, str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    retries: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def intend(self, key: str) -> None:
        with self._lock:
            self.intents.append(key)
            self._write({"intent": key})

    def acknowledge(self, key: str, answer: dict[str, str]) -> None:
        """The same key must always be answered the same."""
        with self._lock:
            if self.acks.setdefault(key, answer) != answer:
                self.faults.append(f"{key} was answered {self.acks[key]} and then {answer}")
            self._write({"ack": key, **answer})

    def fault(self, what: str) -> None:
        with self._lock:
            self.faults.append(what)

    def _write(self, row: dict[str, str]) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps(row) + "\n")


class Writer(threading.Thread):
    """One neighbour with much to report."""

    def __init__(self, port: int, journal: Journal, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port = port
        self.journal = journal
        self.random = Random(seed)
        self.stopping = stop
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        while not self.stopping.is_set():
            key = str(uuid.UUID(int=self.random.getrandbits(128)))
            self.journal.intend(key)
            self._send_until_answered(key)
            if self.random.randrange(ASKED_AGAIN_ONE_IN) == 0:
                self._send_until_answered(key)
            time.sleep(PAUSE_SECONDS)

    def _send_until_answered(self, key: str) -> None:
        while True:
            try:
                status, answer = self._send(key)
            except (OSError, http.client.HTTPException, ValueError):
                self._hang_up()
                status, answer = 0, {}
            if status == 201:
                return self.journal.acknowledge(key, answer)
            if 400 <= status < 500:
                return self.journal.fault(f"{key}: {status} {answer}")
            self.journal.retries += 1
            time.sleep(self.random.uniform(0.05, 0.3))

    def _send(self, key: str) -> tuple[int, dict[str, str]]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ATTEMPT_SECONDS)
        body = json.dumps({"text": f"Report {key}", "place": {"code": BUILDING}, "channel": "web"})
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        self.connection.request("POST", "/api/v1/reports", body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if answer.status < 500 else {}

    def _hang_up(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None
