"""The reports of a case: each reporter's own, and all of them for the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, OuterRef, TextField, Value

from linli.cases import rules
from linli.cases.models import CallBack, Case, Contact, Message, Rating, Report
from linli.cases.queries.merging import merged_into
from linli.cases.workflow import MERGED, OPEN
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.scope import ScopedQuerySet

MOST_LINKED = 20


@dataclass(frozen=True, slots=True)
class Told:
    """One report as the desk sees it, with its place among the others (from 1), contact, words, ratings and calls."""

    report: Report
    place: int
    contacts: Sequence[Contact]
    messages: Sequence[Message]
    ratings: Sequence[Rating]
    call_backs: Sequence[CallBack]

    @property
    def has_number(self) -> bool:
        return any(contact.field == "phone" for contact in self.contacts)


def one_of_code(actor: Actor) -> tuple[Report, Case]:
    """The report and case that the actor's code opens. Raises Refusal `not_found`."""
    report = Report.objects.visible_to(actor).filter(code_digest=actor.code).select_related("case__unit").first()
    if not actor.code or report is None:
        raise Refusal("not_found")
    return report, report.case


def own_report(actor: Actor, case: Case) -> Report:
    """The report of this case that the actor's code opens. Raises Refusal `not_found`."""
    found = reports_of(actor, case).filter(code_digest=actor.code).first() if actor.code else None
    if found is None:
        raise Refusal("not_found")
    return found


def reports_of(actor: Actor, case: Case) -> ScopedQuerySet[Report]:
    """The case's reports by time; to whoever comes by a code only the own one."""
    return Report.objects.visible_to(actor).filter(case=case).order_by("received_at", "id")


def report_of(actor: Actor, case: Case, report_id: int | None) -> Report:
    """The case's report with this id, or without one the first. Raises Refusal `invalid`."""
    rows = reports_of(actor, case)
    found = (rows.filter(pk=report_id) if report_id else rows).first()
    if found is None:
        raise invalid("report", "unknown_report")
    return found


def why_unread(actor: Actor, case: Case, to: Report | None = None) -> Refusal | None:
    """Why nobody could read words to this reporter, or to every one of the case; one who joins later reads them too."""
    if case.state == MERGED:
        return Refusal("rule", rule="goes_on_elsewhere", number=merged_into(actor, case.number))
    given = [to.has_code] if to else list(reports_of(actor, case).values_list("has_code", flat=True))
    if given:
        return None if any(given) else Refusal("rule", rule="no_code_given")
    return None if case.state in OPEN else Refusal("rule", rule="no_reporter")


def told(
    actor: Actor, case: Case, said: Sequence[Message], ratings: Sequence[Rating], calls: Sequence[CallBack]
) -> list[Told]:
    """Every report of the case by time, each with its own of what was `said`, rated and noted in calls; two queries,
    however many there are."""
    left = contacts(actor, case)
    return [
        Told(
            report,
            place,
            [c for c in left if c.report_id == report.pk],
            [m for m in said if m.report_id == report.pk],
            [r for r in ratings if r.report_id == report.pk],
            [c for c in calls if c.report_id == report.pk],
        )
        for place, report in enumerate(reports_of(actor, case), 1)
    ]


def messages(actor: Actor, case: Case) -> list[Message]:
    """What was said between the desk and the reporters, by time; to the holder of a code what concerns the own report
    and what is for all."""
    return list(Message.objects.visible_to(actor).filter(case=case).order_by("at", "id"))


def unread_messages(actor: Actor, case: Case, report: Report | None) -> list[Message]:
    """What this reporter wrote, or any reporter, and nobody at the desk has marked as read."""
    rows = Message.objects.visible_to(actor).filter(case=case, is_from_desk=False, read_at=None)
    return list(rows.filter(report=report) if report else rows)


def ratings_of(actor: Actor, case: Case) -> list[Rating]:
    """The ratings by time; to the holder of a code the own ones."""
    return list(Rating.objects.visible_to(actor).filter(case=case).order_by("at", "id"))


def rating_of(actor: Actor, case: Case, report: Report) -> Rating | None:
    """How this report's reporter rated the latest closing."""
    return Rating.objects.visible_to(actor).filter(case=case, report=report, round=case.reopened).first()


def contacts(actor: Actor, case: Case) -> list[Contact]:
    """What the reporters left, to be shown masked."""
    return list(Contact.objects.visible_to(actor).filter(case=case).order_by("id"))


def linked(actor: Actor, case: Case, phone: str) -> list[Case]:
    """The other open cases whose reporters left the same number, the latest first. Anonymous reports have none; classes
    of which nothing is shown are left out on both sides. Only for whoever has revealed the number just now: that look
    is in the audit."""
    bare = rules.phone_numbers(phone)
    if not bare or (case.event_class and case.event_class.is_confidential):
        return []
    left = Contact.objects.visible_to(actor).filter(case=OuterRef("pk"), field="phone")
    same = left.annotate(bare=_digits_of_each("value"))
    wanted = [prefix + one for one in bare for prefix in ("", rules.COUNTRY)]
    rows = Case.objects.visible_to(actor).filter(Exists(same.filter(bare__overlap=wanted)), state__in=OPEN)
    rows = rows.exclude(pk=case.pk).exclude(event_class__is_confidential=True).select_related("event_class")
    return list(rows.order_by("-reported_at", "-id")[:MOST_LINKED])


def _digits_of_each(column: str) -> Func:
    """SQL: what `rules.phone_numbers` says, but for the country's prefix."""
    found = _replaced(F(column), f"({rules.EXTENSION_WORDS})[^{rules.BETWEEN_SIGNS}]*", "", "gi")
    found = _replaced(_replaced(found, f"[{rules.BETWEEN_SIGNS}]", "/", "g"), "[^0-9/]", "", "g")
    return Func(found, Value("/"), function="string_to_array", output_field=ArrayField(TextField()))


def _replaced(text: F | Func, pattern: str, by: str, flags: str) -> Func:
    return Func(text, Value(pattern), Value(by), Value(flags), function="regexp_replace", output_field=TextField())


def contact_value(actor: Actor, report: Report, name: str) -> str:
    """One contact value in clear, '' when there is none. Only for `actions.reveal`, which records who asked and why."""
    found = Contact.objects.visible_to(actor).filter(report=report, field=name).first()
    return found.value if found else ""
