"""What is shown of the work before it counts as done: a picture of afterwards, where the class needs one."""

from linli.cases import queries, rules
from linli.cases.actions.parts import cleaned
from linli.cases.models import Case, Remark
from linli.cases.workflow import CASE
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal, invalid


def heed_photo(step: Step[Case], without_photo: str) -> None:
    """Marks a case that is handed in without the picture which its class needs of what is done, wholly or in part, and
    keeps the reason why there is none. The outcome is known.

    Raises Refusal `rule` without either, `invalid` for a reason where no picture is missing. The past stays as it was.
    """
    reason = cleaned(step, rules.WITHOUT_PHOTO, without_photo, rules.LONGEST_REMARK)
    if not (queries.needs_photo(step.obj) and step.obj.outcome in rules.SHOWN):
        if without_photo:
            raise invalid(rules.WITHOUT_PHOTO, "photo_not_missing")
        return
    if reason:
        step.obj.lacks_photo = True
        kept = Remark(case=step.obj, version=step.obj.version + 1, subject=rules.WITHOUT_PHOTO, text=reason)
        step.also(kept)
        step.record(without_photo=step.digest(reason))
    elif not step.is_past:
        raise Refusal("rule", rule="needs_after_photo")


def heed_unshown(step: Step[Case]) -> bool:
    """Whether what ends on the spot is shown by nothing though its class needs it, whatever is said to have become of
    it; then the row of the table applies that leads to a check. The past stays as it was."""
    is_unshown = step.obj.lacks_photo or (queries.needs_photo(step.obj) and not step.is_past)
    if is_unshown:
        step.move = CASE.step(step.obj.state, "self_handle", {**step.given, "unshown": True})
    return is_unshown


def heed_turn(step: Step[Case], before: str) -> None:
    """Raises Refusal `rule` where nothing was done by what was said before, so that no picture was needed, and now
    something is said to be."""
    is_turned = before not in ("", *rules.SHOWN) and step.obj.outcome in rules.SHOWN
    if is_turned and queries.needs_photo(step.obj) and not step.is_past:
        raise Refusal("rule", rule="shown_before_closing")


def heed_exception(step: Step[Case], *, is_accepted: bool) -> None:
    """Raises Refusal `missing_input` unless whoever checks a case without its picture accepts that there is none."""
    if not step.obj.lacks_photo:
        return
    if not is_accepted:
        raise Refusal("missing_input", field="accepts_without_photo")
    step.record(accepts_without_photo=True)
