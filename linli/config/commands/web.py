"""`linli web`: the web server alone, on loopback; a proxy stands in front of it in production."""

import argparse
import multiprocessing
import os
import signal
from collections.abc import Callable
from types import FrameType

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from linli.config.safety import refuse_unsafe_database
from linli.ops import instance

WORKERS = 2
BACKLOG = 2048
# Every open live stream counts as a request under way.
REQUESTS_AT_ONCE = 1024
STOP_SECONDS = 5


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal asks to stop."""
    port = instance.port("linli web")
    refuse_unsafe_database()
    serve("linli.config.asgi:application", port)
    return 0


def serve(target: str, port: int) -> None:
    """Serve an ASGI application; a worker that dies is replaced at once."""
    # A forked worker would go on using the database connections that this process may have opened.
    multiprocessing.set_start_method("spawn")
    server = MPServer(
        target,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=WORKERS,
        websockets=False,
        backlog=BACKLOG,
        backpressure=REQUESTS_AT_ONCE,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.on_startup(lambda: _end_streams_first(server))
    server.serve()


def _end_streams_first(server: MPServer) -> None:
    """Lets the workers end their open streams when a stop is asked for; they would be waited for otherwise."""

    interrupt: Callable[[], None] = server.signal_handler_interrupt

    def stop(number: int, frame: FrameType | None) -> None:
        for child in multiprocessing.active_children():
            if child.pid:
                os.kill(child.pid, signal.SIGUSR1)
        interrupt()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
