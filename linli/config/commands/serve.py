"""`linli serve`: database, workers, web and, where LINLI_BACKUP_DIR names a folder, backup under one supervisor, until
Ctrl-C."""

import argparse
import http.client
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from linli.ops import instance
from linli.ops.folders import instance_folder
from linli.ops.supervisor import Child, Supervisor, program

# While one that died starts again, the other goes on (ADR 0263).
WORKERS = 2
# Web and worker face the world: they are told neither who owns the tables nor who reads every row.
NOT_FOR_THEM = ("LINLI_ADMIN_URL", "LINLI_BACKUP_URL")


def run(arguments: argparse.Namespace) -> int:
    """Serve the instance of this checkout; the log goes to the terminal."""
    port = instance.port("linli serve")
    root = instance_folder("main")
    supervisor = Supervisor()
    with supervisor.listening():
        urls = None
        if not instance.has_own_database():
            urls = instance.start_database(supervisor, root, supervisor.tell)
        environment = instance.environment(root, urls)
        environment["PORT"] = str(port)
        for _ in range(WORKERS):
            supervisor.start(worker(environment))
        supervisor.start(web(environment, port))
        if os.environ.get("LINLI_BACKUP_DIR"):
            supervisor.start(backup(environment, urls.backup if urls else os.environ.get("LINLI_BACKUP_URL", "")))
        supervisor.tell(f"已就绪 · Serving http://127.0.0.1:{port}  (Ctrl-C stops)")
        supervisor.watch()
    return 0


def linli(command: str, *arguments: str) -> list[str]:
    """The command line of another `linli` command, with this very Python."""
    return [sys.executable, "-m", "linli.config.cli", command, *arguments]


def of_the_running(environment: Mapping[str, str]) -> dict[str, str]:
    """What web and worker are told: the addresses of their own roles, neither the owner's nor the backup's."""
    return {name: value for name, value in environment.items() if name not in NOT_FOR_THEM}


def worker(environment: Mapping[str, str], log: Path | None = None) -> Child:
    """The worker as a child."""
    return program("worker", linli("worker"), of_the_running(environment), log)


def backup(environment: Mapping[str, str], url: str) -> Child:
    """The nightly and continuous backup as a child; it alone is told the address that opens every row."""
    told = of_the_running(environment) | {"LINLI_BACKUP_URL": url}
    return program("backup", linli("backup", "--schedule"), told)


def web(environment: Mapping[str, str], port: int, log: Path | None = None) -> Child:
    """The web server as a child, ready when it answers; what it answers is another question."""
    child = program("web", linli("web"), of_the_running(environment), log)
    child.is_ready = lambda: ask(port, "/healthz") is not None
    return child


def ask(port: int, path: str) -> tuple[int, str] | None:
    """The status and the words with which the web server answers, None when it does not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
