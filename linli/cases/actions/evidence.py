"""What is shown of the work before it counts as done: a picture of afterwards, where the class needs one."""

from linli.cases import queries, rules
from linli.cases.actions.parts import cleaned
from linli.cases.models import Case, Remark
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal, invalid


def heed_photo(step: Step[Case], without_photo: str) -> None:
    """Marks a case that is handed in without the picture which its class needs, and keeps the reason why there is none.

    Raises Refusal `rule` without either, `invalid` for a reason where no picture is missing. The past stays as it was.
    """
    reason = cleaned(step, rules.WITHOUT_PHOTO, without_photo, rules.LONGEST_REMARK)
    if not queries.needs_photo(step.obj):
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


def heed_exception(step: Step[Case], *, is_accepted: bool) -> None:
    """Raises Refusal `missing_input` unless whoever checks a case without its picture accepts that there is none."""
    if not step.obj.lacks_photo:
        return
    if not is_accepted:
        raise Refusal("missing_input", field="accepts_without_photo")
    step.record(accepts_without_photo=True)
