"""Loads a city's past in parts, several at a time. Each part is one audited import, of which no two become one.

Processes of their own share the work, because the checks of every past step are work for the processor.
"""

import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.cases import actions as cases
from linli.cases.models import Photo
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.ops.errors import OperationError

ROWS_AT_ONCE = 640
MOST_PROCESSES = 4
PICTURES = "pictures"
# As many pictures are decoded at once.
TURNS = 2
NONE: Mapping[str, Photo] = {}


@dataclass(frozen=True)
class Part:
    """Lines of the file: where they begin, how many bytes they are, and when each of their cases was reported."""

    path: Path
    offset: int
    size: int
    moments: Sequence[datetime]

    @property
    def rows(self) -> int:
        """How many cases they hold."""
        return len(self.moments)

    def read(self) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.size)


def load(importer: Actor, path: Path, tell: Callable[[str], None]) -> None:
    """Loads the whole file, with the pictures that lie in the folder `pictures` beside it; what an earlier attempt
    loaded is left alone. A file that is not there is an empty past."""
    begun = time.monotonic()
    pictures = dict(_pictures(path.parent / PICTURES))
    parts = list(cut(path)) if path.exists() else []
    moments = [moment for part in parts for moment in part.moments]
    total, in_time = len(moments), sorted(range(len(moments)), key=moments.__getitem__)
    by_place = dict(zip(in_time, cases.reserve_cases(total), strict=True))
    ids = iter([by_place[place] for place in range(total)])
    work = [(importer, part, [next(ids) for _ in range(part.rows)], pictures) for part in parts]
    done, told = 0, 0
    for loaded in _loaded(work):
        done += loaded
        if done == total or done - told >= total / 4:
            told = done
            tell(f"{done:,} / {total:,} 件 · cases  {time.monotonic() - begun:.1f} s")


Pictures = Mapping[str, Photo]
Work = tuple[Actor, Part, Sequence[int], Pictures]


def _loaded(work: Sequence[Work]) -> Iterator[int]:
    """How many cases each part held, as each is done."""
    count = min(len(os.sched_getaffinity(0)), MOST_PROCESSES, len(work))
    if count <= 1:
        yield from (load_part(*each) for each in work)
        return
    with ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin) as pool:
        waiting: list[Future[int]] = [pool.submit(load_part, *each) for each in work]
        try:
            for future in as_completed(waiting):
                yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _pictures(folder: Path) -> Iterator[tuple[str, Photo]]:
    """Each picture by its name, cleaned and kept. Raises OperationError for what is no picture."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    with ThreadPoolExecutor(TURNS) as pool:
        yield from zip([path.name for path in paths], pool.map(_picture, paths), strict=True)


def _picture(path: Path) -> Photo:
    data = path.read_bytes()
    try:
        return cases.picture(data, hashlib.sha256(data).hexdigest())
    except Refusal as refusal:
        raise OperationError(f"{path.name}: {sentence(refusal)}", f"mend {path}, then load the folder again") from None


def load_part(importer: Actor, part: Part, ids: Sequence[int], pictures: Pictures = NONE) -> int:
    """Loads one part under a key that follows from what it says, and returns how many cases it held."""
    content = part.read()
    rows: list[dict[str, Any]] = [json.loads(line) for line in content.splitlines() if line.strip()]
    key = f"history-{hashlib.sha256(content).hexdigest()[:40]}"
    try:
        cases.load_history(importer, key, rows=rows, ids=ids, pictures=_named(rows, pictures))
    except Refusal as refusal:
        # The same lines came in before, under other ids: an earlier attempt was broken off after them.
        if refusal.code != "key_reused":
            raise
    return part.rows


def _named(rows: Sequence[dict[str, Any]], pictures: Pictures) -> Pictures:
    """Those that the rows show."""
    told = [move for row in cases.each_case(rows) for move in (*row["moves"], *row.get("if_drawn", ()))]
    names = {(move.get("inputs") or {}).get("picture") for move in told if move["verb"] == "add_photo"}
    return {name: picture for name, picture in pictures.items() if name in names}


def cut(path: Path) -> Iterator[Part]:
    """The parts of a JSON-lines file, without reading it whole."""
    offset, size, rows = 0, 0, list[dict[str, Any]]()
    with path.open("rb") as file:
        for line in file:
            size += len(line)
            if line.strip():
                rows.append(json.loads(line))
            if len(rows) == ROWS_AT_ONCE:
                yield Part(path, offset, size, _moments(rows))
                offset, size, rows = offset + size, 0, []
    if rows:
        yield Part(path, offset, size, _moments(rows))


def _moments(rows: Sequence[dict[str, Any]]) -> list[datetime]:
    return [datetime.fromisoformat(row["report"]["at"]) for row in cases.each_case(rows)]


def _begin() -> None:
    """In each process: it ends when the one that started it ends."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)
