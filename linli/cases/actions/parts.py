"""What the moves of a case have in common."""

from collections.abc import Iterable

from linli.cases import rules
from linli.cases.models import Case, Remark
from linli.kernel.actions import Step
from linli.kernel.calendar import Unit as TimeUnit
from linli.kernel.limit import Limit
from linli.places.queries import Spot


def keep_words(step: Step[Case], field: str, text: str) -> None:
    """Keeps the words beside the audit entry, which holds only their keyed digest."""
    kept = rules.clean_text(field, text, rules.LONGEST_REMARK)
    if not kept:
        return
    step.also(Remark(case=step.obj, version=step.obj.version + 1, text=kept))
    step.record(remark=step.digest(kept))


def set_place(step: Step[Case], spot: Spot) -> None:
    case = step.obj
    case.area_path, case.building_id, case.is_outside = spot.area_path, spot.building_id, spot.is_outside
    case.address, case.lon, case.lat = spot.address or case.address, spot.lon, spot.lat


def turn_clocks(step: Step[Case], verb: str) -> None:
    """Stops and starts the clocks of the stages that the verb ends and begins."""
    stops, starts = rules.CLOCKS[verb]
    step.clocks.stop += stops
    start_clocks(step, starts)


def start_clocks(step: Step[Case], stages: Iterable[str]) -> None:
    for stage in stages:
        step.clocks.start[stage] = _limit(step.obj, stage)
    if "handle" in step.clocks.start:
        step.obj.due_at = step.clocks.due_times(step.at)["handle"]
        step.obj.is_overdue = False


def _limit(case: Case, stage: str) -> Limit:
    if stage == "handle" and case.event_class:
        return Limit(case.event_class.limit_amount, TimeUnit(case.event_class.limit_unit))
    return rules.STAGE_LIMITS[stage]
