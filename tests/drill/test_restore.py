"""G22: from a backup that follows, the town comes back as it was at a moment T: what was acknowledged before T is all
there, nothing from after T is, photos are whole, the audit verifies; a cut backup or another key restores nothing."""

import hashlib
import http.client
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PIL import Image

from linli.ops.database import Cluster, throwaway_cluster
from linli.ops.folders import make_instance_folder
from tests.drill import served
from tests.world import BUILDING

pytestmark = pytest.mark.drill
REPORTS = 40
START_LIMIT = 120.0
RESTORE_LIMIT = 600.0


@dataclass
class Town:
    """A running town, its backup, and what was acknowledged before and after T."""

    root: Path
    backups: Path
    port: int
    moment: str = ""
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    def report(self, number: int) -> str:
        """Reports with a photo of its own; returns the case's number once both were acknowledged."""
        key = f"drill-restore-{number:08d}"
        body = json.dumps({"text": f"Report {number}", "place": {"code": BUILDING}, "channel": "web"})
        told = self.send("POST", "/api/v1/reports", body.encode(), {"Idempotency-Key": key}, "application/json")
        data = photo(number)
        sent = hashlib.sha256(data).hexdigest()
        self.send("PUT", f"/api/v1/reports/{told['code']}/photos/{sent}", data, {}, "image/jpeg")
        return str(told["number"])

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str], kind: str) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {"Content-Type": kind, **headers})
            answer = connection.getresponse()
            text = answer.read()
            assert answer.status in (200, 201), text
            found: dict[str, Any] = json.loads(text)
            return found
        finally:
            connection.close()

    def command(
        self, *arguments: str, key: Path | None = None, settings: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Another `linli` command, as an operator runs it on another machine: with the key and these settings."""
        told = clean() | {"LINLI_BACKUP_KEY": str(key or self.root / "data" / "backup.key")} | (settings or {})
        line = [sys.executable, "-m", "linli.config.cli", *arguments]
        return subprocess.run(line, env=told, capture_output=True, text=True, check=False, timeout=RESTORE_LIMIT)

    def into(self, name: str) -> Path:
        return self.root.with_name(f"{self.root.name}-{name}")


def photo(number: int) -> bytes:
    """A picture of a width of its own."""
    out = io.BytesIO()
    Image.new("RGB", (8 + number, 8), (number, 2, 3)).save(out, "JPEG")
    return out.getvalue()


def clean() -> dict[str, str]:
    """The environment without this test process's own database."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    root = Path(tempfile.mkdtemp(prefix="linli-drill-", dir="/var/lib/linli" if os.geteuid() == 0 else None))
    make_instance_folder(root)
    town = Town(root, root / "backups", free_port())
    supervisor = served.start(root, town.port)
    backup = None
    try:
        wait(lambda: ready(town.port))
        backup = start_backup(town)
        wait(lambda: len(list(town.backups.glob("2*"))) == 2)
        town.before = [town.report(number) for number in range(REPORTS)]
        time.sleep(0.1)
        town.moment = datetime.now(UTC).isoformat()
        time.sleep(0.1)
        town.after = [town.report(number) for number in range(REPORTS, REPORTS + 10)]
        time.sleep(35)  # a checkpoint is made, and the backup makes its turns
        stop(backup)
        backup = None
        yield town
    finally:
        if backup:
            stop(backup)
        stop(supervisor)
        shutil.rmtree(Cluster(root).socket, ignore_errors=True)
        for place in root.parent.glob(f"{root.name}*"):
            shutil.rmtree(place, ignore_errors=True)


def start_backup(town: Town) -> "subprocess.Popen[bytes]":
    cluster = Cluster(town.root)
    told = clean() | cluster.urls.environment()
    told |= {"LINLI_DATA_DIR": str(town.root / "data"), "LINLI_BACKUP_DIR": str(town.backups)}
    with (town.root / "backup.log").open("ab") as log:
        line = [sys.executable, "-m", "linli.config.cli", "backup", "--schedule"]
        return subprocess.Popen(line, env=told, stdout=log, stderr=log, start_new_session=True)


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(60)
    finally:
        process.kill()


def ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait(condition: Any) -> None:
    end = time.monotonic() + START_LIMIT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def numbers(root: Path) -> set[str]:
    """The cases of a restored instance, past row-level security."""
    cluster = Cluster(root)
    cluster.start()
    try:
        with psycopg.connect(cluster.urls.superuser) as connection:
            return {number for (number,) in connection.execute("SELECT number FROM cases_case")}
    finally:
        cluster.stop()


def test_the_town_comes_back_as_it_was_at_the_moment(town: Town) -> None:
    place = town.into("at-t")
    told = town.command("restore", str(town.backups), "--to", town.moment, "--into", str(place))
    print(told.stdout)
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"photos, each by its SHA-256: {REPORTS}" in told.stdout
    assert "Findings: 0" in told.stdout
    assert numbers(place) == set(town.before)
    kept = [path for path in (place / "data" / "files").glob("*/*/*") if path.is_file()]
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == path.name for path in kept)
    assert len(kept) == REPORTS


