"""Ending one part of the running set with no warning, as a crash does."""

import os
import signal
import time
from random import Random

from tests.drill.processes import Part, pids
from tests.drill.running import Running, wait_until

GIVE_UP = 60.0


def kill(running: Running, part: Part, random: Random) -> float:
    """Kills one process that plays this part; returns after how many seconds all was ready again."""
    wait_until(lambda: bool(pids(part, running.supervisor.pid)), GIVE_UP, f"no {part}")
    begun, at = time.monotonic(), time.time()
    os.kill(random.choice(pids(part, running.supervisor.pid)), signal.SIGKILL)
    time.sleep(0.05)
    wait_until(lambda: running.is_ready(at), GIVE_UP, f"not ready after the {part} was killed")
    return time.monotonic() - begun
