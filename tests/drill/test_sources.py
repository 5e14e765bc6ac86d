"""The limiter counts each source for itself while a hundred of them work."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from linli.demo.caller import source
from linli.demo.simulation import RESIDENT_NETWORK
from tests.conftest import ROOT, Live
from tests.world import BUILDING

pytestmark = pytest.mark.drill
ALLOWED, SOURCES, FLOOD = 5, 100, 60
START_LIMIT = 60


@pytest.fixture
def limited(live: Live) -> Iterator[str]:
    """A second web server on the same database, which takes five reports an hour from one address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    told = os.environ | live.environment | {"PORT": str(port), "LINLI_REPORTS_AN_HOUR": str(ALLOWED)}
    web = subprocess.Popen([sys.executable, "-m", "linli.config.cli", "web"], env=told, cwd=ROOT)
    url, end = f"http://127.0.0.1:{port}", time.monotonic() + START_LIMIT
    try:
        while time.monotonic() < end:
            try:
                httpx.get(f"{url}/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield url
    finally:
        web.terminate()
        web.wait(20)


async def reports(url: str, address: str, count: int) -> Counter[int]:
    """So many reports from one address, all statuses; a 429 says when to come back."""
    found = Counter[int]()
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(local_address=address), timeout=60) as client:
        for _ in range(count):
            body = {"text": "路面积水", "place": {"code": BUILDING}}
            headers = {"Idempotency-Key": uuid.uuid4().hex}
            answer = await client.post(f"{url}/api/v1/reports", json=body, headers=headers)
            assert answer.status_code != 429 or int(answer.headers["Retry-After"]) > 0
            found[answer.status_code] += 1
    return found


def test_a_flood_from_one_source_takes_nothing_from_a_hundred_others(limited: str) -> None:
    async def all_at_once() -> list[Counter[int]]:
        honest = [reports(limited, source(RESIDENT_NETWORK, number), ALLOWED) for number in range(SOURCES)]
        return await asyncio.gather(reports(limited, "127.99.0.1", FLOOD), *honest)

    flood, *honest = asyncio.run(all_at_once())
    assert flood == {201: ALLOWED, 429: FLOOD - ALLOWED}
    assert honest == [Counter({201: ALLOWED})] * SOURCES
