"""The floor: the same statements as the product's, from a pool, behind a bare WSGI function, served the same way.

`python -m benchmarks.floor PORT`, with the statements in the file that BENCH_STATEMENTS names.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import psycopg
from psycopg_pool import ConnectionPool

from linli.config.asgi import THREADS, WAITING
from linli.config.bridge import Bridge
from linli.config.commands.web import serve

Start = Callable[..., object]
NEXT_ID = "nextval"


@cache
def _statements() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(Path(os.environ["BENCH_STATEMENTS"]).read_text())
    return found


@cache
def _pool() -> ConnectionPool[psycopg.Connection[tuple[Any, ...]]]:
    return ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=12, kwargs={"autocommit": True}, open=True)


def floor(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """`/intake?key=…`, `/list`, `/move?id=…&number=…&key=…`: runs the statements, answers the last rows."""
    values = {name: found[0] for name, found in parse_qs(environ["QUERY_STRING"]).items()}
    rows: list[tuple[Any, ...]] = []
    with _pool().connection() as connection:
        for text in _statements()[environ["PATH_INFO"].strip("/")]:
            cursor = connection.execute(_filled(text, values))
            found = cursor.fetchall() if cursor.description else []
            if NEXT_ID in text and found[0][-2]:  # a new object's id
                values["id"] = str(found[0][-2])
                values["number"] = f"20260101{values['id']}"
            rows = found or rows
    body = json.dumps(rows, default=str).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _filled(text: str, values: dict[str, str]) -> bytes:
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text.encode()


pages = Bridge(floor, threads=THREADS, waiting=WAITING)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The front of the floor; it has no live stream and nothing to start."""
    if scope["type"] == "http":
        await pages(scope, receive, send)


if __name__ == "__main__":
    serve("benchmarks.floor:application", int(sys.argv[1]))
