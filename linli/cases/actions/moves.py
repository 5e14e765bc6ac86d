"""The moves of the loop. Each function is one action: its name is its permission, its URL and its word in the audit."""

from django.conf import settings

from linli.cases import queries, rules
from linli.cases.actions.applications import lapse
from linli.cases.actions.evidence import heed_exception, heed_photo, heed_turn, heed_unshown
from linli.cases.actions.parts import (
    answer_urging,
    await_call,
    begin_round,
    cleaned,
    follow_division,
    heed_place,
    heed_rules,
    keep_outcome,
    keep_words,
    mark_late,
    set_place,
    start_clocks,
    take_class,
    take_from_unit,
    tell_way,
    turn_clocks,
)
from linli.cases.actions.standards import class_of, heed_condition, take_standard
from linli.cases.actions.transfers import take_in, take_up_again
from linli.cases.models import Case, Hold
from linli.cases.workflow import CASE, FILED
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal
from linli.places.queries import Spot


@actions.move("case.file", of=Case, table=CASE, fact="case.filed")
def file(step: Step[Case], *, class_code: str, standard: int | None = None, spot: Spot | None = None) -> None:
    """Takes the matter up (立案) under a class and one of its standards; the desk may correct the place. Raises Refusal
    `invalid`, `missing_input` when the class has several standards and none is chosen."""
    take_class(step, class_of(step, class_code))
    take_standard(step, standard)
    if spot is not None:
        set_place(step, spot)
    take_in(step)
    step.record(class_code=class_code, area=step.obj.area_path)
    step.tell(class_code=class_code)
    turn_clocks(step, "file")


@actions.move("case.amend", of=Case, table=CASE, fact="case.amended")
def amend(
    step: Step[Case], *, reason: str, class_code: str = "", standard: int | None = None, spot: Spot | None = None
) -> None:
    """Puts class, standard or place right after filing (修正), while the case waits for dispatch; what was filed before
    stays in the history. Raises Refusal `rule` when nothing would change, `invalid`, `missing_input` as filing does."""
    before = _put_down(step.obj)
    if class_code:
        take_class(step, class_of(step, class_code))
    if class_code or standard is not None:
        take_standard(step, standard)
    if spot is not None:
        set_place(step, spot)
    if _put_down(step.obj) == before:
        raise Refusal("rule", rule="same_words")
    keep_words(step, "reason", reason)
    code = step.obj.event_class.code if step.obj.event_class else ""
    step.record(class_code=code, area=step.obj.area_path)
    step.tell(class_code=code)


def _put_down(case: Case) -> tuple[object, ...]:
    """What a case was filed as."""
    place = (case.area_path, case.building_id, case.address, case.lon, case.lat, case.is_outside)
    return (case.event_class_id, case.standard_id, *place)


@actions.move("case.void", of=Case, table=CASE, fact="case.voided")
def void(step: Step[Case], *, reason: str) -> None:
    """Does not take the matter up, or ends it (作废), with the reason that the reporter reads. Raises Refusal `on_hold`
    while something above the case is open."""
    heed_rules(step, "void")
    take_in(step)
    step.obj.result = keep_words(step, "reason", reason)
    step.obj.closed_at = step.at
    turn_clocks(step, "void")


@actions.move("case.dispatch", of=Case, table=CASE, fact="case.dispatched")
def dispatch(step: Step[Case], *, unit: str, remark: str = "") -> None:
    """Gives the case to a unit (派遣), by the unit's code; its limit begins. That the unit gave it back before is
    recorded. Raises Refusal `invalid`, and `rule` while no place is known, where nobody accepts cases or for an outside
    unit, to which a case is transferred."""
    heed_place(step)
    chosen = step.look_up(queries.accepting_unit, unit)
    if chosen.code in step.obj.returned_by:
        step.record(again=True)
    tell_way(step, chosen.code)
    step.obj.unit = chosen
    step.obj.unit_path = chosen.path
    begin_round(step)
    keep_words(step, "remark", remark)
    step.record(unit=chosen.code)
    step.tell(unit=chosen.code)
    turn_clocks(step, "dispatch")


