"""A desk and an outside unit that pass cases to each other through whatever happens."""

import logging
import threading
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

from tests.world import BUILDING, PASSWORD, new_key

logging.getLogger("httpx").setLevel(logging.WARNING)
PAUSE_SECONDS = 0.05
GIVE_UP = 180.0
# What becomes of a case that was sent out; one that nobody touches comes back by itself.
ENDS = ("accept", "return", "answer", "recall", "late", "come_back")
MOVES: dict[str, tuple[tuple[str, str, dict[str, str]], ...]] = {
    "accept": (("gong", "accept-transfer", {"reference": "A-1"}),),
    "return": (("gong", "return-transfer", {"reason": "Not ours."}),),
    "answer": (
        ("gong", "accept-transfer", {}),
        ("gong", "answer-transfer", {"outcome": "done", "result": "Spoken to."}),
    ),
    "recall": (("chen", "recall", {}),),
    "late": (
        ("gong", "accept-transfer", {}),
        ("gong", "return-transfer", {"reason": "Not ours after all."}),
        ("chen", "transfer-out", {"unit": "police", "reason": "It is."}),
    ),
    "come_back": (),
}
# The state in which each ends once the partner's time has run out.
STATES = {
    "accept": "transferred", "return": "filed", "answer": "handled",
    "recall": "filed", "late": "filed", "come_back": "filed",
}  # fmt: skip


@dataclass
class Office:
    """Somebody who works here or there, who sends the same key again until it is answered."""

    port: int
    username: str
    stop: threading.Event
    retries: int = 0
    secret: str = ""
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=15))

    def enter(self) -> None:
        """Signs in and makes a key for programs."""
        self.client.post(self._path("/session"), json={"username": self.username, "password": PASSWORD})
        told = {"Idempotency-Key": new_key(), "X-CSRFToken": self.client.cookies["csrftoken"]}
        made = self.client.post(self._path("/tokens"), json={"name": "drill"}, headers=told)
        self.secret = made.json()["token"]
        self.client.cookies.clear()

    def send(self, path: str, body: dict[str, Any], version: int = 0) -> dict[str, Any]:
        """The answer, however often it has to be asked for."""
        told = {"Idempotency-Key": new_key()} | ({"If-Match": f'"{version}"'} if version else {})
        told |= {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        end = time.monotonic() + GIVE_UP
        while time.monotonic() < end:
            try:
                answer = self.client.post(self._path(path), json=body, headers=told)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code < 500:
                found: dict[str, Any] = answer.json()
                assert answer.status_code < 300, (path, answer.status_code, found)
                return found
            self.retries += 1
            time.sleep(0.2)
        raise AssertionError(f"{path} was never answered")

    def _path(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1{path}"


class Passing(threading.Thread):
    """Reports case after case, sends each out and lets it end in one of the ways."""

    def __init__(self, port: int, offices: dict[str, str], seed: int, count: int) -> None:
        super().__init__(daemon=True)
        self.random, self.count = Random(seed), count
        stop = threading.Event()
        self.offices = {name: Office(port, name, stop, secret=secret) for name, secret in offices.items()}
        self.neighbour = Office(port, "", stop)
        self.ended: dict[str, str] = {}
        self.fault = ""

    def run(self) -> None:
        try:
            for number in range(self.count):
                self._pass(ENDS[number % len(ENDS)])
                time.sleep(self.random.uniform(0, 4 * PAUSE_SECONDS))
        except AssertionError as error:
            self.fault = str(error)

    def _pass(self, end: str) -> None:
        made = self.neighbour.send("/reports", {"text": "Noise at night.", "place": {"code": BUILDING}})
        number, version = made["number"], 1
        out = (
            ("chen", "file", {"class_code": "06025"}),
            ("chen", "transfer-out", {"unit": "police", "reason": "Theirs."}),
        )
        for who, word, body in (*out, *MOVES[end]):
            version = self.offices[who].send(f"/cases/{number}/{word}", body, version)["version"]
        self.ended[number] = end

    @property
    def retries(self) -> int:
        return self.neighbour.retries + sum(office.retries for office in self.offices.values())
