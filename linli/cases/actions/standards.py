"""Under which condition a matter is filed, by when it must be handled, and what closes it."""

from datetime import date

from linli.cases import queries, rules
from linli.cases.models import Case, EventClass
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal


def class_of(step: Step[Case], class_code: str) -> EventClass:
    """The class with this code in the table that was in force at the time. Raises Refusal `invalid`."""
    return step.look_up(queries.event_class, class_code, _since(step))


def take_standard(step: Step[Case], item: int | None) -> None:
    """The standard of the class, chosen by its item; the only one is taken without a choice. Its limit becomes the
    case's own. Raises Refusal `missing_input` when several could be meant, `invalid` for an item that is none."""
    case = step.obj
    known = step.look_up(queries.standards_of, case.event_class_id, _since(step))
    chosen = rules.choose_standard({standard.item: standard for standard in known}, item)
    case.standard = chosen
    if chosen:
        case.limit_amount, case.limit_unit = chosen.limit_amount, chosen.limit_unit
        step.record(standard=chosen.item, limit=f"{chosen.limit_amount} {chosen.limit_unit}")


def heed_condition(step: Step[Case], *, is_met: bool) -> None:
    """Raises Refusal `missing_input` unless somebody says that the condition which closes the case is met. It is met
    only by what is done: with another outcome nobody is asked."""
    chosen, is_done = step.obj.standard, step.obj.outcome == rules.DONE
    if is_done and chosen and chosen.closing_condition and not is_met:
        raise Refusal("missing_input", field="condition_met")
    if chosen:
        step.record(condition_met=is_met and is_done)


def _since(step: Step[Case]) -> date:
    """A day for which to look up what holds at the step; one for many days, where many steps of the past look it up."""
    day = queries.day_of(step.at)
    return step.look_up(queries.since, day) if step.is_past else day
