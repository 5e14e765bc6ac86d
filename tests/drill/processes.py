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
        return [pid for master in pids(Part.WEB, supervisor) for pid in _children(master) if MARKS[part] in _line(pid)]
    return [pid for pid in _children(supervisor) if MARKS[part] in _line(pid) and "setpriv" not in _line(pid)]


def _children(parent: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            found += [int(pid) for pid in task.read_text().split()]
        except OSError:
            continue
    return found


def _line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
