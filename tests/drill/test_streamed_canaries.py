"""G24 on the live stream: of what is said and done in one street not a byte is streamed to another, neither as it
happens nor to who comes back and asks for what was missed."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import httpx
import pytest

from tests.conftest import ROOT, Live
from tests.drill.running import free_port, wait_until
from tests.drill.test_canaries import planted
from tests.realtime.listening import Listener, signed_in
from tests.world import NEXT_BUILDING, TO_THE_END, World

pytestmark = pytest.mark.drill

logging.getLogger("httpx").setLevel(logging.WARNING)
START_LIMIT = 90.0
OUTSIDE = ("stranger", "stranger_zhao", "next_auditor", "admin")
INSIDE = ("chen", "zhao", "wang")
# Where somebody may come back from: the beginning, a place that never was, and nowhere.
PLACES = (0, "999999999999", None)


@pytest.fixture
def streaming(committed: World) -> Iterator[tuple[World, Live]]:
    """A web server and a worker on this process's database."""
    port = free_port()
    told = os.environ | {"PORT": str(port)}
    command = [sys.executable, "-m", "linli.config.cli"]
    children = [subprocess.Popen([*command, what], env=told, cwd=ROOT) for what in ("web", "worker")]
    live = Live(f"http://127.0.0.1:{port}", dict(told))
    try:
        wait_until(lambda: answers(f"{live.url}/readyz"), START_LIMIT, "it did not start")
        yield committed, live
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(30)


def answers(url: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(url, timeout=5).status_code == httpx.codes.OK
    return False


def done(world: World) -> set[str]:
    """All that is planted, and cases that go every way there is; what names them."""
    secrets, _ = planted(world)
    ways = [world.drive(world.report("canary-way"), *TO_THE_END), world.merged(), world.transfer_in("canary-way-in")]
    ways += [world.drive(world.report(), verb) for verb in ("void", "ask_to_verify", "escalate", "self_handle")]
    ways += [
        world.drive(world.report(), "file", "transfer_out"),
        world.drive(world.report(), "file", "dispatch", "return"),
    ]
    return secrets | set(ways) | {world.codes[number] for number in ways if number in world.codes}


def test_no_byte_of_what_was_done_here_is_streamed_to_another_street(streaming: tuple[World, Live]) -> None:
    world, live = streaming
    with ExitStack() as stack:
        first = {who: stack.enter_context(Listener(signed_in(live, who))) for who in (*OUTSIDE, *INSIDE)}
        secrets = done(world)
        last, theirs = world.report(), world.report(building=NEXT_BUILDING)
        assert first["chen"].until(lambda: last in first["chen"].numbers)
        assert first["stranger"].until(lambda: theirs in first["stranger"].numbers)
        again = {
            (who, place): stack.enter_context(Listener(signed_in(live, who), last_id=place))
            for who in OUTSIDE
            for place in PLACES
        }
        assert again["stranger", 0].until(lambda: theirs in again["stranger", 0].numbers)
        world.report()
        newest = world.report(building=NEXT_BUILDING)
        for listener in (first["stranger"], *(again["stranger", place] for place in PLACES)):
            assert listener.until(lambda listener=listener: newest in listener.numbers)
    for who, listener in [(who, first[who]) for who in OUTSIDE] + [(str(key), one) for key, one in again.items()]:
        assert listener.status == 200
        told = listener.head + listener.text
        assert {word for word in {*secrets, last} if word in told} == set(), who
        assert "canary" not in told
    heard = {number for who in INSIDE for number in first[who].numbers}
    assert len(heard & secrets) >= 10
