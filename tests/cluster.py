"""A private PostgreSQL for the tests: started once, before Django reads its settings; removed at the end.

A template database is migrated and gets the world of `tests/world.py`. Each test process works in its own copy. The
product's own roles are used, so row-level security is at work in every test.
"""

import atexit
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from linli.ops import roles
from linli.ops.database import Cluster, throwaway_cluster

TEMPLATE = roles.DATABASE
SOCKET = "LINLI_TEST_SOCKET"
ROOT = Path(__file__).resolve().parents[1]


def database_name() -> str:
    """One database for each test process."""
    return f"linli_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def start() -> None:
    """In the first process: the cluster and the template. In every process: its own copy, named in the environment."""
    if SOCKET not in os.environ:
        _start_cluster()
    os.environ.update(environment(database_name()))
    renew()


def environment(name: str) -> dict[str, str]:
    """What a process must be told to work in this database."""
    data = Path(os.environ["LINLI_TEST_FOLDER"]) / name
    data.mkdir(mode=0o700, exist_ok=True)
    return roles.urls(Path(os.environ[SOCKET]), name).environment() | {
        "LINLI_TEST": "1",
        "LINLI_NO_POOL": "1",
        "LINLI_SECRET_KEY": "a key for the tests and for nothing else",
        "LINLI_DATA_DIR": str(data),
        "LINLI_REPORTS_AN_HOUR": "100000",
        "LINLI_SIGN_INS_OF_ADDRESS": "100000",
        "LINLI_SIGN_INS_OF_NAME": "100000",
    }


def renew(name: str | None = None) -> None:
    """Drops this process's database and copies the template again."""
    name = name or database_name()
    with connect("postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            # Copied as files, which is less work than row by row through the log.
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(TEMPLATE), sql.Identifier(roles.OWNER)
            )
        )


def connect(name: str) -> psycopg.Connection:
    """As the superuser, whom the product itself never uses."""
    return psycopg.connect(roles.urls(Path(os.environ[SOCKET]), name).superuser, autocommit=True)


def _start_cluster() -> None:
    folder = tempfile.TemporaryDirectory(prefix="linli-tests-")
    os.environ["LINLI_TEST_FOLDER"] = folder.name
    named = os.environ.get("LINLI_PG_BIN")
    cluster = throwaway_cluster(Path(folder.name) / "cluster", Path(named) if named else None)
    os.environ[SOCKET] = str(cluster.socket)
    atexit.register(_stop, cluster, folder, os.getpid())
    subprocess.run(
        [sys.executable, "-m", "tests.prepare"], check=True, cwd=ROOT, env=os.environ | environment(TEMPLATE)
    )


def _stop(cluster: Cluster, folder: "tempfile.TemporaryDirectory[str]", pid: int) -> None:
    if os.getpid() == pid:
        cluster.stop()
        folder.cleanup()


start()
