"""What every test may ask for."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections, transaction
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests import cluster, passwords
from tests import world as worlds
from tests.world import World

# Two cores shared with other work: how long one example takes says nothing.
hypothesis_settings.register_profile("linli", deadline=None)
hypothesis_settings.load_profile("linli")
passwords.hash_cheaply()
ROOT = Path(__file__).resolve().parents[1]
START_LIMIT = 60.0


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The database is there already: `tests.cluster` made it before Django started."""


@pytest.fixture
def world(db: None) -> World:
    """The town; what the test does in it is rolled back."""
    return worlds.enter()


@pytest.fixture
def committed(django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The town in a database that really commits; it is renewed afterwards."""
    with django_db_blocker.unblock():
        yield worlds.enter()
        connections.close_all()
    cluster.renew()


Trial = Callable[[str], AbstractContextManager[None]]


@pytest.fixture
def trial(subtests: pytest.Subtests) -> Trial:
    """`with trial("chen"):` tries one case of many in the same town: what it does is undone, a failure bears its name
    and keeps none of the others from being tried."""

    @contextmanager
    def one(name: str) -> Iterator[None]:
        inner = transaction.atomic()
        # Inside of it an action still begins a transaction of its own, as inside a test's.
        inner._from_testcase = True  # type: ignore[attr-defined]
        with subtests.test(name), inner:
            yield
            transaction.set_rollback(True)

    return one


@dataclass(frozen=True)
class Live:
    """A running product."""

    url: str
    environment: dict[str, str]


@pytest.fixture(scope="session")
def live() -> Iterator[Live]:
    """A real web server and worker on a port of their own, with a database of their own."""
    name = f"{cluster.database_name()}_live"
    cluster.renew(name)
    port = free_port()
    told = os.environ | cluster.environment(name) | {"PORT": str(port), "LINLI_DEMO": "1"}
    command = [sys.executable, "-m", "linli.config.cli"]
    children = [subprocess.Popen([*command, what], env=told, cwd=ROOT) for what in ("web", "worker")]
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/readyz", children)
        yield Live(url, told)
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)


def free_port() -> int:
    """On which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, children: list[subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + START_LIMIT
    while time.monotonic() < end:
        assert all(child.poll() is None for child in children), "the product did not start"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{url} was not ready in {START_LIMIT:.0f} s")
