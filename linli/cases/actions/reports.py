"""Taking a report, and what belongs to the person who made it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from linli.cases import nearness, queries, rules
from linli.cases.actions.parts import keep_words, turn_clocks
from linli.cases.actions.standards import class_of
from linli.cases.models import CONTACT, Case, Contact, Report
from linli.cases.rules import Channel
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Receipt, Step, Target
from linli.kernel.actor import Actor
from linli.kernel.duties import mark
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.places.queries import Spot

# No case has this id: by an offer that is too old nobody joins; who has joined is answered again.
NO_CASE = -1


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
    is_on_behalf: bool = False,
    received_at: datetime | None = None,
) -> Filed:
    """Takes a report and opens its case. The same key gives the same answer.

    `contact` may hold `name` and `phone`, and of staff `on_behalf_of`; it is refused together with `is_anonymous`. Of
    an anonymous report only the rough position is kept. `received_at` is when it reached the desk, where that was
    before it is written down; the clocks begin now. Raises Refusal `key_missing`, `invalid`.
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
        is_on_behalf=is_on_behalf,
        received_at=received_at,
    )
    return Filed(receipt, rules.tracking_code(settings.SECRET_KEY, key, receipt.number))


def join(
    actor: Actor,
    key: str | None,
    offer: str,
    *,
    text: str,
    channel: str = Channel.WEB,
    contact: Mapping[str, str] | None = None,
    is_anonymous: bool = False,
    is_on_behalf: bool = False,
    received_at: datetime | None = None,
) -> Filed:
    """Takes a report of a matter that is a case already, by the offer of `queries.nearby`; it has a code of its own.

    Whoever joins need not see the case, and does not see it by joining. Raises Refusal `rule` when the case has ended
    meanwhile, `invalid` for an offer that is not ours or too old, and what `report` raises.
    """
    key = rules.check_key(key)
    offered = queries.offered(offer)
    try:
        receipt = _join(
            actor,
            Target(offered.number, key=key, vouched_for=NO_CASE if offered.is_old else offered.case_id),
            text=text,
            channel=channel,
            contact=dict(contact or {}),
            is_anonymous=is_anonymous,
            is_on_behalf=is_on_behalf,
            received_at=received_at,
        )
    except Refusal as refusal:
        if refusal.code == "illegal_move":
            raise Refusal("rule", field="joins", rule="joined_case_ended") from refusal
        if offered.is_old and refusal.code == "not_found":
            raise invalid("joins", "offer_expired") from refusal
        raise
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
    is_on_behalf: bool = False,
    received_at: datetime | None = None,
) -> None:
    number = rules.case_number(timezone.localtime(step.at).strftime("%Y%m%d"), step.next_id)
    if is_anonymous and spot.building_id is None:
        spot = replace(spot, lon=nearness.coarse(spot.lon), lat=nearness.coarse(spot.lat))
    step.obj = Case(
        id=step.next_id,
        number=number,
        state=CASE.initial,
        text=rules.clean_text("text", text, rules.LONGEST_TEXT),
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
    )
    told = Report(text=text, channel=channel, is_anonymous=is_anonymous, is_on_behalf=is_on_behalf, opened=step.obj)
    _enter(step, told, contact, received_at)
    step.record(area=spot.area_path)
    step.tell(channel=channel, class_code=class_code)
    turn_clocks(step, "report")


@actions.move("case.join", of=Case, table=CASE, fact="case.joined")
def _join(
    step: Step[Case],
    *,
    text: str,
    channel: str,
    contact: Mapping[str, str],
    is_anonymous: bool,
    is_on_behalf: bool,
    received_at: datetime | None = None,
) -> None:
    told = Report(text=text, channel=channel, is_anonymous=is_anonymous, is_on_behalf=is_on_behalf)
    _enter(step, told, contact, received_at)
    step.tell(channel=channel)


def _enter(step: Step[Case], told: Report, contact: Mapping[str, str], received_at: datetime | None) -> None:
    """Enters a report in its case: its code, its reporter among the participants, its contact."""
    contact = {field: rules.clean_text("contact", value, rules.LONGEST_CONTACT) for field, value in contact.items()}
    if not set(contact) <= set(CONTACT):
        raise invalid("contact", "unknown_field")
    told.text = rules.clean_text("text", told.text, rules.LONGEST_TEXT)
    is_staff, by_behalf = step.actor.is_staff, told.is_on_behalf
    rules.check_report(
        is_staff, told.text, told.channel, contact, is_anonymous=told.is_anonymous, is_on_behalf=by_behalf
    )
    case, seen = step.obj, rules.plays_observer(told.channel, is_on_behalf=by_behalf)
    told.case, told.is_on_behalf = case, is_staff and not seen
    told.received_at = rules.check_received(received_at, step.at, is_staff=is_staff)
    told.code_digest = rules.code_digest(rules.tracking_code(settings.SECRET_KEY, step.key, case.number))
    told.author_id = step.actor.account_id if seen else None
    code = f"code:{told.code_digest}"
    reporter = step.actor.key if is_staff else code
    # Whoever joins follows by the code alone, also somebody who works elsewhere.
    case.participants = sorted({*case.participants, code, *([reporter] if told.opened else [])})
    case.played = sorted({*case.played, mark("observer", reporter)}) if seen else case.played
    step.also(told, *(Contact(case=case, report=told, field=f, value=value) for f, value in contact.items() if value))
    step.record(channel=told.channel, text=step.digest(told.text), anonymous=told.is_anonymous)
    if received_at:
        step.record(received_at=received_at.isoformat())


@actions.move("case.reveal", of=Case, table=CASE, fact="case.revealed")
def _reveal(step: Step[Case], *, field: str, reason: str, report: int | None = None) -> None:
    declared = CONTACT.get(field)
    if declared is None:
        raise invalid("field", "unknown_field")
    if not step.actor.may(declared.permission, step.obj):
        raise Refusal("forbidden")
    keep_words(step, "reason", reason, is_shown=True)
    # The reporter reads who looked: as what and from where, not by name.
    step.record(field=field, roles=",".join(step.actor.roles), by_unit=step.actor.unit_path)
    step.record(report=queries.report_of(step.actor, step.obj, report).pk)
    step.tell(field=field)


def reveal(actor: Actor, number: str, *, field: str, reason: str, report: int | None = None) -> str:
    """Shows a contact value to a person who says why; the reveal is in the audit before the value is read.

    `report` is the id of the report whose reporter is meant; without one it is the case's earliest report.
    Returns '' when the reporter left none. Raises Refusal `forbidden`, `missing_input`, `not_found`, `invalid`.
    """
    _reveal(actor, number, field=field, reason=reason, report=report)
    with territory(actor):
        case = queries.one(actor, number)
        return queries.contact_value(actor, queries.report_of(actor, case, report), field)
