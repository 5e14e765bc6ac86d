"""One move of a made-up case that is still to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.demo.classes import URGENT_HOUR, EventClass
from linli.demo.hours import Shift


@dataclass(frozen=True)
class Step:
    """Who makes which move after how many minutes; nobody who works here where `by` is None. `share` is set instead of
    `wait` where the limit of the class sets the pace; a case rests `rest_days` from the step on."""

    verb: str
    by: str | None
    inputs: Mapping[str, Any]
    wait: float
    shift: Shift
    share: float | None = None
    rest_days: int = 0


def is_urgent(event_class: EventClass) -> bool:
    return event_class.limit_unit == URGENT_HOUR


def clock_start(start: datetime, steps: Sequence[Step], times: Sequence[datetime]) -> datetime:
    """The limit runs from the last dispatch, and anew after a failed check."""
    verbs = ("dispatch", "check_fail", "accept_transfer")
    began = [at for step, at in zip(steps, times, strict=False) if step.verb in verbs]
    return began[-1] if began else start
