"""The real set of processes in a folder of its own: `python -m tests.drill.served FOLDER PORT MODULE`, until a Ctrl-C.
The module prepares the new database."""

import os
import subprocess
import sys
from pathlib import Path

from linli.config.commands import serve
from linli.ops import instance
from linli.ops.supervisor import Supervisor, program

# Brings the small town of the tests.
TOWN = "tests.prepare"


def main(root: Path, port: int, prepared_by: str) -> None:
    """As `linli serve`, with a new database."""
    supervisor = Supervisor()
    with supervisor.listening():
        urls = instance.start_database(supervisor, root, supervisor.tell)
        environment = instance.environment(root, urls) | {"PORT": str(port)}
        prepare = program("prepare", [sys.executable, "-m", prepared_by], environment)
        if supervisor.run(prepare):
            raise SystemExit("the database could not be prepared")
        for _ in range(serve.WORKERS):
            supervisor.start(serve.worker(environment, root / "worker.log"))
        supervisor.start(serve.web(environment, port, root / "web.log"))
        supervisor.watch()


def start(root: Path, port: int, prepared_by: str = TOWN) -> subprocess.Popen[bytes]:
    """Starts it, knowing nothing of the database that this test process may have."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
    own |= {f"LINLI_{what}_AN_HOUR": "100000000" for what in ("REPORTS", "WORDS", "PHOTOS", "LOOKS")}
    # What is written there for a moment would be found by who looks through the folder.
    own["TMPDIR"] = str(root / "passing")
    (root / "passing").mkdir(exist_ok=True)
    with (root / "supervisor.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.drill.served", str(root), str(port), prepared_by],
            env=own,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
