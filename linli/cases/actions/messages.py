"""Words between the desk and the reporters, and among those who work here."""

from linli.cases import queries, rules
from linli.cases.actions.parts import cleaned, keep_words
from linli.cases.models import Case, Message, Report
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal


@actions.move("case.send_message", of=Case, table=CASE, fact="case.message_sent")
def send_message(step: Step[Case], *, text: str, report: int | None = None) -> None:
    """The desk writes to one reporter, by the report's id, or to all of them; what they wrote counts as read then.
    Raises Refusal `invalid`, and `rule` where nobody would read it, as after a merge."""
    to = queries.report_of(step.actor, step.obj, report) if report else None
    if not step.is_past and (unread := queries.why_unread(step.actor, step.obj, to)):
        raise unread
    say(step, "text", text, to, is_from_desk=True)
    mark_read(step, to)
    step.record(report=to.pk if to else None)
    step.tell(to="one" if to else "all")


@actions.move("case.read_messages", of=Case, table=CASE, fact="case.messages_read")
def read_messages(step: Step[Case]) -> None:
    """The desk has read what the reporters wrote, and need not answer it. Raises Refusal `rule` when nothing waits."""
    if not step.obj.unread_messages:
        raise Refusal("rule", rule="nothing_unread")
    mark_read(step, None)


@actions.move("case.answer_message", of=Case, table=CASE, fact="case.message_answered")
def answer_message(step: Step[Case], *, text: str) -> None:
    """A reporter writes to the desk, by the code; an anonymous one too. Raises Refusal `not_found` without a code."""
    report = step.look_up(queries.own_report, step.actor, step.obj)
    say(step, "text", text, report, is_from_desk=False)
    step.record(report=report.pk)


@actions.move("case.note", of=Case, table=CASE, fact="case.noted")
def note(step: Step[Case], *, text: str) -> None:
    """Words for those who work here; no reporter ever sees them."""
    keep_words(step, "text", text)


def say(step: Step[Case], field: str, text: str, report: Report | None, *, is_from_desk: bool) -> None:
    """Keeps words that somebody of the other side may read; the audit has their keyed digest."""
    kept = cleaned(step, field, text, rules.LONGEST_REMARK)
    if not kept:
        return
    version = step.obj.version + 1
    message = Message(case=step.obj, report=report, version=version, is_from_desk=is_from_desk, text=kept, at=step.at)
    step.also(message)
    step.obj.unread_messages += not is_from_desk
    step.record(message=step.digest(kept))


def mark_read(step: Step[Case], report: Report | None) -> None:
    """What this reporter wrote, or every reporter, is read from now on."""
    past = [row for row in step.awaiting(Message) if not row.is_from_desk and row.read_at is None]
    unread = past if step.is_past else queries.unread_messages(step.actor, step.obj, report)
    for message in unread:
        message.read_at = step.at
    step.also(*unread)
    step.obj.unread_messages = max(step.obj.unread_messages - len(unread), 0) if report else 0
