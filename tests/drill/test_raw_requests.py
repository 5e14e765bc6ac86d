"""G30 below HTTP's own grammar: requests that no client library sends. Each is refused or hung up on, none is a fault
of ours or read as two; and then a proper request is answered."""

import secrets
import socket
from collections.abc import Iterator

import pytest

from tests.drill.running import Running, running
from tests.drill.test_same_key import report

pytestmark = pytest.mark.drill

HOST = b"Host: 127.0.0.1\r\n"
JSON = b"Content-Type: application/json\r\n"
HIDDEN = b"GET /api/v1/areas HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def get(path: bytes, *headers: bytes) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"".join(headers) + b"Connection: close\r\n\r\n"


def post(*headers: bytes, body: bytes = b"{}") -> bytes:
    return b"POST /api/v1/reports HTTP/1.1\r\n" + HOST + JSON + b"".join(headers) + b"\r\n" + body


RAW: dict[str, bytes] = {
    "a header of 1 MB": get(b"/api/v1/areas", b"X-Long: " + b"a" * 1_000_000 + b"\r\n"),
    "10,000 headers": get(b"/api/v1/areas", *(b"X-%d: 1\r\n" % number for number in range(10_000))),
    "a cookie of 1 MB": get(b"/api/v1/me", b"Cookie: sessionid=" + b"a" * 1_000_000 + b"\r\n"),
    "a path of 1 MB": get(b"/api/v1/" + b"a" * 1_000_000),
    "a query of 1 MB": get(b"/api/v1/cases?q=" + b"a" * 1_000_000),
    "two lengths": post(b"Content-Length: 2\r\n", b"Content-Length: 60\r\n", body=b"{}" + HIDDEN),
    "length and chunks": post(b"Content-Length: 6\r\n", b"Transfer-Encoding: chunked\r\n", body=b"0\r\n\r\n" + HIDDEN),
    "chunks and length": post(
        b"Transfer-Encoding: chunked\r\n", b"Content-Length: 200\r\n", body=b"2\r\n{}\r\n0\r\n\r\n" + HIDDEN
    ),
    "chunked twice": post(
        b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: identity\r\n", body=b"2\r\n{}\r\n0\r\n\r\n" + HIDDEN
    ),
    "chunked with a blank": post(b"Transfer-Encoding : chunked\r\n", body=b"2\r\n{}\r\n0\r\n\r\n" + HIDDEN),
    "a length below zero": post(b"Content-Length: -1\r\n"),
    "a length with a sign": post(b"Content-Length: +2\r\n"),
    "a length that is none": post(b"Content-Length: two\r\n"),
    "a length beyond int64": post(b"Content-Length: 99999999999999999999\r\n"),
    "a chunk size that is none": post(b"Transfer-Encoding: chunked\r\n", body=b"zz\r\n{}\r\n0\r\n\r\n"),
    "a chunk size beyond int64": post(b"Transfer-Encoding: chunked\r\n", body=b"fffffffffffffffff\r\n{}\r\n"),
    "a header over two lines": get(b"/api/v1/areas", b"X-Folded: a\r\n b\r\n"),
    "a header without a name": get(b"/api/v1/areas", b": a\r\n"),
    "NUL in a header": get(b"/api/v1/areas", b"X-Nul: a\x00b\r\n"),
    "NUL in the path": get(b"/api/v1/areas\x00"),
    "bytes that are no text": get(b"/api/v1/areas", b"Accept-Language: \xff\xfe\r\n"),
    "no host": b"GET /api/v1/areas HTTP/1.1\r\n\r\n",
    "two hosts": get(b"/api/v1/areas", b"Host: evil.example\r\n"),
    "a host with blanks": b"GET /api/v1/areas HTTP/1.1\r\nHost: a b\r\n\r\n",
    "another host in the line": b"GET http://evil.example/api/v1/areas HTTP/1.1\r\n" + HOST + b"\r\n",
    "HTTP 0.9": b"GET /api/v1/areas\r\n\r\n",
    "HTTP 3.7": b"GET /api/v1/areas HTTP/3.7\r\n" + HOST + b"\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + secrets.token_bytes(64),
    "nothing but line ends": b"\r\n" * 1000,
    "a method of 10,000 letters": b"A" * 10_000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n",
    "a line that ends in LF": b"GET /api/v1/areas HTTP/1.1\nHost: 127.0.0.1\n\n",
    "a body said to be packed": post(b"Content-Encoding: gzip\r\n", b"Content-Length: 2\r\n"),
    "an upgrade": get(b"/api/v1/areas", b"Upgrade: h2c\r\nConnection: Upgrade\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
    "a date of the year 0": get(b"/api/v1/cases", b"If-Modified-Since: Mon, 00 Jan 0000 00:00:00 GMT\r\n"),
    "ranges without end": get(b"/api/v1/areas", b"Range: bytes=" + b"0-," * 2000 + b"\r\n"),
}


@pytest.fixture(scope="module")
def served_town() -> Iterator[Running]:
    with running() as found:
        yield found


def answers(port: int, data: bytes) -> list[int]:
    """The statuses of all that comes back before the server hangs up or has no more to say."""
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.settimeout(3)
        try:
            connection.sendall(data)
            while part := connection.recv(65536):
                found += part
        except OSError:
            pass
    lines = found.split(b"HTTP/1.1 ")[1:]
    return [int(line[:3]) for line in lines]


@pytest.mark.parametrize("name", RAW)
def test_what_is_no_proper_request_is_no_fault_of_ours(served_town: Running, name: str) -> None:
    found = answers(served_town.port, RAW[name])
    print(name, found)
    assert all(status < 500 for status in found)
    # Nobody's request is hidden in another one: at most one is answered, and none of those that were written down.
    assert len(found) <= 1 or found[0] >= 400
    assert 201 not in found
    assert report(served_town.port, secrets.token_hex(16))[0] == 201
