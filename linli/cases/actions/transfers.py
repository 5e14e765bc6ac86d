"""Cases on their way to an outside unit (110, 12345) or from one. Until somebody accepts it, a case is the sender's."""

from collections.abc import Iterable

from django.utils import timezone

from linli.cases import queries, rules
from linli.cases.actions.applications import lapse
from linli.cases.actions.evidence import heed_photo
from linli.cases.actions.parts import (
    answer_urging,
    begin_round,
    heed_place,
    heed_rules,
    keep_outcome,
    keep_words,
    mark_late,
    remember_due,
    start_clocks,
    take_from_unit,
    turn_clocks,
)
from linli.cases.actions.standards import class_of
from linli.cases.models import Case, Transfer
from linli.cases.rules import Channel
from linli.cases.workflow import AT_THE_UNIT, CASE, VERIFYING
from linli.kernel import actions, clocks
from linli.kernel.actions import Step
from linli.kernel.calendar import Unit as TimeUnit
from linli.kernel.limit import Limit
from linli.kernel.refusals import Refusal
from linli.places.queries import Spot

ANSWERED, RETURNED, RECALLED, TAKEN_IN, SENT_BACK = "answered", "returned", "recalled", "taken_in", "sent_back"


@actions.move("case.transfer_out", of=Case, table=CASE, fact="case.transferred_out")
def transfer_out(step: Step[Case], *, unit: str, reason: str) -> None:
    """Passes the case on to an outside unit (移送), which has its own limit to accept it; until then it stays ours.

    Raises Refusal `invalid`, and `rule` for a unit of our own and while no place is known.
    """
    heed_place(step)
    partner = step.look_up(queries.unit, unit)
    if not partner.is_outside:
        raise Refusal("rule", rule="not_outside")
    token = f"unit:{partner.path}"
    step.obj.participants = sorted({*step.obj.participants, token})
    kept = keep_words(step, "reason", reason)
    step.also(Transfer(case=step.obj, partner=partner, is_incoming=False, reason=kept, sent_at=step.at))
    step.record(unit=partner.code)
    step.tell(unit=partner.code)
    turn_clocks(step, "transfer_out")
    if partner.accept_amount:
        step.clocks.start["transfer"] = Limit(partner.accept_amount, TimeUnit(partner.accept_unit))
        remember_due(step)


@actions.move("case.accept_transfer", of=Case, table=CASE, fact="case.transfer_accepted")
def accept_transfer(step: Step[Case], *, reference: str = "") -> None:
    """The outside unit takes the case on (移送接收), perhaps under a number of its own; from now on it is theirs."""
    sent = _open(step)
    sent.accepted_at = step.at
    sent.reference = rules.clean_text("reference", reference, rules.LONGEST_EXTERNAL_NUMBER)
    step.obj.unit, step.obj.unit_path = sent.partner, sent.partner.path
    begin_round(step)
    step.also(sent)
    step.record(unit=sent.partner.code)
    step.tell(unit=sent.partner.code)
    turn_clocks(step, "accept_transfer")


@actions.move("case.return_transfer", of=Case, table=CASE, fact="case.transfer_returned")
def return_transfer(step: Step[Case], *, reason: str) -> None:
    """The outside unit sends the case back (移送退回) and says why."""
    keep_words(step, "reason", reason)
    partner = _come_back(step, RETURNED)
    step.obj.returns += 1
    step.obj.returned_by = [*step.obj.returned_by, partner]
    turn_clocks(step, "return_transfer")


@actions.move(
    "case.recall",
    of=Case,
    table=CASE,
    fact="case.recalled",
    facts=lambda case: {"before_filing": case.state == VERIFYING},
)
def recall(step: Step[Case], *, remark: str = "", due_at: str = "") -> None:
    """A case is the desk's again (收回): by hand from a unit or an outside unit, with a reason when that has accepted
    it, or from whoever was to look before filing; by itself when an outside unit's time to accept is over.

    Raises Refusal `rule` while a sub-task is open, and with `due_at`, the end that the timekeeper found reached, when
    another one holds by now.
    """
    heed_rules(step, "recall")
    if due_at and not clocks.has_fired(step.obj, "transfer", due_at):
        raise Refusal("rule", rule="not_due")
    keep_words(step, "remark", remark)
    step.record(in_time=not due_at)
    if step.move and "before_filing" in step.move.when:
        turn_clocks(step, "recall_before_filing")
        _go_on_filing(step)
        return
    if step.obj.state in AT_THE_UNIT:
        unit = step.obj.unit.code if step.obj.unit else ""
        take_from_unit(step)
        lapse(step)
        step.record(unit=unit)
        step.tell(unit=unit)
    else:
        _come_back(step, RECALLED)
    turn_clocks(step, "recall")


def _go_on_filing(step: Step[Case]) -> None:
    """The time for filing goes on where it stood; of a look that was asked for when it still ended then, anew."""
    if clocks.is_running(step.obj, "file"):
        step.obj.stage_due_at = clocks.due_after(step.obj, "file", step.at)
        step.clocks.resume.append("file")
    else:
        start_clocks(step, ("file",))


@actions.move("case.answer_transfer", of=Case, table=CASE, fact="case.transfer_answered")
def answer_transfer(step: Step[Case], *, outcome: str, result: str, without_photo: str = "") -> None:
    """The outside unit says what became of it and what was done (移送反馈); it is checked and closed like any other.
    Raises Refusal `rule`, `invalid` as `report_back` does."""
    answer_urging(step)
    mark_late(step)
    keep_outcome(step, outcome)
    heed_photo(step, without_photo)
    step.obj.result = keep_words(step, "result", result)
    sent = _open(step)
    sent.ended_at, sent.outcome = step.at, ANSWERED
    step.also(sent)
    turn_clocks(step, "answer_transfer")


