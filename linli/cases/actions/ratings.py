"""What a reporter thinks of the answer, and asks for when it is none; and that the desk stands by it."""

from linli.cases import queries, rules
from linli.cases.actions.messages import mark_read, say
from linli.cases.actions.parts import heed_rules, remember_call
from linli.cases.models import Case, Rating, Report
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.duties import conflict
from linli.kernel.refusals import Refusal, invalid


@actions.move("case.rate", of=Case, table=CASE, fact="case.rated")
def rate(step: Step[Case], *, level: str, is_solved: bool, text: str = "", person: str = "") -> None:
    """A reporter rates the answer by the code, once for each closing; `level` is one of `rules.Level`, `person` the key
    of whoever is signed in beside the code. Raises Refusal `rule`, `invalid`, `separation_of_duties`."""
    if level not in set(rules.Level):
        raise invalid("level", "unknown_choice")
    report = step.look_up(queries.own_report, step.actor, step.obj)
    _refuse_own_work(step, report, person)
    if step.look_up(queries.rating_of, step.actor, step.obj, report):
        raise Refusal("rule", rule="already_rated")
    say(step, "text", text, report, is_from_desk=False)
    step.also(
        Rating(
            case=step.obj,
            report=report,
            version=step.obj.version + 1,
            round=step.obj.reopened,
            is_solved=is_solved,
            level=level,
            at=step.at,
        )
    )
    remember_call(step, answered=report)
    # What a resident thinks can be erased: the entry holds a mark of it, the fact nothing.
    step.record(report=report.pk, rating=step.digest(f"{level} {is_solved}"))


@actions.move("case.contest", of=Case, table=CASE, fact="case.contested")
def contest(step: Step[Case], *, reason: str) -> None:
    """A reporter says by the code that the matter is not settled, and asks the desk to open the case again. Raises
    Refusal `rule` while that has been asked already, where the desk stood by this result, and for what nobody
    here can open again."""
    report = step.look_up(queries.own_report, step.actor, step.obj)
    refusal = queries.against_contest(step.obj, report)
    if refusal:
        raise refusal
    step.obj.is_contested = True
    say(step, "reason", reason, report, is_from_desk=False)
    step.record(report=report.pk)


@actions.move("case.decline_contest", of=Case, table=CASE, fact="case.contest_declined")
def decline_contest(step: Step[Case], *, reason: str) -> None:
    """The desk has looked again and stands by the result (维持原结果): whoever contested it reads why, and what they
    wrote counts as read. Raises Refusal `rule` when nobody contests."""
    heed_rules(step, "decline_contest")
    report = queries.contester(step.actor, step.obj)
    step.obj.is_contested = False
    say(step, "reason", reason, report, is_from_desk=True)
    mark_read(step, report)
    step.record(report=report.pk if report else None)


def _refuse_own_work(step: Step[Case], report: Report, person: str) -> None:
    """Nobody rates what they did themselves: neither by the code of a report of their own, nor while signed in."""
    for key in (f"account:{report.author_id}", person):
        standing = conflict("rater", key, step.obj.played)
        if standing:
            raise Refusal("separation_of_duties", duty="rater", standing=standing)
