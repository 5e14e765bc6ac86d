"""The one listener of a process: reads new events in order and offers each to every open stream."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import structlog
from django.db import connections
from psycopg.conninfo import make_conninfo
from psycopg.rows import DictRow, dict_row

from linli.kernel.outbox import CHANNEL, RELAY
from linli.realtime import authority
from linli.realtime.client import Client

STREAMS = "linli_stream"
LISTEN_TO_FACTS = f"LISTEN {CHANNEL}"
LISTEN_TO_STREAMS = f"LISTEN {STREAMS}"
MOST_STREAMS = 600
MOST_STREAMS_OF_ACCOUNT = 5
LOOK_SECONDS = 2.0
VERIFY_SECONDS = 2.0
RETRY_SECONDS = 0.5
BATCH = 500
REPLAYED = timedelta(minutes=15)
# Who was away for longer is told of a gap at once, unless the old events are few and none is for them.
MOST_OLD_EVENTS = 5000

HEAD = "SELECT coalesce(max(position), 0) AS position FROM kernel_event"
AFTER = (
    "SELECT position, name, object_type, version, at, payload, area_path, unit_path, participants, excluded,"
    " left_area_path, left_unit_path"
    " FROM kernel_event WHERE position > %s ORDER BY position LIMIT %s"
)
Connection = psycopg.AsyncConnection[DictRow]


class Hub:
    """Knows the open streams of this process. Everything here runs in its event loop, and only `authority` in a thread.

    A stream tells every process that it opens and closes (`open account:7 name`), so that whoever keeps the oldest
    stream of an account can close it.
    """

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}
        self.position = 0
        self._asking: Connection | None = None
        self._connected = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def ready(self, seconds: float = 2.0) -> bool:
        """Starts with the first stream. False when the database cannot be reached for now."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._verify())]
        try:
            async with asyncio.timeout(seconds):
                await self._connected.wait()
        except TimeoutError:
            return False
        return len(self.clients) < MOST_STREAMS

    async def join(self, client: Client) -> None:
        """From now on the client hears every event; the others of its account learn that there is one more."""
        client.joined_at = client.position = client.told_to = self.position
        self.clients[client.name] = client
        await self._announce("open", client)

    async def leave(self, client: Client) -> None:
        """The client hears nothing more."""
        client.close()
        if self.clients.pop(client.name, None):
            await self._announce("shut", client)

    async def replay(self, client: Client, after: int) -> bool:
        """Gathers what the client missed between that position and its joining. False: there is a gap."""
        client.told_to = after
        if after > client.joined_at:  # another process was ahead of this one, or the client made it up
            if after <= await self._head():
                return True
            client.told_to = client.joined_at
            return False
        oldest, looked_through, following = datetime.now(UTC) - REPLAYED, 0, after + 1
        async for event in self._events(after):
            if event["position"] > client.joined_at:
                break
            if event["position"] != following:  # old facts have been forgotten
                return False
            following += 1
            if event["at"] < oldest:
                looked_through += 1
                if looked_through > MOST_OLD_EVENTS or client.sees(event):
                    return False
            client.hear(event)
        return True

    def close_all(self) -> None:
        """Ends every stream, because the process stops."""
        for client in self.clients.values():
            client.close()

    async def _events(self, after: int) -> AsyncIterator[Mapping[str, Any]]:
        while True:
            await self._connected.wait()
            assert self._asking is not None
            rows = await (await self._asking.execute(AFTER, [after, BATCH])).fetchall()
            for row in rows:
                yield row
            if len(rows) < BATCH:
                return
            after = rows[-1]["position"]

    async def _head(self) -> int:
        assert self._asking is not None
        found = await (await self._asking.execute(HEAD)).fetchone()
        return int(found["position"]) if found else 0

    async def _announce(self, word: str, client: Client) -> None:
        """Lost with the connection: `_listen` then announces all anew."""
        if self._asking is not None:
            with contextlib.suppress(psycopg.Error):
                notice = f"{word} {client.actor.key} {client.name}"
                await self._asking.execute("SELECT pg_notify(%s, %s)", [STREAMS, notice])

    async def _follow(self) -> None:
        """Listens for ever, with a new connection when one is lost."""
        while True:
            try:
                async with await _connect() as listening, await _connect() as self._asking:
                    await self._listen(listening)
            except Exception as error:
                structlog.get_logger().warning("stream lost the database", error=type(error).__name__)
            self._connected.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self, listening: Connection) -> None:
        await listening.execute(LISTEN_TO_FACTS)
        await listening.execute(LISTEN_TO_STREAMS)
        if not self.clients:
            self.position = await self._head()
        self._connected.set()
        for client in list(self.clients.values()):
            client.newer.clear()
            client.is_announced = False
            await self._announce("open", client)
        while True:
            await self._read()
            async for notice in listening.notifies(timeout=LOOK_SECONDS, stop_after=1):
                if notice.channel == STREAMS:
                    self._count(*notice.payload.split(" "))

    async def _read(self) -> None:
        """Offers what is new to everybody; the notice was only the wake-up."""
        async for event in self._events(self.position):
            self.position = event["position"]
            for client in self.clients.values():
                client.position = self.position
                client.hear(event)
        for client in self.clients.values():
            if client.pending.count:
                client.wake()

    def _count(self, word: str, account: str, name: str) -> None:
        """Hears that a stream was opened or closed somewhere."""
        for client in self.clients.values():
            if client.name == name:
                client.is_announced = word == "open"
            elif client.actor.key == account and client.is_announced and word == "open":
                client.newer.add(name)
                if len(client.newer) >= MOST_STREAMS_OF_ACCOUNT:
                    client.close()
            else:
                client.newer.discard(name)

    async def _verify(self) -> None:
        """Asks again and again whether each stream's actor is still what it was."""
        while True:
            await asyncio.sleep(VERIFY_SECONDS)
            clients, asked_at = list(self.clients.values()), time.monotonic()
            keys = {client.session_key for client in clients}
            try:
                actors = await asyncio.to_thread(authority.actors_of, keys) if keys else {}
            except Exception as error:
                structlog.get_logger().warning("stream cannot verify", error=type(error).__name__)
                continue
            for client in clients:
                client.verify(actors.get(client.session_key), asked_at)


async def _connect() -> Connection:
    """A connection of the relay's role, as in the settings."""
    settings = connections[RELAY].settings_dict
    conninfo = make_conninfo(
        host=settings["HOST"],
        port=settings["PORT"],
        dbname=settings["NAME"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        **settings["OPTIONS"],
    )
    return await psycopg.AsyncConnection.connect(conninfo, autocommit=True, row_factory=dict_row)
