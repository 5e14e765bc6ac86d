"""`GET /api/v1/stream`: Server-Sent Events for whoever is signed in. The event loop never waits for the database."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie
from psycopg_pool import PoolTimeout

from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.realtime import authority
from linli.realtime.client import Client
from linli.realtime.frames import block
from linli.realtime.hub import Hub

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

PATH = "/api/v1/stream"
# What a position looks like; the table's are of eight bytes.
POSITION = re.compile(r"[0-9]{1,18}")
# A reader that takes nothing for so long is dropped.
SLOWEST_SECONDS = 10.0
# Where a browser says that a request comes from: a page of ours, or nobody's page.
OWN_SITES = ("same-origin", "none")
SAFE = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


class Stream:
    """The ASGI application, with the hub of this process."""

    def __init__(self) -> None:
        self.hub = Hub()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        try:
            client = await self._admit(headers)
        except Refusal as refusal:
            return await _refuse(send, refusal)
        start = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no"), *SAFE]
        await send({"type": "http.response.start", "status": 200, "headers": start})
        if scope["method"] == "HEAD":
            return await _send(send, b"", more=False)
        watching = asyncio.create_task(_until_gone(receive, client))
        try:
            async with asyncio.timeout(SLOWEST_SECONDS):
                await self._greet(client, headers.get(b"last-event-id"), send)
            await _write(client, send)
        except (TimeoutError, psycopg.Error):
            return None  # the connection ends in the middle; the client comes back to where it stood
        finally:
            watching.cancel()
            await self.hub.leave(client)
        return await _send(send, b"", more=False)

    async def _admit(self, headers: dict[bytes, str]) -> Client:
        """Raises Refusal `origin` for the page of another site, `sign_in` without a living session, `unavailable`
        without the database."""
        _check_origin(headers)
        key = parse_cookie(headers.get(b"cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
        asked_at = time.monotonic()
        try:
            actors = await asyncio.to_thread(authority.actors_of, [key]) if key else {}
        except (DatabaseError, PoolTimeout) as error:
            raise Refusal("unavailable") from error
        if key not in actors:
            raise Refusal("sign_in")
        if not await self.hub.ready():
            raise Refusal("unavailable")
        return Client(key, actors[key], asked_at)

    async def _greet(self, client: Client, last_id: str | None, send: Send) -> None:
        """Says where the client stands, so that it can come back to this place, or that it missed something."""
        await self.hub.join(client)
        whole = last_id is None or (bool(POSITION.fullmatch(last_id)) and await self.hub.replay(client, int(last_id)))
        if not whole:
            client.pending.clear()
        client.is_replaying = False
        await _send(send, block(client.place, "open" if whole else "gap", {}))
        client.wake()


def _check_origin(headers: dict[bytes, str]) -> None:
    """A page of somebody else's may not listen with a cookie of ours. Raises Refusal `origin`."""
    if headers.get(b"sec-fetch-site", "none") not in OWN_SITES:
        raise Refusal("origin")
    origin = headers.get(b"origin")
    if origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return
    scheme, _, host = origin.partition("://")
    if scheme not in ("http", "https") or host != headers.get(b"host"):
        raise Refusal("origin")


async def _write(client: Client, send: Send) -> None:
    """Raises TimeoutError when the reader is too slow."""
    async for text in client.blocks():
        async with asyncio.timeout(SLOWEST_SECONDS):
            await _send(send, text)


async def _until_gone(receive: Receive, client: Client) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.close()


async def _send(send: Send, text: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": more})


async def _refuse(send: Send, refusal: Refusal) -> None:
    body = json.dumps({"code": refusal.code, "message": sentence(refusal)}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *SAFE]
    if refusal.code == "unavailable":
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await _send(send, body, more=False)
