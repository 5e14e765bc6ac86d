"""`linli web`: the web server alone, on loopback; a proxy stands in front of it in production."""

import argparse

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from linli.ops import instance

WORKERS = 2
BACKLOG = 2048
# Every open live stream counts as a request under way.
REQUESTS_AT_ONCE = 1024


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal asks to stop; a worker that dies is replaced at once."""
    Granian(
        "linli.config.asgi:application",
        address="127.0.0.1",
        port=instance.port("linli web"),
        interface=Interfaces.ASGI,
        workers=WORKERS,
        websockets=False,
        backlog=BACKLOG,
        backpressure=REQUESTS_AT_ONCE,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
    ).serve()
    return 0
