"""G43: anonymous means anonymous. What a browser tells by itself is planted and then looked for everywhere."""

import hashlib
import io
import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from linli.kernel import allowances, jobs, outbox
from linli.ops import binaries
from tests import cluster
from tests.world import World, new_key

ADDRESS, AGENT, DEVICE = "203.0.113.77", "PlantedAgent/9.9", "planted-device-4711"
CAMERA, TAKEN_AT, PHONE = "PlantedCamera", "2026:01:02 03:04:05", "13911112222"
LON, LAT = 120.0051234, 30.0058765
PLANTED = (ADDRESS, AGENT, DEVICE, CAMERA, TAKEN_AT, PHONE, str(LON), str(LAT), "120.0051", "30.0058")


def photo() -> bytes:
    """A picture that tells the camera, the moment and the place."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0132] = CAMERA, TAKEN_AT
    exif.get_ifd(0x8825)[2] = (30.0, 0.0, 21.1554)
    out = io.BytesIO()
    Image.new("RGB", (16, 12), "red").save(out, "JPEG", exif=exif)
    assert CAMERA.encode() in out.getvalue()
    return out.getvalue()


def everything() -> bytes:
    """A whole dump of the database, and every file of the data folder."""
    program = binaries.find(None).path("pg_dump")
    command = [program, f"--host={os.environ[cluster.SOCKET]}", "--username=postgres", cluster.database_name()]
    dumped = subprocess.run(command, capture_output=True, check=True).stdout
    assert b"PostgreSQL database dump" in dumped
    return dumped + b"".join(p.read_bytes() for p in Path(settings.LINLI_DATA_DIR).rglob("*") if p.is_file())


def report(client: Client) -> str:
    place = {"lon": LON, "lat": LAT, "datum": "cgcs2000"}
    told = {"text": "They dump rubbish at night.", "place": place, "anonymous": True}
    refused = {**told, "contact": {"phone": PHONE}}
    kind = "application/json"
    assert client.post("/api/v1/reports", refused, content_type=kind, headers=key()).status_code == 422
    answer = client.post("/api/v1/reports", told, content_type=kind, headers=key())
    assert answer.status_code == 201
    return str(answer.json()["code"])


def key() -> dict[str, str]:
    return {"Idempotency-Key": new_key()}


def test_nothing_of_an_anonymous_reporter_is_found_anywhere(
    committed: World, capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "LINLI_DATA_DIR", tmp_path)
    client = Client(REMOTE_ADDR=ADDRESS, headers={"User-Agent": AGENT, "X-Device-Id": DEVICE})
    code = report(client)
    data = photo()
    path = f"/api/v1/reports/{code}/photos/{hashlib.sha256(data).hexdigest()}"
    assert client.put(path, data, content_type="image/jpeg").status_code == 201
    words = {"text": "By the gate."}
    answered = client.post(
        f"/api/v1/reports/{code}/answer-message", words, content_type="application/json", headers=key()
    )
    assert answered.status_code == 200
    assert client.get(f"/r/{code}/").status_code == 200
    outbox.relay_once(jobs.defer_hearings)
    kept, logged = everything(), "".join(capfd.readouterr())
    assert b"They dump rubbish at night." in kept
    assert [secret for secret in PLANTED if secret.encode() in kept or secret in logged] == []
    assert code.encode() not in kept


def test_no_staff_of_the_place_reads_who_it_was(committed: World) -> None:
    client = Client(REMOTE_ADDR=ADDRESS, headers={"User-Agent": AGENT})
    code = report(client)
    for name in ("chen", "lin", "leader"):
        reader = Client()
        reader.force_login(committed.accounts[name], backend="django.contrib.auth.backends.ModelBackend")
        number = client.get(f"/api/v1/reports/{code}").json()["number"]
        for page in (f"/cases/{number}/", f"/api/v1/cases/{number}", f"/api/v1/cases/{number}/timeline"):
            text = reader.get(page).content.decode()
            assert not [secret for secret in (*PLANTED, code) if secret in text], (name, page)


def test_the_salt_of_a_day_that_is_over_is_destroyed(committed: World) -> None:
    def salts() -> list[bytes]:
        with cluster.connect(cluster.database_name()) as admin:
            return [bytes(row[0]) for row in admin.execute("SELECT value FROM kernel_salt").fetchall()]

    allowances._known.clear()
    allowances.spend("report", ADDRESS)
    (first,) = salts()
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        jobs.tidy(0)
        assert first not in salts()
        allowances.spend("report", ADDRESS)
        (second,) = salts()
    assert first != second
    allowances._known.clear()


def test_whoever_begins_a_day_has_read_nothing_before_being_alone(committed: World) -> None:
    """Two who had read and then each wanted the table alone would wait for each other."""
    with time_machine.travel(timezone.now() + timedelta(days=1)), CaptureQueriesContext(connection) as asked:
        allowances.count("report", "192.0.2.7", 3600)
    allowances._known.clear()
    told = [query["sql"] for query in asked.captured_queries]
    assert told[told.index(allowances.ALONE) - 1] == "BEGIN"


def test_the_table_of_salts_reaches_no_archive_of_the_log(committed: World) -> None:
    with cluster.connect(cluster.database_name()) as admin:
        found = admin.execute("SELECT relpersistence FROM pg_class WHERE relname = 'kernel_salt'").fetchone()
    assert found == ("u",)
