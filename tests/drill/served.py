"""The real set of processes in a folder of its own: `python -m tests.drill.served FOLDER PORT`, until a Ctrl-C."""

import os
import subprocess
import sys
from pathlib import Path

from linli.config.commands import serve
from linli.ops import instance
from linli.ops.supervisor import Supervisor, program


def main(root: Path, port: int) -> None:
    """As `linli serve`, with the small town of the tests in a new database."""
    supervisor = Supervisor()
    with supervisor.listening():
        urls = instance.start_database(supervisor, root, supervisor.tell)
        environment = instance.environment(root, urls) | {"PORT": str(port)}
        prepare = program("prepare", [sys.executable, "-m", "tests.prepare"], environment)
        if supervisor.run(prepare):
            raise SystemExit("the town could not be prepared")
        for _ in range(serve.WORKERS):
            supervisor.start(serve.worker(environment, root / "worker.log"))
        supervisor.start(serve.web(environment, port, root / "web.log"))
        supervisor.watch()


def start(root: Path, port: int) -> subprocess.Popen[bytes]:
    """Starts it, knowing nothing of the database that this test process may have."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
    own |= {f"LINLI_{what}_AN_HOUR": "100000000" for what in ("REPORTS", "WORDS", "PHOTOS", "LOOKS")}
    # What is written there for a moment would be found by who looks through the folder.
    own["TMPDIR"] = str(root / "passing")
    (root / "passing").mkdir(exist_ok=True)
    with (root / "supervisor.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.drill.served", str(root), str(port)],
            env=own,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
