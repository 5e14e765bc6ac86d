"""Taking a report, and what belongs to the person who made it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from linli.cases import queries, rules
from linli.cases.actions.parts import keep_words, turn_clocks
from linli.cases.actions.standards import class_of
from linli.cases.models import CONTACT, Case, Contact, Report
from linli.cases.rules import Channel
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Receipt, Step
from linli.kernel.actor import Actor
from linli.kernel.duties import mark
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.places.queries import Spot


@dataclass(frozen=True, slots=True)
class Filed:
    """What a reporter gets: the receipt, and the code that opens the follow-up page."""

    receipt: Receipt
    code: str


def report(
    actor: Actor,
    key: str | None,
    *,
    text: str,
    spot: Spot,
    channel: str = Channel.WEB,
    class_code: str = "",
    contact: Mapping[str, str] | None = None,
    is_anonymous: bool = False,
) -> Filed:
    """Takes a report and opens its case. The same key gives the same answer.

    `contact` may hold `name` and `phone`; it is refused together with `is_anonymous`.
    Raises Refusal `key_missing`, `invalid`.
    """
    key = rules.check_key(key)
    receipt = _report(
        actor,
        key,
        text=text,
        spot=spot,
        channel=channel,
        class_code=class_code,
        contact=dict(contact or {}),
        is_anonymous=is_anonymous,
    )
    return Filed(receipt, rules.tracking_code(settings.SECRET_KEY, key, receipt.number))


@actions.create("case.report", of=Case, fact="case.reported")
def _report(
    step: Step[Case],
    *,
    text: str,
    spot: Spot,
    channel: str,
    class_code: str,
    contact: Mapping[str, str],
    is_anonymous: bool,
) -> None:
    text = rules.clean_text("text", text, rules.LONGEST_TEXT)
    contact = {field: rules.clean_text("contact", value, rules.LONGEST_CONTACT) for field, value in contact.items()}
    if not set(contact) <= set(CONTACT):
        raise invalid("contact", "unknown_field")
    rules.check_report(step.actor.is_staff, text, channel, contact, is_anonymous=is_anonymous)
    number = rules.case_number(timezone.localtime(step.at).strftime("%Y%m%d"), step.next_id)
    digest = rules.code_digest(rules.tracking_code(settings.SECRET_KEY, step.key, number))
    reporter = step.actor.key if step.actor.is_staff else f"code:{digest}"
    case = Case(
        id=step.next_id,
        number=number,
        state=CASE.initial,
        text=text,
        channel=channel,
        event_class=class_of(step, class_code) if class_code else None,
        area_path=spot.area_path,
        building_id=spot.building_id,
        address=rules.clean_text("place", spot.address, rules.LONGEST_ADDRESS),
        lon=spot.lon,
        lat=spot.lat,
        is_outside=spot.is_outside,
        reported_at=step.at,
        digest_key=rules.new_digest_key(),
        participants=sorted({reporter, f"code:{digest}"}),
        played=[mark("observer", reporter)] if rules.plays_observer(channel) else [],
    )
    step.obj = case
    step.also(
        Report(
            case=case,
            code_digest=digest,
            channel=channel,
            text=text,
            is_anonymous=is_anonymous,
            received_at=step.at,
        )
    )
    step.also(*(Contact(case=case, field=field, value=value) for field, value in contact.items() if value))
    step.record(channel=channel, area=spot.area_path, text=step.digest(text), anonymous=is_anonymous)
    step.tell(channel=channel, class_code=class_code)
    turn_clocks(step, "report")


@actions.move("case.reveal", of=Case, table=CASE, fact="case.revealed")
def _reveal(step: Step[Case], *, field: str, reason: str) -> None:
    declared = CONTACT.get(field)
    if declared is None:
        raise invalid("field", "unknown_field")
    if not step.actor.may(declared.permission, step.obj):
        raise Refusal("forbidden")
    keep_words(step, "reason", reason)
    # The reporter reads who looked: as what and from where, not by name.
    step.record(field=field, roles=",".join(step.actor.roles), by_unit=step.actor.unit_path)
    step.tell(field=field)


def reveal(actor: Actor, number: str, *, field: str, reason: str) -> str:
    """Shows a contact value to a person who says why; the reveal is in the audit before the value is read.

    Returns '' when the reporter left none. Raises Refusal `forbidden`, `missing_input`, `not_found`.
    """
    _reveal(actor, number, field=field, reason=reason)
    with territory(actor):
        return queries.contact_value(actor, queries.one(actor, number), field)
