"""The register of how long each stage may take, remembered for a minute by each process."""

import time
from collections.abc import Mapping
from typing import Any

from linli.cases import rules
from linli.cases.models import StageLimit
from linli.kernel.calendar import Unit as TimeUnit
from linli.kernel.limit import Limit
from linli.kernel.registers import Kept, Values
from linli.kernel.texts import one_of, told, whole

SECONDS_REMEMBERED = 60.0
Limits = Mapping[str, Limit]
_remembered: list[tuple[float, Limits]] = []


def stage_limits() -> Limits:
    """What the product sets, and the city's own in its place. A class or its standard goes before `handle`."""
    if _remembered and time.monotonic() - _remembered[0][0] < SECONDS_REMEMBERED:
        return _remembered[0][1]
    own = {row.stage: Limit(row.amount, TimeUnit(row.unit)) for row in StageLimit.objects.all()}
    _remembered[:] = [(time.monotonic(), {**rules.STAGE_LIMITS, **own})]
    return _remembered[0][1]


def forget_stage_limits() -> None:
    """Drops what is remembered."""
    _remembered.clear()


def stage_told(stage: str, limit: Limit) -> dict[str, str]:
    """As a row of the register."""
    return {"stage": stage, "limit_amount": told(limit.amount), "limit_unit": limit.unit.value}


def _told(row: StageLimit) -> dict[str, str]:
    return stage_told(row.stage, Limit(row.amount, TimeUnit(row.unit)))


def _read(values: Values) -> StageLimit:
    return StageLimit(
        stage=one_of(values, "stage", tuple(rules.STAGE_LIMITS)),
        amount=whole(values, "limit_amount"),
        unit=one_of(values, "limit_unit", tuple(unit.value for unit in TimeUnit)),
    )


STAGE_LIMITS: Kept[Any] = Kept(
    "stage-limits",
    columns=("stage", "limit_amount", "limit_unit"),
    key=("stage",),
    rows=lambda: StageLimit.objects.order_by("stage"),
    told=_told,
    reader=lambda: _read,
    found_by=("stage",),
)
