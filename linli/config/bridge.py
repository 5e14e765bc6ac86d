"""Carries a WSGI application on an ASGI server: bodies are read and answers are sent by the event loop, so a slow or
broken client holds no thread. Why not a library: docs/decisions/0010-the-front-carries-the-pages-in-threads.md."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from linli.kernel.labels import SENTENCES

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Start = Callable[..., Callable[[bytes], object]]
Pages = Callable[[dict[str, Any], Start], Iterable[bytes]]

IN_MEMORY = 1024 * 1024
BLOCK = 256 * 1024
LARGEST_BODY = 16 * 1024 * 1024
BODY_SECONDS = 60.0
REFUSALS = {400: "malformed", 408: "malformed", 413: "too_large", 503: "unavailable"}


class RefusedError(Exception):
    """The body cannot be read (400) or is too large (413), or there is no room for another request (503)."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


@dataclass
class Answer:
    """What the application said, collected in its thread."""

    body: IO[bytes]
    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        """WSGI's `start_response`."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self.body.write


class Bridge:
    """An ASGI application made of a WSGI one. At most `threads` requests run and `waiting` wait; beyond that 503.

    Bodies beyond a megabyte wait on disk.
    """

    def __init__(self, pages: Pages, *, threads: int, waiting: int) -> None:
        self.pages = pages
        self.room = threads + waiting
        self.inside = 0
        self.executor = ThreadPoolExecutor(threads, "pages")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(IN_MEMORY) as body, SpooledTemporaryFile(IN_MEMORY) as said:
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    await _keep_body(scope, receive, body)
                await _send(send, await self._answer(environment(scope, body), Answer(said)))
            except TimeoutError:
                await _refuse(send, 408)
            except RefusedError as refused:
                await _refuse(send, refused.status)

    async def _answer(self, environ: dict[str, Any], answer: Answer) -> Answer:
        if self.inside >= self.room:
            raise RefusedError(503)
        self.inside += 1
        try:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self.executor, copy_context().run, self._run, environ, answer)
        finally:
            self.inside -= 1
        return answer

    def _run(self, environ: dict[str, Any], answer: Answer) -> None:
        said = self.pages(environ, answer.start)
        try:
            for chunk in said:
                answer.body.write(chunk)
        finally:
            getattr(said, "close", lambda: None)()


def environment(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request in WSGI's words. Header names with `_` are left out: they would pass for their twin with `-`."""
    server, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").upper().replace("-", "_")
        if b"_" in raw or name == "CONTENT_LENGTH":
            continue
        name = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        joint = "; " if name == "HTTP_COOKIE" else ","
        text = value.decode("latin-1")
        environ[name] = f"{environ[name]}{joint}{text}" if name in environ else text
    environ["CONTENT_LENGTH"] = str(body.seek(0, 2))
    body.seek(0)
    return environ


async def _keep_body(scope: Scope, receive: Receive, body: IO[bytes]) -> None:
    """Reads the body. Raises RefusedError when the client left before its end or sent chunks that are none: the server
    tells both alike."""
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    if not announced.isdigit() or int(announced) > LARGEST_BODY:
        raise RefusedError(413)
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400)
        body.write(message.get("body", b""))
        if body.tell() > LARGEST_BODY:
            raise RefusedError(413)
        more = message.get("more_body", False)


async def _send(send: Send, answer: Answer) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    answer.body.seek(0)
    block = answer.body.read(BLOCK)
    while len(block) == BLOCK:
        await send({"type": "http.response.body", "body": block, "more_body": True})
        block = answer.body.read(BLOCK)
    await send({"type": "http.response.body", "body": block, "more_body": False})


async def _refuse(send: Send, status: int) -> None:
    code = REFUSALS[status]
    text = json.dumps({"code": code, "message": str(SENTENCES[code])}, ensure_ascii=False)
    headers = [(b"content-type", b"application/json"), (b"x-content-type-options", b"nosniff")]
    headers += [(b"retry-after", b"2")] if status == 503 else [(b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})
