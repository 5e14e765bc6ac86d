"""What the moves of a case have in common."""

from collections.abc import Iterable
from typing import Any

from linli.cases import queries, rules
from linli.cases.calling import CALLED_WITHIN
from linli.cases.models import Case, Contact, EventClass, Rating, Remark, Report
from linli.cases.queries import STAGE_OF
from linli.cases.workflow import IN_HAND
from linli.kernel.actions import Step
from linli.kernel.calendar import Unit as TimeUnit
from linli.kernel.limit import Limit
from linli.kernel.refusals import Refusal
from linli.places.queries import Spot, place_today, root_path


def keep_words(step: Step[Case], field: str, text: str, *, is_shown: bool = False) -> str:
    """Keeps the words beside the audit entry, which holds only their keyed digest, and returns them cleaned. Reporters
    read them only when they are shown."""
    kept = cleaned(step, field, text, rules.LONGEST_REMARK)
    if kept:
        step.also(Remark(case=step.obj, version=step.obj.version + 1, text=kept, is_shown=is_shown))
        step.record(remark=step.digest(kept))
    return kept


def keep_outcome(step: Step[Case], outcome: str, *, is_on_the_spot: bool = False) -> None:
    """What became of the matter (处置结果), on the case, in the audit and in the fact. Raises Refusal `missing_input`,
    `invalid`, `rule`."""
    rules.check_outcome(outcome, is_on_the_spot=is_on_the_spot)
    step.obj.outcome = outcome
    step.record(outcome=outcome)
    step.tell(outcome=outcome)


def cleaned(step: Step[Any], field: str, text: str, longest: int) -> str:
    """The words as they may be kept. Raises Refusal `missing_input` when the move needs them and nothing is left."""
    kept = rules.clean_text(field, text, longest)
    if not kept and step.move and field in step.move.requires:
        raise Refusal("missing_input", field=field)
    return kept


def heed_rules(step: Step[Case], verb: str) -> None:
    """Raises the Refusal that a rule puts in the way of this move, see `rules.obstacle`."""
    refusal = queries.rule_against(step.obj, verb, step.at, step.actor.unit_path)
    if refusal:
        raise refusal


def heed_place(step: Step[Case]) -> None:
    """Raises Refusal `rule` while the place is unknown and nobody would check there what is done; the past stays as it
    was."""
    if not step.is_past and queries.is_unchecked(step.obj, root_path()):
        raise Refusal("rule", rule="no_place")


def heed_words(step: Step[Case]) -> None:
    """Raises Refusal `rule` when nothing is left of what was reported: there is nothing to work on."""
    if not step.is_past and not queries.has_words(step.actor, step.obj):
        raise Refusal("rule", rule="words_erased")


def take_class(step: Step[Case], found: EventClass) -> None:
    """The class and the limit for handling, which stays the case's own whatever becomes of the class later; a standard
    of another class goes."""
    if step.obj.event_class_id != found.pk:
        step.obj.standard = None
    step.obj.event_class = found
    step.obj.limit_amount, step.obj.limit_unit = found.limit_amount, found.limit_unit


def tell_way(step: Step[Case], unit: str) -> None:
    """Records which route led to the unit, or that another unit was chosen than the one it leads to."""
    way = queries.way_of(step.obj, step.look_up(queries.ways))
    if way is None:
        return
    since = way.since.isoformat() if way.since else ""
    step.record(route_class=way.class_code, route_area=way.area, route_since=since)
    if way.unit != unit:
        step.record(differs_from=way.unit)


def set_place(step: Step[Case], spot: Spot) -> None:
    case = step.obj
    case.area_path, case.building_id, case.is_outside = spot.area_path, spot.building_id, spot.is_outside
    case.address, case.lon, case.lat = spot.address or case.address, spot.lon, spot.lat


def follow_division(step: Step[Case]) -> None:
    """The case lies in today's division, whatever became of its area while it had ended."""
    case = step.obj
    today = step.look_up(place_today, case.area_path, case.lon, case.lat)
    if today != case.area_path:
        step.record(left=case.area_path, area=today)
        case.area_path = today


def take_from_unit(step: Step[Case]) -> None:
    """The case is at the desk again; nobody of a unit has it in hand."""
    case = step.obj
    mark_late(step)
    case.unit, case.unit_path, case.handler_id, case.due_at = None, "", None, None
    answer_urging(step)
    begin_round(step)


def mark_late(step: Step[Case]) -> None:
    """Whoever has the case lets it go after its limit had passed. A clock that stops does not fire, so where the
    timekeeper has not come to it yet the mark is made here."""
    case = step.obj
    if case.state in IN_HAND and case.due_at and case.due_at < step.at and not case.is_overdue:
        case.is_overdue = True
        step.record(clock="handle", due_at=case.due_at.isoformat())


def begin_round(step: Step[Case]) -> None:
    """The work begins, or begins anew: what was shown and said of it before counts no more."""
    step.obj.has_after_photo = step.obj.lacks_photo = False
    step.obj.outcome = ""


def answer_urging(step: Step[Case]) -> None:
    """The unit has made its next move: nobody waits for it any more because of having urged it."""
    step.obj.urged, step.obj.urged_at, step.obj.urged_by = 0, None, ""


def turn_clocks(step: Step[Case], verb: str) -> None:
    """Stops and starts the clocks of the stages that the verb ends and begins."""
    stops, starts = rules.CLOCKS[verb]
    step.clocks.stop += stops
    start_clocks(step, starts)


def start_clocks(step: Step[Case], stages: Iterable[str]) -> None:
    for stage in stages:
        step.clocks.start[stage] = limit_of(step, stage)
    remember_due(step)


def remember_due(step: Step[Case]) -> None:
    """The case itself tells when its stage is due, so that lists can be in that order."""
    for stage, due in step.clocks.due_times(step.at).items():
        if stage == "handle":
            step.obj.due_at = due
        elif stage in STAGE_OF.values():
            step.obj.stage_due_at = due


def limit_of(step: Step[Case], stage: str) -> Limit:
    """How long the stage may take: for handling the case's own limit, for a case of old that of its class; else what
    the city sets."""
    case = step.obj
    if stage == "handle" and case.limit_amount:
        return Limit(case.limit_amount, TimeUnit(case.limit_unit))
    if stage == "handle" and case.event_class:
        return Limit(case.event_class.limit_amount, TimeUnit(case.event_class.limit_unit))
    return step.look_up(queries.stage_limits)[stage]


def await_call(step: Step[Case]) -> None:
    """What was closed just now waits for a call, if any reporter left a number."""
    step.obj.call_back_until = step.at + CALLED_WITHIN
    remember_call(step)


def remember_call(step: Step[Case], answered: Report | None = None) -> None:
    """The case waits no longer for a call once no reporter does; `answered` was called or rated just now."""
    if step.obj.call_back_until is None:
        return
    waits = _waits_in_past(step, answered) if step.is_past else queries.waits_for_call(step.actor, step.obj, answered)
    step.obj.call_back_until = step.obj.call_back_until if waits else None


def _waits_in_past(step: Step[Case], answered: Report | None) -> bool:
    """The same of what no table has yet."""
    left = {id(row.report) for row in step.awaiting(Contact) if row.field == "phone"}
    done = {id(row.report) for row in step.awaiting(Rating) if row.round == step.obj.reopened} | {id(answered)}
    return any(id(row) in left - done for row in step.awaiting(Report))
