"""The live stream: five hundred screens, two reports a second, and how long until each screen has been told.

The floor is the least that could do it: one LISTEN, and each word written to every open connection.
"""

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

import linli.config.ready  # noqa: F401 - before everything that needs the models
from benchmarks import load, servers
from benchmarks.load import Measured
from benchmarks.recording import intake
from linli.accounts.models import Account, Grant, Role
from linli.places.models import Town

SCREENS, EACH = 500, 5
EVENTS, PAUSE = 40, 0.5
SETTLE = 3.0
LONGEST_REST = 300.0
BUSY = (
    "SELECT (SELECT count(*) FROM kernel_event WHERE position IS NULL)"
    " + (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))"
)
CHANNEL = "bench_stream"
LISTEN = f"LISTEN {CHANNEL}"


@dataclass
class Screens:
    """When each report was sent, and when each screen was told of it."""

    open: int = 0
    sent: dict[str, float] = field(default_factory=dict)
    told: list[tuple[str, float]] = field(default_factory=list)

    def measured(self) -> Measured:
        """One figure for each screen and report; fails when one was not told."""
        times = [at - self.sent[number] for number, at in self.told if number in self.sent]
        assert len(times) == SCREENS * EVENTS, f"{len(times)} of {SCREENS * EVENTS} were told"
        return Measured(times, EVENTS * PAUSE)


def measure() -> dict[str, Measured]:
    """Product and floor, one after the other. What is measured later finds everybody's grants as they were."""
    before = list(Grant.objects.values_list("pk", flat=True))
    keys = _sessions()
    with servers.product() as product, servers.worker():
        _rest()
        of_product = asyncio.run(_run(product.port, _headers(keys), _report(product.port)))
    Grant.objects.exclude(pk__in=before).delete()
    with servers.stream_floor() as floor:
        of_floor = asyncio.run(_run(floor.port, [""] * SCREENS, _notify))
    return {"product": of_product, "floor": of_floor}


def _rest() -> None:
    """Waits until the worker has nothing left to do of what was measured before."""
    end = time.monotonic() + LONGEST_REST
    with psycopg.connect(os.environ["LINLI_RELAY_URL"], autocommit=True) as connection:
        while connection.execute(BUSY).fetchone() != (0,):
            assert time.monotonic() < end, "the worker does not come to rest"
            time.sleep(1)


def _sessions() -> list[str]:
    """A session of each of a hundred people who see the whole street; five screens each."""
    accounts = list(Account.objects.filter(is_active=True).order_by("username")[: SCREENS // EACH])
    role, root = Role.objects.get(key="dispatcher"), Town.objects.get().root_id
    Grant.objects.bulk_create(
        [Grant(account=account, role=role, area_id=root) for account in accounts], ignore_conflicts=True
    )
    keys = []
    for account in accounts:
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        keys.append(str(session.session_key))
    return keys


def _headers(keys: list[str]) -> list[str]:
    return [f"Cookie: {settings.SESSION_COOKIE_NAME}={key}\r\n" for key in keys for _ in range(EACH)]


async def _run(port: int, headers: list[str], happen: Callable[[Screens], Awaitable[None]]) -> Measured:
    screens, few = Screens(), asyncio.Semaphore(20)
    listeners = [asyncio.create_task(_listen(port, header, screens, few)) for header in headers]
    while screens.open < SCREENS:
        await asyncio.sleep(0.1)
        for listener in listeners:
            assert not listener.done(), listener.exception()
    await happen(screens)  # the first meets processes that have not answered anything yet, and is not measured
    await asyncio.sleep(SETTLE)
    screens.sent.clear()
    for _ in range(EVENTS):
        begun = time.perf_counter()
        await happen(screens)
        await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - begun)))
    await asyncio.sleep(SETTLE)
    for listener in listeners:
        listener.cancel()
    return screens.measured()


async def _listen(port: int, header: str, screens: Screens, few: asyncio.Semaphore) -> None:
    async with few:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{header}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], head
        screens.open += 1
    async for line in reader:
        if line.startswith(b"data: "):
            at = time.perf_counter()
            screens.told += [(number, at) for number in json.loads(line[6:]).get("numbers", ())]


def _report(port: int) -> Callable[[Screens], Awaitable[None]]:
    intake()  # remembers a building, which must not be looked for among the coroutines

    async def happen(screens: Screens) -> None:
        begun = time.perf_counter()
        status, answer = await load.ask(port, intake())
        assert status == 201, answer
        screens.sent[json.loads(answer)["number"]] = begun

    return happen


async def _notify(screens: Screens) -> None:
    number = secrets.token_hex(4)
    screens.sent[number] = time.perf_counter()
    async with await psycopg.AsyncConnection.connect(os.environ["LINLI_RELAY_URL"], autocommit=True) as connection:
        await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, number])


async def _floor(port: int) -> None:
    """Writes each word that is notified to every connection."""
    writers: set[asyncio.StreamWriter] = set()

    async def admit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()  # somebody only looked whether it is there yet
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
        writers.add(writer)

    server = await asyncio.start_server(admit, "127.0.0.1", port)
    connection = await psycopg.AsyncConnection.connect(os.environ["LINLI_RELAY_URL"], autocommit=True)
    await connection.execute(LISTEN)
    async with server, connection:
        async for word in connection.notifies():
            data: dict[str, Any] = {"numbers": [word.payload]}
            for writer in writers:
                writer.write(f"data: {json.dumps(data)}\n\n".encode())


if __name__ == "__main__":
    asyncio.run(_floor(int(sys.argv[1])))
