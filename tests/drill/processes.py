"""Finding the processes of a running set by their parents, to end exactly one of them."""

from enum import StrEnum
from pathlib import Path


class Part(StrEnum):
    """What is killed."""

    WEB = "web master"
    WEB_WORKER = "one web worker"
    WORKER = "job worker"
    DATABASE = "database"


MARKS = {
    Part.WEB: "linli.config.cli web",
    Part.WEB_WORKER: "spawn_main",
    Part.WORKER: "linli.config.cli worker",
    Part.DATABASE: "/bin/postgres -D",
}


def pids(part: Part, supervisor: int) -> list[int]:
    """The processes that play this part now; none while it is being started again."""
    if part is Part.WEB_WORKER:
        return [pid for master in pids(Part.WEB, supervisor) for pid in children(master) if MARKS[part] in line_of(pid)]
    return [pid for pid in children(supervisor) if MARKS[part] in line_of(pid) and "setpriv" not in line_of(pid)]


def children(parent: int) -> list[int]:
    """The processes that this one started."""
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            found += [int(pid) for pid in task.read_text().split()]
        except OSError:
            continue
    return found


def line_of(pid: int) -> str:
    """The command line of a process; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
