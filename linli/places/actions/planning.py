"""A division that is planned ahead: it takes effect by itself on its day, or is cancelled before."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE
from linli.kernel.batches import read_rows
from linli.kernel.refusals import Refusal, invalid
from linli.places import queries
from linli.places.actions.division import redivide, refuse_unfit
from linli.places.models import PlannedDivision
from linli.places.workflow import BEGINS, DIVISION

Row = Mapping[str, Any]
FURTHEST = timedelta(days=730)


@actions.create("division.plan", of=PlannedDivision, fact="division.planned")
def plan(
    step: Step[PlannedDivision], *, rows: Sequence[Row], name: str, starts_on: date, area_path: str = EVERYWHERE
) -> None:
    """Plans a division for a day to come; its parts must fit what stands today. Raises Refusal `wrong_rows`,
    `invalid`."""
    today = timezone.localdate(step.at)
    if not today < starts_on <= today + FURTHEST:
        raise invalid("starts_on", "not_ahead")
    read_rows([{**row, "retired": ""} for row in rows], queries.AREAS.reader())
    parents = refuse_unfit(rows)
    step.obj = PlannedDivision(
        id=step.next_id,
        number=f"D{step.next_id:08d}",
        state=DIVISION.initial,
        area_path=area_path,
        name=name,
        starts_on=starts_on,
        rows=list(rows),
    )
    step.clocks.until[BEGINS] = _midnight(starts_on)
    step.record(starts_on=starts_on.isoformat(), rows=len(rows), divided=parents)


@actions.move("division.cancel", of=PlannedDivision, table=DIVISION, fact="division.cancelled")
def cancel_plan(step: Step[PlannedDivision]) -> None:
    """Takes the plan back; everything stays as it stands."""
    step.clocks.stop.append(BEGINS)


@actions.move("division.take_effect", of=PlannedDivision, table=DIVISION, fact="division.took_effect")
def take_effect(step: Step[PlannedDivision]) -> None:
    """Its day has come: divides as a file of today would. Raises Refusal `rule` before, and those of `redivide`."""
    found = step.obj
    if step.at < _midnight(found.starts_on):
        raise Refusal("rule", rule="not_due")
    made = redivide(step.actor, None, rows=found.rows, name=found.name, area_path=found.area_path)
    step.clocks.stop.append(BEGINS)
    step.record(batch=made.number)


@actions.move("division.set_aside", of=PlannedDivision, table=DIVISION, fact="division.was_set_aside")
def set_aside(step: Step[PlannedDivision], *, reason: str) -> None:
    """On its day the parts fit no more; nothing was divided. `reason` is a code."""
    step.obj.fault = reason
    step.clocks.stop.append(BEGINS)
    step.record(reason=reason)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
