"""G03: a picture whose sending broke off is never shown; sent again it is whole, and twice it is one."""

import hashlib
import http.client
import json
import secrets
import socket
from collections.abc import Iterator
from io import BytesIO
from random import Random

import pytest
from PIL import Image

from tests.drill.running import Running, running
from tests.drill.test_same_key import report

pytestmark = pytest.mark.drill

PICTURES, CUTS = 50, 20


@pytest.fixture(scope="module")
def served_town() -> Iterator[Running]:
    with running() as found:
        yield found


def picture(random: Random) -> bytes:
    """A picture of some 100 kB that no other is like."""
    out = BytesIO()
    Image.frombytes("RGB", (200, 160), random.randbytes(200 * 160 * 3)).save(out, "PNG")
    return out.getvalue()


def broken_off(port: int, path: str, data: bytes, cut: int) -> None:
    """Sends the head and so many bytes of the body, then hangs up."""
    told = f"Host: 127.0.0.1:{port}\r\nContent-Type: image/png\r\nContent-Length: {len(data)}"
    head = f"PUT {path} HTTP/1.1\r\n{told}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode() + data[:cut])


def send(port: int, path: str, data: bytes) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("PUT", path, data, {"Content-Type": "image/png"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_whatever_breaks_off_every_picture_is_whole_or_not_there(served_town: Running) -> None:
    port, random = served_town.port, Random(2026)
    for _ in range(PICTURES // 10):
        status, filed = report(port, secrets.token_hex(16))
        assert status == 201
        base = f"/api/v1/reports/{filed['code']}"
        for _ in range(10):
            data = picture(random)
            path = f"{base}/photos/{hashlib.sha256(data).hexdigest()}"
            for cut in (random.randrange(len(data)) for _ in range(CUTS)):
                broken_off(port, path, data, cut)
            assert send(port, path, data[:-7])[0] == 422
            shown = json.loads(get(port, base)[1])["photos"]
            assert path.rpartition("/")[2] not in json.dumps(shown)
            status, kept = send(port, path, data)
            assert status == 201, kept
            assert send(port, path, data) == (200, kept)
            status, body = get(port, f"{base}/photos/{kept['stored_sha256']}")
            assert (status, hashlib.sha256(body).hexdigest()) == (200, kept["stored_sha256"])
    wanted = served_town.query("SELECT count(*), count(DISTINCT sent_sha256) FROM cases_photo")
    assert wanted == [(PICTURES, PICTURES)]


def test_every_kept_file_is_what_its_name_says(served_town: Running) -> None:
    names = {name for (name,) in served_town.query("SELECT sha256 FROM kernel_storedfile")}
    found = {file.name: file for file in (served_town.root / "data" / "files").rglob("*") if file.is_file()}
    assert names <= set(found)
    for name in names:
        assert hashlib.sha256(found[name].read_bytes()).hexdigest() == name