@actions.move("case.accept", of=Case, table=CASE, fact="case.accepted")
def accept(step: Step[Case]) -> None:
    """The unit takes the case on (接收)."""
    answer_urging(step)
    turn_clocks(step, "accept")


@actions.move("case.start", of=Case, table=CASE, fact="case.started")
def start(step: Step[Case]) -> None:
    """Whoever handles the case begins (处置)."""
    answer_urging(step)
    step.obj.handler_id = step.actor.account_id


@actions.move("case.return", of=Case, table=CASE, fact="case.returned")
def return_(step: Step[Case], *, reason: str) -> None:
    """The unit gives the case back to the desk (回退) and says why; everything filled in is kept. Raises Refusal `rule`
    while a sub-task is open."""
    heed_rules(step, "return")
    unit = step.obj.unit.code if step.obj.unit else ""
    take_from_unit(step)
    lapse(step)
    step.obj.returns += 1
    step.obj.returned_by = [*step.obj.returned_by, unit]
    keep_words(step, "reason", reason)
    step.record(unit=unit, times=step.obj.returned_by.count(unit))
    step.tell(unit=unit)
    turn_clocks(step, "return")


@actions.move("case.report_back", of=Case, table=CASE, fact="case.reported_back")
def report_back(step: Step[Case], *, outcome: str, result: str, without_photo: str = "") -> None:
    """The unit says what became of it and what was done (反馈); its clock stops here. `without_photo` says why there is
    no picture of afterwards, where the class needs one. Raises Refusal `rule` while a sub-task is open and while
    neither picture nor reason is there, `invalid` for a reason where no picture is missing."""
    heed_rules(step, "report_back")
    answer_urging(step)
    mark_late(step)
    keep_outcome(step, outcome)
    heed_photo(step, without_photo)
    step.obj.result = keep_words(step, "result", result)
    lapse(step)
    turn_clocks(step, "report_back")


@actions.move("case.check_pass", of=Case, table=CASE, fact="case.check_passed")
def check_pass(step: Step[Case], *, remark: str = "", accepts_without_photo: bool = False) -> None:
    """Somebody other than the handler finds the matter done (核查通过). Raises Refusal `missing_input` unless they
    accept that there is no picture of afterwards, where one is missing."""
    heed_exception(step, is_accepted=accepts_without_photo)
    keep_words(step, "remark", remark)
    turn_clocks(step, "check_pass")


@actions.move(
    "case.check_fail",
    of=Case,
    table=CASE,
    fact="case.check_failed",
    facts=lambda case: {
        "without_unit": case.unit is None,
        "at_partner": case.unit is not None and case.unit.is_outside,
    },
)
def check_fail(step: Step[Case], *, reason: str) -> None:
    """Not done: the same unit does it again (返工); every round is kept. What no unit had in hand goes to the desk."""
    step.obj.reworks += 1
    begin_round(step)
    keep_words(step, "reason", reason)
    step.tell(rework=step.obj.reworks)
    if step.move and "at_partner" in step.move.when:
        take_up_again(step)
        turn_clocks(step, "check_fail_at_partner")
    elif step.obj.unit_id is None:
        step.obj.handler_id = None
        turn_clocks(step, "check_fail_without_unit")
    else:
        turn_clocks(step, "check_fail")


@actions.move("case.close", of=Case, table=CASE, fact="case.closed")
def close(step: Step[Case], *, result: str, outcome: str = "", condition_met: bool = False) -> None:
    """Ends the loop (结案) with the answer that the reporter reads; what the unit said became of it stands unless
    another outcome is given. Raises Refusal `on_hold` while something above the case is open, `rule` for what is
    said to be done by now and has to be shown, `invalid`, `missing_input` without an outcome, and for what is done
    unless its closing condition is said to be met."""
    heed_rules(step, "close")
    before = step.obj.outcome
    keep_outcome(step, outcome or before)
    heed_turn(step, before)
    heed_condition(step, is_met=condition_met)
    step.obj.result = keep_words(step, "result", result)
    step.obj.closed_at = step.at
    turn_clocks(step, "close")
    await_call(step)


