"""A matter that was kept elsewhere: it comes in as it stands there, and is taken out again while nobody touched it."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from linli.cases import rules
from linli.cases.actions.own_data import forget_digests
from linli.cases.actions.parts import cleaned, keep_words, turn_clocks
from linli.cases.actions.standards import class_of
from linli.cases.models import CONTACT, Case, Contact, Report
from linli.cases.queries import imports
from linli.cases.workflow import CASE, CLOSED, REPORTED
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal, invalid
from linli.places.queries import Spot


@actions.create("case.bring_in", of=Case, fact="case.brought_in")
def bring_in(
    step: Step[Case],
    *,
    text: str,
    spot: Spot,
    channel: str,
    reported_at: datetime,
    class_code: str = "",
    contact: Mapping[str, str] | None = None,
    is_anonymous: bool = False,
    external_number: str = "",
    closed_at: datetime | None = None,
    result: str = "",
    outcome: str = "",
    note: str = "",
    origin: str = "",
) -> None:
    """Takes over a matter from other records: open, it waits at the desk and its clock begins now; with `closed_at`
    it is history. `note` is for the desk, `origin` says in the audit where it came from. Raises Refusal `invalid`,
    `missing_input`.
    """
    text = rules.clean_text("text", text, rules.LONGEST_TEXT)
    contact = _checked_contact(contact or {})
    # A number that looks odd is no reason to lose the matter; the note says so.
    said = {**contact, "phone": ""} if not is_anonymous else contact
    rules.check_report(True, text, channel, said, is_anonymous=is_anonymous)
    rules.check_past(step.at, reported_at, closed_at)
    number = rules.case_number(timezone.localtime(reported_at).strftime("%Y%m%d"), step.next_id)
    case = Case(
        id=step.next_id,
        number=number,
        state=CLOSED if closed_at else REPORTED,
        text=text,
        channel=channel,
        event_class=class_of(step, class_code) if class_code else None,
        area_path=spot.area_path,
        building_id=spot.building_id,
        address=rules.clean_text("place", spot.address, rules.LONGEST_ADDRESS),
        lon=spot.lon,
        lat=spot.lat,
        is_outside=spot.is_outside,
        reported_at=reported_at,
        closed_at=closed_at,
        external_number=rules.clean_text("external_number", external_number, rules.LONGEST_EXTERNAL_NUMBER),
        digest_key=rules.new_digest_key(),
    )
    step.obj = case
    case.result = cleaned(step, "result", result, rules.LONGEST_REMARK)
    told = _report_of(case, step.key, is_anonymous=is_anonymous)
    step.also(told)
    left = {field: value for field, value in contact.items() if value}
    step.also(*(Contact(case=case, report=told, field=field, value=value) for field, value in left.items()))
    keep_words(step, "note", note)
    step.record(channel=channel, area=spot.area_path, text=step.digest(text), origin=origin)
    step.record(class_code=class_code, reported_at=reported_at.isoformat())
    if closed_at:
        _keep_end(step, outcome)
    else:
        turn_clocks(step, "report")
    step.tell(channel=channel, class_code=class_code)


def _keep_end(step: Step[Case], outcome: str) -> None:
    """How it ended, as far as the other records say."""
    case = step.obj
    if outcome:
        rules.check_outcome(outcome)
        case.outcome = outcome
    closed_at = case.closed_at.isoformat() if case.closed_at else ""
    step.record(closed_at=closed_at, result=step.digest(case.result), outcome=outcome)


@actions.move("case.take_back", of=Case, table=CASE, fact="case.taken_back")
def take_back(step: Step[Case], *, reason: str) -> None:
    """Takes out again what an import brought in, and erases what it told of people: nothing needs that any more.

    Raises Refusal `rule` when it came in another way or somebody has worked on it since; what follows by itself is no
    work.
    """
    kept = cleaned(step, "reason", reason, rules.LONGEST_REMARK)
    if not step.look_up(imports.is_as_imported, step.obj):
        raise Refusal("rule", rule="not_as_imported")
    _forget_told(step)
    step.obj.result, step.obj.outcome = keep_words(step, "reason", kept), ""
    step.obj.closed_at = step.at
    turn_clocks(step, "take_back")


def _forget_told(step: Step[Case]) -> None:
    """Contact, words, notes and place of the file go, and the digests of them mean nothing."""
    case, told = step.obj, step.look_up(imports.told, step.obj)
    case.text, case.address, case.lon, case.lat = "", "", None, None
    for report in told.reports:
        report.text = ""
    step.also(*told.reports)
    step.without(*told.contacts, *told.remarks)
    forget_digests(case)


def _report_of(case: Case, key: str, *, is_anonymous: bool) -> Report:
    """What the reporter said. It has a code, which nobody was given: what is kept of a code is unique."""
    return Report(
        case=case,
        opened=case,
        code_digest=rules.code_digest(rules.tracking_code(settings.SECRET_KEY, key, case.number)),
        has_code=False,
        channel=case.channel,
        text=case.text,
        is_anonymous=is_anonymous,
        received_at=case.reported_at,
    )


def _checked_contact(contact: Mapping[str, str]) -> dict[str, str]:
    if not set(contact) <= set(CONTACT):
        raise invalid("contact", "unknown_field")
    return {field: rules.clean_text(field, value, rules.LONGEST_CONTACT) for field, value in contact.items()}
