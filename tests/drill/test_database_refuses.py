"""G06: while the database cannot write, is full, or takes no more connections, nothing is acknowledged; and when it can
again, so can we, without a restart."""

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from linli.ops.database import Cluster
from tests.drill.running import Running, running, wait_until
from tests.drill.test_same_key import report

pytestmark = pytest.mark.drill

HEALS_WITHIN = GIVE_UP = 30.0
OTHERS = "others"
OURS: LiteralString = "FROM pg_stat_activity WHERE usename LIKE 'linli%' AND application_name <> 'others'"


@pytest.fixture(scope="module")
def served_town() -> Iterator[Running]:
    with running() as found:
        yield found


def tries(town: Running, count: int = 20) -> set[int]:
    return {report(town.port, secrets.token_hex(16))[0] for _ in range(count)}


def cases(town: Running) -> int:
    return int(town.query("SELECT count(*) FROM cases_case")[0][0])


def order(town: Running, statement: LiteralString) -> None:
    with psycopg.connect(Cluster(town.root).urls.superuser, autocommit=True) as connection:
        connection.execute(statement)


def heals(town: Running) -> None:
    wait_until(lambda: tries(town, 3) == {201}, HEALS_WITHIN, "it did not recover")


def test_a_database_that_may_only_be_read_is_told_as_such_and_nothing_is_acknowledged(served_town: Running) -> None:
    before = cases(served_town)
    order(served_town, "ALTER ROLE linli_app SET default_transaction_read_only = on")
    order(served_town, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_app'")
    try:
        assert tries(served_town) == {503}
        assert cases(served_town) == before
    finally:
        order(served_town, "ALTER ROLE linli_app RESET default_transaction_read_only")
        order(served_town, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_app'")
    heals(served_town)


def test_when_no_connection_is_left_nothing_is_acknowledged(served_town: Running) -> None:
    before = cases(served_town)
    order(served_town, "ALTER ROLE linli_app CONNECTION LIMIT 0")
    order(served_town, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'linli_app'")
    try:
        assert tries(served_town, 5) == {503}
        assert cases(served_town) == before
    finally:
        order(served_town, "ALTER ROLE linli_app CONNECTION LIMIT -1")
    heals(served_town)


def test_others_that_hold_every_connection_are_outlasted(served_town: Running) -> None:
    with ExitStack() as held:
        hold_every_connection(served_town, held)
        assert tries(served_town, 5) <= {201, 503}
    heals(served_town)


def test_when_others_hold_our_own_connections_too_nothing_is_acknowledged(served_town: Running) -> None:
    before = cases(served_town)
    with ExitStack() as held:
        wait_until(lambda: took_ours(served_town, held), GIVE_UP, "ours could not be taken")
        assert tries(served_town, 10) == {503}
        assert took_ours(served_town, held)
        assert cases(served_town) == before
    heals(served_town)


def hold_every_connection(town: Running, held: ExitStack) -> None:
    """As somebody else who may connect, until nobody may any more."""
    address = make_conninfo(Cluster(town.root).urls.relay, application_name=OTHERS, connect_timeout=5)
    for _ in range(1000):
        try:
            held.enter_context(closing(psycopg.connect(address)))
        except psycopg.OperationalError:
            return
    raise AssertionError("there is no end of connections")


def took_ours(town: Running, held: ExitStack) -> bool:
    """Ends what the product has kept and takes its place; whether it has none left."""
    order(town, f"SELECT pg_terminate_backend(pid) {OURS}")
    hold_every_connection(town, held)
    return town.query(f"SELECT count(*) {OURS}") == [(0,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_loses_nothing_that_was_acknowledged() -> None:
    with tempfile.TemporaryDirectory(prefix="linli-small-", dir="/var/lib/linli") as disk:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500m,mode=755", "tmpfs", disk], check=False).returncode:
            pytest.skip("this machine lets nobody mount")
        try:
            with running(Path(disk) / "instance") as town:
                _fill_and_free(town, Path(disk) / "ballast")
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)


def _fill_and_free(town: Running, ballast: Path) -> None:
    acknowledged = [report(town.port, secrets.token_hex(16))[1]["number"] for _ in range(20)]
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 16)):
                pass
        except OSError:
            pass
    seen = set()
    for _ in range(400):
        status, answer = report(town.port, secrets.token_hex(16), "Full " * 300)
        seen.add(status)
        if status == 201:
            acknowledged.append(answer["number"])
        if len(seen) > 1:
            break
    assert seen <= {201, 503}, seen
    assert 503 in seen
    ballast.unlink()
    wait_until(lambda: tries(town, 3) == {201}, HEALS_WITHIN, "it did not recover")
    kept = {number for (number,) in town.query("SELECT number FROM cases_case")}
    assert set(acknowledged) <= kept
