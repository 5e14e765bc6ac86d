"""The street speaks to a reporter after a closing (回访): what was noted, and who waits to be called."""

from linli.cases import queries, rules
from linli.cases.actions.parts import cleaned, heed_rules, remember_call
from linli.cases.calling import REACHED, UNREACHED, Solved
from linli.cases.models import CallBack, Case, Report
from linli.cases.rules import Level
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal, invalid


@actions.move("case.call_back", of=Case, table=CASE, fact="case.called_back")
def call_back(
    step: Step[Case], *, reached: str, report: int | None = None, solved: str = "", level: str = "", text: str = ""
) -> None:
    """The desk called a reporter of a closed case (回访), by the report's id or the first: `reached` is yes or no, and
    of whoever answered `solved` is one of `calling.Solved`, `level` one of `rules.Level` or empty. It is no rating of
    the reporter's own.

    Raises Refusal `rule` where there is no number, after an answer, after three tries and for whoever is of the unit
    that had the case; `invalid`, `missing_input`, `separation_of_duties` for whoever handled or observed it.
    """
    heed_rules(step, "call_back")
    _check_said(reached, solved, level)
    told = _report(step, report)
    earlier = _calls(step, told)
    refusal = queries.against_call(step.obj, told, earlier, has_number=_has_number(step, told))
    if refusal:
        raise refusal
    is_reached = reached == REACHED
    kept = cleaned(step, "text", text, rules.LONGEST_REMARK)
    call = CallBack(
        case=step.obj,
        report=told,
        version=step.obj.version + 1,
        round=step.obj.reopened,
        is_reached=is_reached,
        solved=solved,
        level=level,
        text=kept,
        at=step.at,
    )
    step.also(call)
    # What a reporter said can be erased: the entry holds marks of it, the fact nothing.
    step.record(report=told.pk, reached=is_reached)
    if is_reached:
        step.record(call=step.digest(f"{solved} {level}"))
    if kept:
        step.record(text=step.digest(kept))
    if is_reached or queries.against_call(step.obj, told, [*earlier, call], has_number=True):
        remember_call(step, answered=told)


def _check_said(reached: str, solved: str, level: str) -> None:
    if reached not in (REACHED, UNREACHED):
        raise invalid("reached", "unknown_choice")
    if reached == UNREACHED and (solved or level):
        raise invalid("solved" if solved else "level", "said_by_nobody")
    if reached == REACHED and not solved:
        raise Refusal("missing_input", field="solved")
    if solved and solved not in set(Solved):
        raise invalid("solved", "unknown_choice")
    if level and level not in set(Level):
        raise invalid("level", "unknown_choice")


def _report(step: Step[Case], report: int | None) -> Report:
    """The report that is meant; of the past the first, which no table has yet."""
    return step.awaiting(Report)[0] if step.is_past else queries.report_of(step.actor, step.obj, report)


def _calls(step: Step[Case], told: Report) -> list[CallBack]:
    return step.awaiting(CallBack) if step.is_past else queries.calls_to(step.actor, step.obj, told)


def _has_number(step: Step[Case], told: Report) -> bool:
    """Whether there is a number. The past is told without the contacts that were erased since."""
    return step.is_past or queries.is_callable(step.actor, told)
