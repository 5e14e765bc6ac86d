"""Imports: many rows under one audited object."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE
from linli.kernel.models import Batch
from linli.kernel.refusals import Refusal

LOADED = "loaded"
# In a file with a heading the first row stands in the second line.
FIRST_LINE = 2
Row = Mapping[str, Any]
Read = TypeVar("Read")


def open_batch(
    step: Step[Batch],
    kind: str,
    rows: int,
    area_path: str = EVERYWHERE,
    *,
    state: str = LOADED,
    file_sha256: str = "",
) -> None:
    """Makes the batch that stands for this import in the audit; `area_path` says whose permission reaches it."""
    step.obj = Batch(
        id=step.next_id,
        number=f"B{step.next_id:08d}",
        state=state,
        area_path=area_path,
        participants=[step.actor.key],
        kind=kind,
        rows=rows,
        at=step.at,
        file_sha256=file_sha256,
    )
    step.record(kind=kind, rows=rows)


def read_rows(rows: Iterable[Row], read: Callable[[Row], Read]) -> list[Read]:
    """Every row as `read` understands it. Raises Refusal `wrong_rows`, which tells each wrong row by its line."""
    found, faults = [], []
    for line, row in enumerate(rows, FIRST_LINE):
        try:
            found.append(read(row))
        except Refusal as refusal:
            faults.append((line, refusal))
    if faults:
        raise Refusal("wrong_rows", rows=faults)
    return found
