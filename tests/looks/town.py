"""The demo town at one fixed moment and its pages: `python -m tests.looks.town PORT`.

The same seed, clock and keys give the same pages, to the last number and the last square of a QR code. Prints one line
of JSON, the stories that were told, when the pages can be asked for.
"""

import json
import logging
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

import time_machine
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from linli.config import load, migrate
from linli.config.wsgi import application
from linli.demo import town, year
from linli.triage import actions as triage
from tests import passwords
from tests.looks import stories

# A Thursday morning in Hangzhou, when the desk is busy.
NOW = datetime(2026, 3, 12, 2, 20, tzinfo=UTC)
# A year's shape with a twentieth of its cases; those that are open stay as many. They come in by this one process,
# whose clock stands still.
SMALL = {"cases": 600, "merged": 12}


def build(clock: time_machine.Traveller) -> dict[str, dict[str, str]]:
    """Fills the empty database that the environment names."""
    migrate.run()
    doors = Random("doors")
    with (
        tempfile.TemporaryDirectory(prefix="linli-looks-") as folder,
        patch.dict(cast(dict[str, Any], year.plan()), SMALL),
        # The codes at the doors are drawn by lot.
        patch("linli.places.models.secrets", SimpleNamespace(token_hex=lambda size: doors.randbytes(size).hex())),
    ):
        town.build(Path(folder), NOW)
        load.run(Path(folder), lambda words: None)
    told = stories.tell(clock.move_to, NOW)
    # What the worker does when it hears of the tables and of the past.
    triage.learn_tables()
    triage.learn_closed()
    clock.move_to(NOW)
    return told


class Silent(WSGIRequestHandler):
    """Tells nobody of each request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    """Build, tell, serve until a signal ends it."""
    passwords.hash_cheaply()
    logging.disable(logging.WARNING)
    with time_machine.travel(NOW, tick=False) as clock:
        told = build(clock)
        server = ThreadedWSGIServer(("127.0.0.1", int(sys.argv[1])), Silent, ipv6=False)
        server.daemon_threads = True
        server.set_app(application)
        print(json.dumps(told), flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
