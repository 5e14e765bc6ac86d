"""A code for a reporter who has none: whose report was brought in, or who lost the own one."""

import uuid
from dataclasses import dataclass

from django.conf import settings

from linli.cases import queries, rules
from linli.cases.actions.parts import keep_words
from linli.cases.models import Case
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Receipt, Step, Target
from linli.kernel.actor import CODE, Actor
from linli.kernel.refusals import Refusal, invalid


@dataclass(frozen=True, slots=True)
class Issued:
    """What the desk hands over: the receipt, and the code that is kept nowhere."""

    receipt: Receipt
    code: str


def issue_code(actor: Actor, target: Target | str, *, identity: str, reason: str, report: int | None = None) -> Issued:
    """Gives the reporter a new code (补发查询码) once the desk knows who asks, `identity` being how; the old one opens
    nothing any more. `report` is its id, without one the case's earliest. The same key gives the same code.

    Raises Refusal `invalid`, `missing_input`; `rule` for an anonymous report.
    """
    aim = target if isinstance(target, Target) else Target(target)
    key = rules.check_key(aim.key) if aim.key else uuid.uuid4().hex
    receipt = _issue_code(actor, Target(aim.number, aim.version, key), identity=identity, reason=reason, report=report)
    return Issued(receipt, _code(key, receipt.number, report))


@actions.move("case.issue_code", of=Case, table=CASE, fact="case.code_issued")
def _issue_code(step: Step[Case], *, identity: str, reason: str, report: int | None) -> None:
    keep_words(step, "reason", reason)
    if identity not in rules.IDENTITIES:
        raise invalid("identity", "unknown_choice")
    told = queries.report_of(step.actor, step.obj, report)
    if told.is_anonymous:
        raise Refusal("rule", rule="anonymous_without_code")
    before, after = told.code_digest, rules.code_digest(_code(step.key, step.obj.number, report))
    step.record(report=told.pk, identity=identity, before=before, was_given=told.has_code)
    told.code_digest, told.has_code = after, True
    step.also(told)
    step.obj.participants = sorted({*step.obj.participants, f"{CODE}{after}"} - {f"{CODE}{before}"})
    # What the reporter has played here counts for the same reporter.
    step.obj.played = [mark.replace(f"{CODE}{before}", f"{CODE}{after}") for mark in step.obj.played]


def _code(key: str, number: str, report: int | None) -> str:
    return rules.tracking_code(settings.SECRET_KEY, f"issued:{report or 0}:{key}", number)