@actions.create("case.transfer_in", of=Case, fact="case.transferred_in")
def transfer_in(step: Step[Case], *, text: str, spot: Spot, external_number: str, class_code: str = "") -> None:
    """An outside unit sends a matter in (移入) under a number of its own. Raises Refusal `missing_input`, `rule`."""
    if not step.actor.holds("case.transfer_in"):
        raise Refusal("forbidden")
    source = queries.unit_at(step.actor.unit_path)
    if source is None or not source.is_outside:
        raise Refusal("rule", rule="not_outside")
    text = rules.clean_text("text", text, rules.LONGEST_TEXT)
    theirs = rules.clean_text("external_number", external_number, rules.LONGEST_EXTERNAL_NUMBER)
    for field, value in (("text", text), ("external_number", theirs)):
        if not value:
            raise Refusal("missing_input", field=field)
    if queries.is_known_from(step.actor, source, theirs):
        raise Refusal("rule", rule="transferred_before")
    number = rules.case_number(timezone.localtime(step.at).strftime("%Y%m%d"), step.next_id)
    step.obj = Case(
        id=step.next_id,
        number=number,
        state=CASE.initial,
        text=text,
        channel=Channel.TRANSFER,
        event_class=class_of(step, class_code) if class_code else None,
        area_path=spot.area_path,
        building_id=spot.building_id,
        address=rules.clean_text("place", spot.address, rules.LONGEST_ADDRESS),
        lon=spot.lon,
        lat=spot.lat,
        is_outside=spot.is_outside,
        reported_at=step.at,
        source=source,
        external_number=theirs,
        digest_key=rules.new_digest_key(),
        participants=[f"unit:{source.path}"],
    )
    step.also(Transfer(case=step.obj, partner=source, is_incoming=True, reference=theirs, sent_at=step.at))
    step.record(channel=Channel.TRANSFER.value, area=spot.area_path, text=step.digest(text), unit=source.code)
    step.tell(unit=source.code, class_code=class_code)
    turn_clocks(step, "transfer_in")


@actions.move("case.receive", of=Case, table=CASE, fact="case.received")
def receive(step: Step[Case]) -> None:
    """The desk confirms that the matter from outside has arrived (签收). Raises Refusal `rule`."""
    heed_rules(step, "receive")
    if not take_in(step):
        raise Refusal("rule", rule="received_before")
    turn_clocks(step, "receive")


@actions.move("case.send_back", of=Case, table=CASE, fact="case.sent_back")
def send_back(step: Step[Case], *, reason: str) -> None:
    """The matter goes back to the outside unit that sent it in (退回来件), which ends it for us.

    Raises Refusal `rule`, and `on_hold` while something above the case is open.
    """
    heed_rules(step, "send_back")
    step.obj.result = keep_words(step, "reason", reason)
    step.obj.closed_at = step.at
    sent = _open_if_any(step)
    if sent:
        sent.ended_at, sent.outcome = step.at, SENT_BACK
        step.also(sent)
    turn_clocks(step, "send_back")


def take_up_again(step: Step[Case]) -> None:
    """The outside unit that answered has to do it again: its transfer is open as before."""
    last = (step.awaiting(Transfer) or queries.transfers(step.actor, step.obj))[-1]
    last.ended_at, last.outcome = None, ""
    step.also(last)


def forget_partners(step: Step[Case]) -> None:
    """Whoever answered for the case in an earlier round sees the next one only when it is passed on again."""
    sent = step.awaiting(Transfer) if step.is_past else queries.transfers(step.actor, step.obj)
    _hide(step, [row for row in sent if not row.is_incoming])


def take_in(step: Step[Case]) -> bool:
    """What was sent in has arrived: somebody received it, or decided about it, which is a receipt too. False when it
    had arrived before, or is our own."""
    sent = _open_if_any(step) if step.obj.source_id else None
    if sent:
        sent.accepted_at = sent.ended_at = step.at
        sent.outcome = TAKEN_IN
        step.also(sent)
    return sent is not None


def _come_back(step: Step[Case], outcome: str) -> str:
    """The case is at the desk again, out of the partner's sight unless they had sent it in; returns the partner's
    code."""
    sent = _open(step)
    sent.ended_at, sent.outcome = step.at, outcome
    _hide(step, [sent])
    take_from_unit(step)
    step.also(sent)
    step.record(unit=sent.partner.code)
    step.tell(unit=sent.partner.code)
    return str(sent.partner.code)


def _hide(step: Step[Case], sent: Iterable[Transfer]) -> None:
    """Takes the case out of these partners' sight, but for the one that had sent it in."""
    gone = {f"unit:{row.partner.path}" for row in sent if row.partner_id != step.obj.source_id}
    step.obj.participants = [token for token in step.obj.participants if token not in gone]


def _open(step: Step[Case]) -> Transfer:
    """The transfer that the case's state tells of."""
    found = _open_if_any(step)
    assert found is not None, "a case on its way has an open transfer"
    return found


def _open_if_any(step: Step[Case]) -> Transfer | None:
    past = [row for row in step.awaiting(Transfer) if row.ended_at is None]
    return past[0] if past else queries.open_transfer(step.actor, step.obj)
