"""Moves off the straight path that need no table of their own: looking before filing, beginning anew, a level up, a
reminder."""

from linli.cases import queries, rules
from linli.cases.actions.parts import follow_division, heed_rules, heed_words, keep_words, take_from_unit, turn_clocks
from linli.cases.actions.transfers import forget_partners
from linli.cases.models import Case
from linli.cases.workflow import CASE, VOIDED
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal, invalid


@actions.move("case.ask_to_verify", of=Case, table=CASE, fact="case.verification_asked")
def ask_to_verify(step: Step[Case], *, remark: str = "") -> None:
    """The desk asks the worker of the grid to look before filing (要求核实), whose time stands still until the answer.
    Raises Refusal `rule` where nobody may."""
    if not step.is_past and not queries.is_verified_there(step.obj):
        raise Refusal("rule", rule="nobody_verifies")
    keep_words(step, "remark", remark)
    step.clocks.pause.append("file")
    turn_clocks(step, "ask_to_verify")


@actions.move("case.verify", of=Case, table=CASE, fact="case.verified")
def verify(step: Step[Case], *, finding: str, remark: str) -> None:
    """The worker looked before filing (核实): the matter is there or not, in words; the desk decides.

    Raises Refusal `invalid`.
    """
    if finding not in rules.FINDINGS:
        raise invalid("finding", "unknown_choice")
    keep_words(step, "remark", remark)
    step.record(finding=finding)
    step.tell(finding=finding)
    turn_clocks(step, "verify")


@actions.move(
    "case.reopen",
    of=Case,
    table=CASE,
    fact="case.reopened",
    facts=lambda case: {"was_voided": case.state == VOIDED, "unfiled": case.event_class_id is None},
)
def reopen(step: Step[Case], *, reason: str) -> None:
    """An ended case goes round again (重新办理): its clocks begin anew, and who took part is remembered, though whoever
    it was passed on to sees it no longer. What was never filed is filed first. Raises Refusal `rule` when its words
    have been erased."""
    heed_words(step)
    case = step.obj
    take_from_unit(step)
    forget_partners(step)
    if not step.is_past:
        follow_division(step)
    case.reopened += 1
    case.closed_at, case.is_contested, case.extensions, case.call_back_until = None, False, 0, None
    keep_words(step, "reason", reason)
    step.record(times=case.reopened)
    step.tell(times=case.reopened)
    turn_clocks(step, "_".join(("reopen", *(step.move.when if step.move else ()))))


@actions.move("case.escalate", of=Case, table=CASE, fact="case.escalated")
def escalate(step: Step[Case], *, reason: str) -> None:
    """The matter is for the level above (上报上级): grid, community, street, district. Raises Refusal `rule`."""
    heed_rules(step, "escalate")
    step.obj.level = rules.next_level(step.obj.level)
    keep_words(step, "reason", reason)
    step.record(level=step.obj.level)
    step.tell(level=step.obj.level)


@actions.move("case.urge", of=Case, table=CASE, fact="case.urged")
def urge(step: Step[Case], *, reason: str) -> None:
    """Reminds the unit that has the case (催办); its clock goes on as it was, and its next move answers it. Raises
    Refusal `rule` for one's own unit, and for the same office before the unit had time to answer."""
    heed_rules(step, "urge")
    case = step.obj
    case.urged += 1
    case.urged_at, case.urged_by = step.at, step.actor.unit_path
    keep_words(step, "reason", reason)
    unit = case.unit.code if case.unit else ""
    step.record(unit=unit, times=case.urged)
    step.tell(unit=unit)
