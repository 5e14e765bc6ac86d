"""`linli demo`: a made-up town, built the first time, then served until Ctrl-C."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from linli.config.commands import serve
from linli.ops import instance
from linli.ops.database import Cluster
from linli.ops.errors import OperationError
from linli.ops.folders import instance_folder
from linli.ops.progress import Progress
from linli.ops.supervisor import Child, Supervisor, program

STEPS = 5
FIRST_PREPARED = 2
FIRST_SERVED = 4


def run(arguments: argparse.Namespace) -> int:
    """Serve the demo of this checkout from an embedded database, whatever DATABASE_URL says; log to files."""
    port = instance.port("make demo")
    root = instance_folder("demo")
    if arguments.reset and not reset(root, sure=arguments.yes):
        return 1
    supervisor = Supervisor()
    with supervisor.listening():
        _serve(supervisor, root, port)
        if arguments.live:
            supervisor.start(residents(port, arguments.pace))
        supervisor.watch()
    return 0


def residents(port: int, pace: float) -> Child:
    """The simulation as a child: it comes after all others, ends before them, and takes none along."""
    command = serve.linli("simulate", "--url", f"http://127.0.0.1:{port}", "--pace", str(pace))
    return program("residents", command, serve.of_the_running(os.environ))


def _serve(supervisor: Supervisor, root: Path, port: int) -> None:
    with Progress(STEPS).step("建库", "Preparing the database") as tell:
        urls = instance.start_database(supervisor, root, tell)
    environment = instance.environment(root, urls) | {"LINLI_DEMO": "1", "PORT": str(port)}
    prepare = program("prepare", serve.linli("prepare", str(root / "city")), environment)
    status = supervisor.run(prepare)
    if status != 0:
        raise OperationError(
            f"小镇未能备好 · The town could not be prepared (exit status {status})",
            "read what it said above; `.venv/bin/linli demo --reset` begins anew",
        )
    progress = Progress(STEPS, first=FIRST_SERVED)
    with progress.step("后台", "Starting the worker"):
        supervisor.start(serve.worker(environment, root / "worker.log"))
    with progress.step("网页", "Starting the web server"):
        supervisor.start(serve.web(environment, port, root / "web.log"))
    status, told = serve.ask(port, "/readyz") or (0, "no answer")
    if status != 200:
        supervisor.tell(
            f"\n  ✗ 尚未就绪 · Not ready, /readyz says {status}: {told}\n    办法 · Remedy: read {root / 'web.log'}"
        )
        supervisor.watch()
    supervisor.tell(
        f"\n  邻里已就绪 · Linli is ready:  http://127.0.0.1:{port}\n  日志 · Logs: {root}    停止 · Stop: Ctrl-C\n"
    )


def reset(root: Path, *, sure: bool) -> bool:
    """Throw the demo's data away, once somebody said yes; refuse while it runs."""
    if not root.exists():
        return True
    if not sure and not _says_yes(root):
        return False
    cluster = Cluster(root)
    if not cluster.claim():
        raise OperationError("演示正在运行 · The demo is running", "stop it with Ctrl-C first")
    cluster.clear_leftovers()
    cluster.release()
    shutil.rmtree(cluster.socket, ignore_errors=True)
    shutil.rmtree(root)
    return True


def _says_yes(root: Path) -> bool:
    if not sys.stdin.isatty():
        raise OperationError(f"将删除 · This would delete {root}", "linli demo --reset --yes")
    return input(f"删除全部演示数据？Delete all demo data in {root}? [y/N] ").strip().lower() in {"y", "yes"}
