"""The town of the pictures, its pages, and a browser that draws them the same each time."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from linli.ops import roles
from tests import cluster
from tests.conftest import ROOT, free_port
from tests.e2e.conftest import CHROMIUM, DRAWING
from tests.looks.states import Stories

# The address stands on the receipt, and in its QR code; a browser trusts it like the machine's own.
HOST = "linli.localhost"
# Letters and colours as on no screen in particular.
STEADY = [
    *("--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"),
    "--hide-scrollbars",
]
# Fields for a day speak the browser's own language, which it learns of its environment; Debian's needs chromium-l10n.
CHINESE = {"LANGUAGE": "zh_CN"}
# A busy machine needs its time to build a town.
SECONDS = 900


@dataclass(frozen=True)
class Town:
    """Where its pages are, what was told there, and the cookies of those who signed in."""

    port: int
    told: Stories
    cookies: dict[str, StorageState] = field(default_factory=dict)


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """A process of its own, whose clock stands still, with a database of its own."""
    name, port = f"{cluster.database_name()}_looks", free_port()
    roles.ensure(Path(os.environ[cluster.SOCKET]), name)
    told = os.environ | cluster.environment(name) | {"LINLI_DEMO": "1", "LINLI_HOSTS": HOST}
    command = [sys.executable, "-m", "tests.looks.town", str(port)]
    with subprocess.Popen(command, env=told, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        limit = threading.Timer(SECONDS, process.kill)
        limit.start()
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            limit.cancel()
            assert line, "the town could not be built"
            yield Town(port, json.loads(line))
        finally:
            limit.cancel()
            process.terminate()


@pytest.fixture(scope="session")
def drawing(town: Town) -> Iterator[Browser]:
    """Debian's browser, which draws maps by software and letters without the screen's own ways."""
    arguments = [*DRAWING, *STEADY, f"--host-resolver-rules=MAP {HOST}:80 127.0.0.1:{town.port}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, env={**os.environ, **CHINESE})
        yield browser
        browser.close()
