"""Clients that ask again as soon as they are answered, on connections that stay open."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.recording import Request


@dataclass
class Measured:
    """What the clients saw, in seconds."""

    times: list[float]
    seconds: float

    @property
    def a_second(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def run(port: int, following: Callable[[], Request | None], clients: int, seconds: float) -> Measured:
    """Lets so many clients ask for so long, or until there is nothing more to ask."""
    return asyncio.run(_run(port, following, clients, seconds))


async def _run(port: int, following: Callable[[], Request | None], clients: int, seconds: float) -> Measured:
    times: list[float] = []
    begun = time.perf_counter()
    await asyncio.gather(*(_client(port, following, begun + seconds, times) for _ in range(clients)))
    return Measured(times, time.perf_counter() - begun)


async def _client(port: int, following: Callable[[], Request | None], end: float, times: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < end and (request := following()):
        asked = _written(request)
        begun = time.perf_counter()
        writer.write(asked)
        status, body = await _answer(reader)
        times.append(time.perf_counter() - begun)
        assert status in (200, 201), (request, status, body[:300])
    writer.close()


async def ask(port: int, request: Request) -> tuple[int, bytes]:
    """One request on a connection of its own: status and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_written(request))
    answer = await _answer(reader)
    writer.close()
    return answer


def _written(request: Request) -> bytes:
    body = json.dumps(request.body).encode() if request.body is not None else b""
    lines = [f"{request.method} {request.path} HTTP/1.1", "Host: 127.0.0.1", *map(": ".join, request.headers.items())]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"content-length: " in head:
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        return int(head[9:12]), await reader.readexactly(length)
    body = b""
    while size := int(await reader.readline(), 16):
        body += await reader.readexactly(size + 2)
    await reader.readline()
    return int(head[9:12]), body
