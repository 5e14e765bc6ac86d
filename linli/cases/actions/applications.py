"""More time for a unit: extension (延期) in two steps, suspension (挂账) in one; one application is open at a time."""

from datetime import datetime

from django.utils import timezone

from linli.cases import queries, rules
from linli.cases.actions.parts import answer_urging, heed_rules, keep_words, limit_of, turn_clocks
from linli.cases.models import Application, Case
from linli.cases.workflow import CASE, HANDLING
from linli.kernel import actions, clocks, duties
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal

EXTENSION, SUSPENSION = "extension", "suspension"
# The parts that are played in one application, not in the case.
PARTS = ("applicant:", "endorser:", "approver:")
ASKED, ENDORSED, APPROVED, REFUSED, LAPSED = "asked", "endorsed", "approved", "refused", "lapsed"


@actions.move("case.request_extension", of=Case, table=CASE, fact="case.extension_requested")
def request_extension(step: Step[Case], *, reason: str) -> None:
    """The unit asks for its limit once more (申请延期), before the limit has passed and at most twice.

    Raises Refusal `rule`.
    """
    heed_rules(step, "request_extension")
    _ask(step, EXTENSION, keep_words(step, "reason", reason))


@actions.move("case.endorse_extension", of=Case, table=CASE, fact="case.extension_endorsed")
def endorse_extension(step: Step[Case], *, remark: str = "") -> None:
    """The unit's chief passes the request on to the desk (延期初审). Raises Refusal `rule`."""
    heed_rules(step, "endorse_extension")
    asked = _open(step)
    asked.step, asked.endorsed_by_id, asked.endorsed_at = ENDORSED, step.actor.account_id, step.at
    step.obj.asked = rules.EXTENSION_ENDORSED
    keep_words(step, "remark", remark)
    step.also(asked)


@actions.move("case.approve_extension", of=Case, table=CASE, fact="case.extended")
def approve_extension(step: Step[Case], *, remark: str = "") -> None:
    """Adds the case's own limit once more (批准延期). Raises Refusal `rule`."""
    heed_rules(step, "approve_extension")
    more = limit_of(step, "handle").amount
    step.obj.due_at = clocks.due_after(step.obj, "handle", step.at, more=more)
    step.clocks.extend["handle"] = more
    step.obj.extensions += 1
    keep_words(step, "remark", remark)
    step.record(extension=step.obj.extensions)
    step.tell(extension=step.obj.extensions)
    _decide(step, APPROVED)


@actions.move("case.refuse_extension", of=Case, table=CASE, fact="case.extension_refused")
def refuse_extension(step: Step[Case], *, reason: str) -> None:
    """The unit's chief or the desk says no (不予延期); it does not count as one of the two. Raises Refusal `rule`."""
    heed_rules(step, "refuse_extension")
    keep_words(step, "reason", reason)
    _decide(step, REFUSED)


@actions.move("case.request_suspension", of=Case, table=CASE, fact="case.suspension_requested")
def request_suspension(step: Step[Case], *, reason: str, until: datetime) -> None:
    """The unit asks that the case may rest (申请挂账) until a day within a year. Raises Refusal `rule`, `invalid`."""
    heed_rules(step, "request_suspension")
    rules.check_until(until, timezone.localtime(step.at))
    step.record(until=until.isoformat())
    _ask(step, SUSPENSION, keep_words(step, "reason", reason), until)


@actions.move("case.approve_suspension", of=Case, table=CASE, fact="case.suspended")
def approve_suspension(step: Step[Case], *, remark: str = "") -> None:
    """The case rests (挂账): its clock stands still and nothing is handled until the end, which comes by itself.

    Raises Refusal `rule`, and `invalid` when the end has passed by now.
    """
    heed_rules(step, "approve_suspension")
    until = _open(step).until
    assert until is not None, "a suspension was asked for with its end"
    rules.check_until(until, timezone.localtime(step.at))
    step.obj.state_before, step.obj.suspended_until, step.obj.due_at = step.obj.state, until, None
    answer_urging(step)
    step.clocks.pause.append("handle")
    step.clocks.until["suspension"] = until
    keep_words(step, "remark", remark)
    step.record(until=until.isoformat())
    step.tell(until=until.isoformat())
    _decide(step, APPROVED)


@actions.move("case.refuse_suspension", of=Case, table=CASE, fact="case.suspension_refused")
def refuse_suspension(step: Step[Case], *, reason: str) -> None:
    """The desk says no (不予挂账). Raises Refusal `rule`."""
    heed_rules(step, "refuse_suspension")
    keep_words(step, "reason", reason)
    _decide(step, REFUSED)


@actions.move(
    "case.resume",
    of=Case,
    table=CASE,
    fact="case.resumed",
    facts=lambda case: {"was_handling": case.state_before == HANDLING},
)
def resume(step: Step[Case], *, remark: str = "", due_at: str = "") -> None:
    """The rest ends (恢复办理), by hand or with its time; the case goes on where it stood.

    With `due_at`, the end that the timekeeper found reached, it raises Refusal `rule` when another one holds by now.
    """
    if due_at and not clocks.has_fired(step.obj, "suspension", due_at):
        raise Refusal("rule", rule="not_due")
    step.obj.due_at = clocks.due_after(step.obj, "handle", step.at)
    step.obj.state_before, step.obj.suspended_until = "", None
    step.clocks.resume.append("handle")
    keep_words(step, "remark", remark)
    turn_clocks(step, "resume")


def lapse(step: Step[Case]) -> None:
    """An application that nobody answered ends with the unit's part in the case."""
    if step.obj.asked:
        _decide(step, LAPSED)


def _ask(step: Step[Case], kind: str, reason: str, until: datetime | None = None) -> None:
    """Opens an application; whoever asked or answered in an earlier one may answer in this."""
    answer_urging(step)
    applicant = duties.mark("applicant", step.actor.key)
    step.obj.played = [mark for mark in step.obj.played if mark == applicant or not mark.startswith(PARTS)]
    step.obj.asked = rules.EXTENSION_ASKED if kind == EXTENSION else rules.SUSPENSION_ASKED
    step.also(
        Application(
            case=step.obj,
            kind=kind,
            step=ASKED,
            reason=reason,
            until=until,
            asked_by_id=step.actor.account_id,
            asked_at=step.at,
        )
    )


def _open(step: Step[Case]) -> Application:
    """The application that `asked` tells of."""
    past = [row for row in step.awaiting(Application) if row.decided_at is None]
    found = past[0] if past else queries.application(step.actor, step.obj)
    assert found is not None, "the case says that one is open"
    return found


def _decide(step: Step[Case], outcome: str) -> None:
    asked = _open(step)
    asked.step, asked.decided_by_id, asked.decided_at = outcome, step.actor.account_id, step.at
    step.obj.asked = ""
    step.also(asked)
