"""`linli simulate`: residents and staff act on a running server through its API, each from an own source address."""

import argparse
import re
import time
from datetime import datetime, timedelta

from linli.demo.simulation import Simulation
from linli.ops.errors import OperationError

SECONDS = {"s": 1, "m": 60, "h": 3600}


def run(arguments: argparse.Namespace) -> int:
    """Simulate until the time is over or Ctrl-C; the server goes on."""
    until = moment(arguments.until) if arguments.until else None
    if arguments.pace <= 0:
        raise OperationError("节奏须大于零 · The pace must be above zero", "linli simulate --pace 10")
    simulation = Simulation(arguments.url.rstrip("/"), arguments.pace, until, tell=lambda line: print(line, flush=True))
    try:
        simulation.run()
    except LookupError as error:
        raise OperationError(
            f"{arguments.url} 没有可用的小镇 · no town to act in: {error}", "start `linli demo` first, or name --url"
        ) from error
    return 0


def moment(text: str) -> float:
    """'90s', '10m', '2h' from now, or the next 'HH:MM', as `time.time` counts. Raises OperationError."""
    if lasting := re.fullmatch(r"([1-9][0-9]{0,5})([smh])", text):
        return time.time() + int(lasting[1]) * SECONDS[lasting[2]]
    try:
        clock = datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - the wall clock of whoever types it
    except ValueError as error:
        raise OperationError(
            f"看不懂的时间 · Not a time: {text}", "linli simulate --until 10m, or --until 21:30"
        ) from error
    now = datetime.now().astimezone()
    at = now.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    return (at if at > now else at + timedelta(days=1)).timestamp()
