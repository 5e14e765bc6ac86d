"""Who is called back after a closing (回访), and what was said."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case as Conditional
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from linli.cases.calling import MOST_CALLS, Solved
from linli.cases.models import CallBack, Case, Contact, Rating, Report
from linli.cases.queries.own_data import READS, contacts
from linli.cases.rules import Level
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from linli.kernel.scope import ScopedQuerySet
from linli.kernel.territory import territory

# How a list asks: called at all, answered or never, and what was said.
ANY, REACHED, UNREACHED = "any", "reached", "unreached"
CALLED: tuple[str, ...] = (ANY, REACHED, UNREACHED, *Solved, *Level)


def call_backs_of(actor: Actor, case: Case) -> list[CallBack]:
    """The calls by time; to the holder of a code those to the own report. What was never closed has none."""
    if case.closed_at is None and not case.reopened:
        return []
    return list(CallBack.objects.visible_to(actor).filter(case=case).order_by("at", "id"))


def calls_to(actor: Actor, case: Case, report: Report) -> list[CallBack]:
    """The calls to this reporter."""
    return list(CallBack.objects.visible_to(actor).filter(case=case, report=report))


def tries_of(actor: Actor, cases: Sequence[Case]) -> dict[int, int]:
    """How often somebody was called in vain after the latest closing, by the case's id."""
    calls = CallBack.objects.visible_to(actor).filter(case__in=[case.pk for case in cases], is_reached=False)
    return dict(calls.filter(round=F("case__reopened")).order_by().values_list("case").annotate(Count("pk")))


def is_callable(actor: Actor, report: Report) -> bool:
    """Whether the reporter left a number."""
    return not report.is_anonymous and contacts(actor, report).filter(field="phone").exists()


def against_call(case: Case, report: Report, calls: Sequence[CallBack], *, has_number: bool) -> Refusal | None:
    """Why this reporter is not called, or not any more after the latest closing, after these calls."""
    earlier = [call for call in calls if call.round == case.reopened]
    if report.is_anonymous:
        return Refusal("rule", rule="anonymous_uncalled")
    if any(call.is_reached for call in earlier):
        return Refusal("rule", rule="called_already")
    if len(earlier) >= MOST_CALLS:
        return Refusal("rule", rule="called_in_vain")
    return None if has_number else Refusal("rule", rule="no_number_to_call")


def waits_for_call(actor: Actor, case: Case, answered: Report | None = None) -> bool:
    """Whether any reporter but the one who was `answered` just now has left a number and waits to be called; of all of
    them, also where the actor comes by the code of one."""
    if actor.code:
        with territory(READS):
            return waits_for_call(READS, case, answered)
    phones = Contact.objects.visible_to(actor).filter(case=case, field="phone")
    own = phones.filter(Q(report=OuterRef("pk")) | Q(report=None, case=OuterRef("opened_id")))
    return _unanswered(actor, case).filter(Exists(own)).exclude(pk=answered.pk if answered else None).exists()


def is_unanswered(holder: Actor, case: Case, report: Report) -> bool:
    """Whether this reporter would wait to be called, given a number."""
    return _unanswered(holder, case).filter(pk=report.pk).exists()


def _unanswered(actor: Actor, case: Case) -> ScopedQuerySet[Any]:
    """The reporters who have not rated the latest closing, and were neither reached since nor called often enough."""
    since = {"case": case, "report": OuterRef("pk"), "round": case.reopened}
    reached = CallBack.objects.visible_to(actor).filter(**since, is_reached=True)
    tries = Count("call_backs", filter=Q(call_backs__case=case, call_backs__round=case.reopened))
    rows = Report.objects.visible_to(actor).filter(case=case, is_anonymous=False)
    rows = rows.exclude(Exists(Rating.objects.visible_to(actor).filter(**since))).exclude(Exists(reached))
    return rows.annotate(tries=tries).filter(tries__lt=MOST_CALLS)


def said_in_calls(actor: Actor, said: str) -> Q:
    """The cases of which any reporter says so in calls after the latest closing; `unreached` where one never answered.
    What is open again says nothing."""
    calls = CallBack.objects.visible_to(actor).filter(case=OuterRef("pk"), round=OuterRef("reopened"))
    if said in (ANY, REACHED):
        return Q(Exists(calls.filter(is_reached=True) if said == REACHED else calls))
    if said == UNREACHED:
        same = {name: OuterRef(name) for name in ("case", "report", "round")}
        answered = CallBack.objects.visible_to(actor).filter(**same, is_reached=True)
        return Q(Exists(calls.exclude(Exists(answered))))
    column = "solved" if said in set(Solved) else "level"
    return Q(Exists(calls.filter(**{column: said})))


def latest_call(actor: Actor) -> tuple[Subquery, Subquery]:
    """Of each case whether it is settled, as the latest who was reached after the latest closing says, or that nobody
    was reached; and how content that one is. Empty where nobody was called since."""
    calls: QuerySet[CallBack] = CallBack.objects.visible_to(actor)
    calls = calls.filter(case=OuterRef("pk"), round=OuterRef("reopened"))
    calls = calls.order_by("-is_reached", "-at", "-id")
    said = Conditional(When(is_reached=True, then=F("solved")), default=Value(UNREACHED))
    return Subquery(calls.annotate(said=said).values("said")[:1]), Subquery(calls.values("level")[:1])
