"""Imports: many rows under one audited object."""

from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE
from linli.kernel.models import Batch

LOADED = "loaded"


def open_batch(step: Step[Batch], kind: str, rows: int) -> None:
    """Makes the batch that stands for this import in the audit."""
    step.obj = Batch(
        id=step.next_id,
        number=f"B{step.next_id:08d}",
        state=LOADED,
        area_path=EVERYWHERE,
        participants=[step.actor.key],
        kind=kind,
        rows=rows,
        at=step.at,
    )
    step.record(kind=kind, rows=rows)
