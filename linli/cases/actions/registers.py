"""Changing what kinds of matter there are, row by row."""

from django.utils import timezone

from linli.cases import queries
from linli.cases.models import MatterList, Standard
from linli.kernel import actions, registers
from linli.kernel.actions import Step
from linli.kernel.models import Register
from linli.kernel.refusals import Refusal
from linli.kernel.registers import REGISTER, Hand, Values


def _replace(row: Standard, before: Standard | None) -> None:
    """The one that stood ends on the day on which the new one begins; cases that were filed by it keep it."""
    if before:
        row.valid_from = timezone.localdate()
        _end(before)
    row.save()


def _end(row: Standard) -> None:
    row.valid_to = timezone.localdate()
    row.save(update_fields=["valid_to"])


def _take_list_out(row: MatterList) -> object:
    """A list goes only when nothing is in it: what was once published is kept."""
    if row.matters.exists():
        raise Refusal("rule", rule="in_use")
    return row.delete()


STANDARD_HAND: Hand[Standard] = Hand(_replace, _end)
LIST_HAND: Hand[MatterList] = Hand(take_out=_take_list_out)


@actions.move("class.change", of=Register, table=REGISTER, fact="class.changed")
def change_class(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out an event class; see `kernel.registers.change`."""
    registers.change(step, queries.CLASSES, row, values, seen)


@actions.move("scheme.change", of=Register, table=REGISTER, fact="scheme.changed")
def change_scheme(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out a published table of classes, and from when to when it is in force."""
    registers.change(step, queries.SCHEMES, row, values, seen)


@actions.move("route.change", of=Register, table=REGISTER, fact="route.changed")
def change_route(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out a route by which matters find their unit."""
    registers.change(step, queries.ROUTES, row, values, seen)


@actions.move("standard.replace", of=Register, table=REGISTER, fact="standard.replaced")
def replace_standard(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Replaces a standard by a new version that holds from today; a case keeps the one it was filed by."""
    registers.change(step, queries.STANDARDS, row, values, seen, STANDARD_HAND)


@actions.move("template.change", of=Register, table=REGISTER, fact="template.changed")
def change_template(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out a reply that is prepared for the desk."""
    registers.change(step, queries.TEMPLATES, row, values, seen)


@actions.move("wording.change", of=Register, table=REGISTER, fact="wording.changed")
def change_wording(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out a sentence of a public page in the street's own words."""
    registers.change(step, queries.WORDING, row, values, seen)


@actions.move("stage_limit.change", of=Register, table=REGISTER, fact="stage_limit.changed")
def change_stage_limit(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Sets how long a stage may take, or goes back to what the product sets; clocks that run already stay."""
    registers.change(step, queries.STAGE_LIMITS, row, values, seen)
    queries.forget_stage_limits()


@actions.move("matter_list.change", of=Register, table=REGISTER, fact="matter_list.changed")
def change_matter_list(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out a published version of the list of matters by authority."""
    registers.change(step, queries.MATTER_LISTS, row, values, seen, LIST_HAND)


@actions.move("matter.change", of=Register, table=REGISTER, fact="matter.changed")
def change_matter(step: Step[Register], *, row: str, values: Values | None, seen: str = "") -> None:
    """Adds, changes or takes out a matter of the list by authority."""
    registers.change(step, queries.MATTERS, row, values, seen)