def test_what_is_altered_cut_or_of_another_key_is_refused_with_a_sentence(town: Town) -> None:
    other = town.root / "other.key"
    other.write_text("b" * 43 + "=\n")
    base = next(town.backups.glob("*-base"))
    sealed = base / "cluster.sealed"
    whole = sealed.read_bytes()
    refusals = [town.command("restore", str(base), "--into", str(town.into("no")), key=other)]
    for changed in (whole[:-1], whole[: len(whole) // 2], whole[:5000] + b"\0" + whole[5001:] + b""):
        sealed.write_bytes(changed)
        refusals.append(town.command("restore", str(base), "--into", str(town.into("no"))))
    sealed.write_bytes(whole)
    for told in refusals:
        assert told.returncode == 1
        assert "Remedy:" in told.stderr
        assert "Traceback" not in told.stderr
    assert not town.into("no").exists()


def test_to_the_end_of_what_was_followed_everything_is_there(town: Town) -> None:
    place = town.into("at-end")
    base = next(town.backups.glob("*-base"))
    told = town.command("restore", str(base), "--into", str(place))
    assert told.returncode == 0, told.stdout + told.stderr
    assert numbers(place) == {*town.before, *town.after}


def dump(town: Town) -> None:
    """A portable dump beside the bases."""
    settings = Cluster(town.root).urls.environment() | {"LINLI_DATA_DIR": str(town.root / "data")}
    made = town.command("backup", "--into", str(town.backups), settings=settings)
    assert made.returncode == 0, made.stderr


def test_the_portable_dump_comes_back_into_a_folder(town: Town) -> None:
    dump(town)
    place = town.into("dump")
    told = town.command("restore", str(town.backups), "--into", str(place))
    assert told.returncode == 0, told.stdout + told.stderr
    assert numbers(place) == {*town.before, *town.after}
    assert str(place) in told.stdout


def test_the_portable_dump_comes_back_into_the_empty_database_of_a_real_server(town: Town) -> None:
    dump(town)
    server = throwaway_cluster(town.into("server"), durable=True)
    data = town.into("server-data")
    settings = server.urls.environment() | {"LINLI_DATA_DIR": str(data)}
    try:
        told = town.command("restore", str(town.backups), settings=settings)
        assert told.returncode == 0, told.stdout + told.stderr
        assert f"SHA-256: {REPORTS + 10}" in told.stdout
        with psycopg.connect(server.urls.superuser) as connection:
            found = {number for (number,) in connection.execute("SELECT number FROM cases_case")}
        assert found == {*town.before, *town.after}
        again = town.command("restore", str(town.backups), settings=settings)
        assert again.returncode == 1
        assert "not empty" in again.stdout + again.stderr
    finally:
        server.stop()
