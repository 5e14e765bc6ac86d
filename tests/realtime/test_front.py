"""The front: whatever a client does with its bytes, it gets an answer, and the others do not notice."""

import http.client
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx
import pytest

from tests.conftest import Live
from tests.realtime.listening import report, signed_in


@pytest.fixture
def address(live: Live) -> tuple[str, int]:
    parts = urlsplit(live.url)
    return str(parts.hostname), int(parts.port or 0)


def _raw(address: tuple[str, int], request: bytes) -> socket.socket:
    connection = socket.create_connection(address, timeout=10)
    connection.sendall(request)
    return connection


def test_requests_at_the_same_time_never_meet_in_one_database_connection(live: Live) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: report(live), range(80)))
    assert len(set(numbers)) == 80


def test_slow_senders_hold_nobody_up(live: Live, address: tuple[str, int]) -> None:
    head = b"POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500\r\n\r\n{"
    slow = [_raw(address, head) for _ in range(40)]
    begun = time.monotonic()
    report(live)
    assert time.monotonic() - begun < 5
    for connection in slow:
        connection.close()


def test_a_body_that_breaks_off_reaches_nobody(live: Live, address: tuple[str, int]) -> None:
    head = b"POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90\r\n\r\n"
    _raw(address, head + b'{"text": "half').close()
    assert httpx.get(f"{live.url}/healthz").status_code in (200, 503)


@pytest.mark.parametrize("size", [b"zz", b"fffffffffffffffff", b"-1"])
def test_a_body_in_broken_chunks_is_malformed(address: tuple[str, int], size: bytes) -> None:
    head = b"POST /api/v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    with _raw(address, head + size + b"\r\n{}\r\n0\r\n\r\n") as connection:
        assert connection.recv(12) == b"HTTP/1.1 400"


def test_ten_megabytes_are_taken_and_twenty_are_refused_with_413(live: Live) -> None:
    for size, statuses in ((10, {400, 403, 413, 415, 422}), (20, {413})):
        answer = httpx.post(f"{live.url}/api/v1/reports", content=b"x" * size * 1024 * 1024, timeout=30)
        assert answer.status_code in statuses


def test_a_body_in_chunks_is_put_together(live: Live) -> None:
    body = iter([b'{"username": "nobody",', b' "password": "x"}'])
    headers = {"Content-Type": "application/json", "Origin": live.url}
    answer = httpx.post(f"{live.url}/api/v1/session", content=body, headers=headers)
    assert answer.json()["code"] == "wrong_credentials"


def test_one_connection_carries_many_requests(address: tuple[str, int]) -> None:
    connection = http.client.HTTPConnection(*address, timeout=10)
    for method in ("GET", "HEAD", "GET", "HEAD"):
        connection.request(method, "/readyz")
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200
        assert bool(body) == (method == "GET")
        assert not answer.will_close
    connection.close()


@pytest.mark.parametrize("path", ["/%ff%fe", "/x?q=%ff", "/%00", "/a%2fb", "/%E4%BD", "/x?" + "a" * 6000])
def test_strange_bytes_in_the_address_are_no_fault_of_the_server(live: Live, path: str) -> None:
    assert httpx.get(live.url + path).status_code < 500


def test_raw_bytes_in_the_address_are_no_fault_of_the_server(address: tuple[str, int]) -> None:
    connection = _raw(address, b"GET /x?q=\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert not connection.recv(100).startswith(b"HTTP/1.1 5")


def test_a_header_with_an_underscore_does_not_pass_for_its_twin(live: Live) -> None:
    token = "Bearer linli_nothing"
    assert httpx.get(f"{live.url}/api/v1/cases", headers={"Authorization": token}).status_code == 401
    answer = httpx.get(f"{live.url}/api/v1/reports/{'a' * 26}", headers={"AUTHORIZATION_": token, "HTTP_X": "1"})
    assert answer.status_code == 404


def test_a_killed_worker_is_replaced_and_open_streams_come_back(live: Live, address: tuple[str, int]) -> None:
    client = signed_in(live, "chen")
    before = _workers(live)
    os.kill(before[0], signal.SIGKILL)
    end = time.monotonic() + 60
    while time.monotonic() < end and (len(_workers(live)) < len(before) or before[0] in _workers(live)):
        time.sleep(0.1)
    assert len(_workers(live)) == len(before)
    assert all(client.get("/api/v1/me").status_code == 200 for _ in range(10))


def _workers(live: Live) -> list[int]:
    """The web server's worker processes, found by the port that the environment of each names."""
    port = f"PORT={urlsplit(live.url).port}".encode()
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as line, open(f"/proc/{entry}/environ", "rb") as told:
                    if b"spawn_main" in line.read() and port in told.read().split(b"\0"):
                        found.append(int(entry))
            except OSError:
                continue
    return sorted(found)
