"""The registers of the working calendar: days off and make-up days, and the hours of a workday.

A change begins a new version of the calendar; clocks that run go on by theirs (`linli.kernel.calendars`).
"""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from linli.kernel import actions, calendars, registers
from linli.kernel.actions import Step
from linli.kernel.actor import EVERYWHERE
from linli.kernel.batches import open_batch
from linli.kernel.calendars import OFF, WORK
from linli.kernel.models import Batch, CalendarDay, Register, WorkShift
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.registers import REGISTER, Kept, Values
from linli.kernel.texts import day, one_of, text

Row = Mapping[str, Any]
KINDS = (OFF, WORK)


def _day_told(row: CalendarDay) -> dict[str, str]:
    return {"day": row.day.isoformat(), "kind": WORK if row.is_workday else OFF, "name": row.name}


def _read_day(values: Values) -> CalendarDay:
    found = day(values, "day")
    if found is None:
        raise Refusal("missing_input", field="day")
    kind = one_of(values, "kind", KINDS)
    return CalendarDay(day=found, is_workday=kind == WORK, name=text(values, "name", 40, may_be_empty=True))


DAYS: Kept[Any] = Kept(
    "calendar",
    columns=("day", "kind", "name"),
    key=("day",),
    rows=lambda: CalendarDay.objects.order_by("-day"),
    told=_day_told,
    reader=lambda: _read_day,
    found_by=("day", "name"),
)


def _shift_told(row: WorkShift) -> dict[str, str]:
    return {"opens": row.opens.isoformat("minutes"), "closes": row.closes.isoformat("minutes")}


def _read_shift(values: Values) -> WorkShift:
    opens, closes = _hour(values, "opens"), _hour(values, "closes")
    if closes <= opens:
        raise invalid("closes", "closes_before_it_opens")
    return WorkShift(opens=opens, closes=closes)


def _hour(values: Values, field: str) -> time:
    try:
        return time.fromisoformat(text(values, field, 8)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise invalid(field, "not_a_time") from error


SHIFTS: Kept[Any] = Kept(
    "hours",
    columns=("opens", "closes"),
    key=("opens",),
    rows=lambda: WorkShift.objects.order_by("opens"),
    told=_shift_told,
    reader=lambda: _read_shift,
    found_by=("opens", "closes"),
)


@actions.move("calendar.change", of=Register, table=REGISTER, fact="calendar.changed")
def change_day(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out a day off or a make-up day, for limits that begin from now on."""
    registers.change(step, DAYS, row, values, seen)
    _publish()


@actions.create("calendar.load", of=Batch, fact="calendar.loaded")
def load_days(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes days off and make-up days. Raises Refusal `wrong_rows`."""
    open_batch(step, "calendar", len(rows), area_path)
    registers.load(step, DAYS, rows)
    _publish()


@actions.move("hours.change", of=Register, table=REGISTER, fact="hours.changed")
def change_shift(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out hours of the workday, for limits that begin from now on. Raises Refusal `rule`."""
    registers.change(step, SHIFTS, row, values, seen)
    _publish()


@actions.create("hours.load", of=Batch, fact="hours.loaded")
def load_shifts(step: Step[Batch], *, rows: Sequence[Row], area_path: str = EVERYWHERE) -> None:
    """Adds or changes hours of the workday. Raises Refusal `wrong_rows`, `rule`."""
    open_batch(step, "hours", len(rows), area_path)
    registers.load(step, SHIFTS, rows)
    _publish()


def _publish() -> None:
    if not WorkShift.objects.exists():
        raise Refusal("rule", rule="no_hours")
    try:
        calendars.publish()
    except ValueError as error:
        raise Refusal("rule", rule="overlapping_hours") from error