@actions.move(
    "case.self_handle",
    of=Case,
    table=CASE,
    fact="case.self_handled",
    facts=lambda case: {"drawn": rules.is_drawn(case.number, settings.SECRET_KEY)},
)
def self_handle(
    step: Step[Case],
    *,
    outcome: str,
    result: str,
    class_code: str = "",
    standard: int | None = None,
    condition_met: bool = False,
    without_photo: str = "",
) -> None:
    """A small matter ends in the grid (自行处置): settled on the spot and recorded; one in ten is drawn for a check,
    and each without the picture which its class needs, whatever its outcome. What was filed keeps its standard, or with
    another class takes one of that.

    Raises Refusal `rule` when the class does not allow it, something is left to do or no place is known,
    `missing_input` or `invalid` when there is no class, or as filing and closing do, `rule` and `invalid` as
    `report_back` does about pictures, `on_hold` while something above the case is open.
    """
    case = step.obj
    _take_anew(step, class_code, standard)
    if case.event_class is None:
        raise Refusal("missing_input", field="class_code")
    keep_outcome(step, outcome, is_on_the_spot=True)
    heed_condition(step, is_met=condition_met)
    heed_rules(step, "self_handle")
    heed_place(step)
    heed_photo(step, without_photo)
    take_in(step)
    drawn = heed_unshown(step) or rules.is_drawn(case.number, settings.SECRET_KEY)
    case.result = keep_words(step, "result", result)
    case.handler_id = step.actor.account_id
    case.closed_at = None if drawn else step.at
    step.record(class_code=case.event_class.code, drawn=drawn)
    step.tell(drawn=drawn)
    turn_clocks(step, "self_handle")
    if drawn:
        start_clocks(step, ("check",))
    else:
        await_call(step)


def _take_anew(step: Step[Case], class_code: str, standard: int | None) -> None:
    before = step.obj.event_class_id
    if class_code:
        take_class(step, class_of(step, class_code))
    is_filed_anew = step.obj.state == FILED and step.obj.event_class_id != before
    if is_filed_anew or standard is not None:
        take_standard(step, standard)


@actions.move("case.hold", of=Case, table=CASE, fact="case.held")
def hold(step: Step[Case], *, holder: str, reason: str) -> None:
    """Something above the case (named by `holder`, 'subtask:7') must end before the case may end. Raises Refusal `rule`
    when it holds the case already."""
    if queries.open_hold(step.actor, step.obj, holder):
        raise Refusal("rule", rule="already_held")
    step.obj.open_holds += 1
    kept = cleaned(step, "reason", reason, rules.LONGEST_HOLD_REASON)
    step.also(Hold(case=step.obj, holder=holder, reason=kept, since=step.at))
    step.record(hold=holder)
    step.tell(hold=holder)


@actions.move("case.release", of=Case, table=CASE, fact="case.released")
def release(step: Step[Case], *, holder: str) -> None:
    """Lets go of a hold. Raises Refusal `rule` when there is none by that name."""
    held = queries.open_hold(step.actor, step.obj, holder)
    if held is None:
        raise Refusal("rule", rule="no_such_hold")
    held.released_at = step.at
    step.obj.open_holds -= 1
    step.also(held)
    step.record(hold=holder)
    step.tell(hold=holder)


@actions.move("case.become_overdue", of=Case, table=CASE, fact="case.became_overdue")
def become_overdue(step: Step[Case], *, clock: str, due_at: str) -> None:
    """The limit for handling has passed, and with it a request for more of it; in the past that was answered when it
    was. Called by the timekeeper's fact; the mark stays, whatever happens later."""
    step.obj.is_overdue = True
    step.record(clock=clock, due_at=due_at)
    if not step.is_past and step.obj.asked in rules.ANSWERS["refuse_extension"]:
        lapse(step)
        step.record(lapsed="extension")
    step.tell(clock=clock)


@actions.move("case.place", of=Case, table=CASE, fact="case.placed")
def place(step: Step[Case]) -> None:
    """Puts the case into the area of today's division in which it lies (归入现网格), after areas were divided anew. One
    that has ended stays where it was. Raises Refusal `rule`."""
    before = step.obj.area_path
    follow_division(step)
    if step.obj.area_path == before:
        raise Refusal("rule", rule="not_misplaced")
