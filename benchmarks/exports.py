"""A whole list as a file, beside plain COPY of the same columns."""

import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import IO

from django.db import connection

from benchmarks.recording import BENCH
from linli.cases import actions, queries
from linli.kernel.territory import territory


@dataclass(frozen=True)
class Export:
    """One way to write the whole list. `grown_mb` is by how much the process's largest size grew meanwhile."""

    form: str
    seconds: float
    cpu_seconds: float
    megabytes: float
    grown_mb: float

    def as_row(self) -> dict[str, object]:
        """For the results' file."""
        return asdict(self)


def exports() -> list[Export]:
    """The floor first."""
    everything = queries.Filter()
    return [
        _timed("COPY", _copy),
        _timed("csv", lambda file: actions.export(BENCH, file, everything, form="csv")),
        _timed("xlsx", lambda file: actions.export(BENCH, file, everything, form="xlsx")),
    ]


def _timed(form: str, write: Callable[[IO[bytes]], object]) -> Export:
    largest, began, used = _largest(), time.perf_counter(), time.process_time()
    with tempfile.TemporaryFile() as file:
        write(file)
        took, worked = time.perf_counter() - began, time.process_time() - used
        size = file.seek(0, 2) / 1e6
    return Export(form, round(took, 2), round(worked, 2), round(size, 1), round(_largest() - largest, 1))


def _largest() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _copy(file: IO[bytes]) -> None:
    with territory(BENCH), connection.cursor() as cursor:
        text, values = queries.in_columns(BENCH, queries.Filter()).query.sql_with_params()
        wanted = cursor.mogrify(text, values)  # type: ignore[attr-defined]
        with cursor.copy(f"COPY ({wanted}) TO STDOUT (FORMAT csv)") as rows:  # type: ignore[attr-defined]
            for part in rows:
                file.write(part)
