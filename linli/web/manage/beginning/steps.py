"""The first steps of a new street. How far they have come is worked out from what the registers hold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import at_work
from linli.cases.permissions import CASE_VIEW
from linli.kernel.actor import EVERYWHERE, Actor
from linli.places.queries import names_of, root_path, town
from linli.web.manage.areas import AREAS
from linli.web.manage.frame import Place, Root
from linli.web.manage.units import UNITS

STREET, GRIDS, UNITS_STEP, STAFF_STEP = "street", "grids", "units", "staff"
SMALLEST = ("grid", "micro_grid")
BEGIN = Place(
    "begin",
    _("Set up a new street"),
    _("Four steps from an empty installation to the first case: division code, grids, units, staff."),
    "flag",
    "area.load",
    ("town.load", "unit.load", "account.bring_in"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `needs` is what to have at hand, `permissions` what it is taken by."""

    name: str
    title: Any
    lead: Any
    needs: Sequence[Any]
    icon: str
    permissions: Sequence[str]
    count: Callable[[], int]
    counted: Callable[[int], str]

    @property
    def address(self) -> str:
        return reverse("begin_street") if self.name == STREET else reverse("begin_file", args=[self.name])


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a step has come: `first` is the step that has to come before it, while that is not done."""

    step: Step
    number: int
    count: int
    first: Step | None

    @property
    def is_done(self) -> bool:
        return self.count > 0

    @property
    def counted(self) -> str:
        return self.step.counted(self.count)


def _streets() -> int:
    return int(town() is not None)


def _grids() -> int:
    return AREAS.kept.rows().filter(level__in=SMALLEST, is_retired=False).count()


def _units() -> int:
    return UNITS.kept.rows().filter(is_retired=False).count()


def _staff() -> int:
    return at_work(CASE_VIEW)


def _of_the_street(count: int) -> str:
    found = town()
    return f"{found.name} {found.root.code}" if found else ""


STEPS: Sequence[Step] = (
    Step(
        STREET,
        pgettext_lazy("beginning", "Division code"),
        _("Which street this installation serves. Everything else lies in it."),
        (
            _("The street's code of twelve digits, as the statistical division codes have it, like 330110010000."),
            _("The name by which everybody calls it, and the numbers to call in an emergency."),
        ),
        "map-pin",
        ("town.load", "area.load"),
        _streets,
        _of_the_street,
    ),
    Step(
        GRIDS,
        pgettext_lazy("beginning", "Grids"),
        _("The communities of the street and the grids in them, by one file."),
        (
            _("A map as GeoJSON in CGCS2000, with code, name, level and parent of each area; or a table as CSV."),
            _("Without boundaries no place on the map finds its grid; a table can be followed by the map later."),
        ),
        "map",
        ("area.load",),
        _grids,
        lambda count: ngettext("%(count)s grid", "%(count)s grids", count) % {"count": count},
    ),
    Step(
        UNITS_STEP,
        pgettext_lazy("beginning", "Units"),
        _("Departments, squads and community offices that matters are given to."),
        (
            _("A table as CSV: code, name and, where a unit works in one area only, the code of that area."),
            _("A unit below another has a code that begins with the other's: street/water lies below street."),
        ),
        "building",
        ("unit.load",),
        _units,
        lambda count: ngettext("%(count)s unit", "%(count)s units", count) % {"count": count},
    ),
    Step(
        STAFF_STEP,
        pgettext_lazy("beginning", "Staff"),
        _("Who works here, in which unit, with which role and where."),
        (
            _("The roles first: those that come with Linli are taken over by one button."),
            _("A table as CSV: user name, name, post, unit, and the roles like dispatcher@area:330110010000."),
        ),
        "users",
        ("account.bring_in",),
        _staff,
        lambda count: ngettext("%(count)s person at work", "%(count)s people at work", count) % {"count": count},
    ),
)
NAMED = {step.name: step for step in STEPS}


def standing() -> list[Standing]:
    """All steps, in their order."""
    found: list[Standing] = []
    for number, step in enumerate(STEPS, 1):
        undone = next((each.step for each in found if not each.is_done), None)
        found.append(Standing(step, number, step.count(), undone))
    return found


def here() -> str:
    """Where the registers lie: in the town's root area; before there is one, everywhere."""
    return root_path() if town() else EVERYWHERE


def may(actor: Actor, step: Step) -> bool:
    """Whether the actor may take the step: its registers are the whole town's."""
    place = EVERYWHERE if step.name == STREET else here()
    return all(actor.may(permission, Root(place)) for permission in step.permissions)


def why_not(actor: Actor, step: Step) -> str:
    """What keeps the actor from a step, as a sentence; '' for nothing."""
    if may(actor, step):
        return ""
    missing = next((name for name in step.permissions if not actor.holds(name)), None)
    if missing:
        return gettext(
            "Your role does not hold the permission %(permission)s, by which this step is taken. Ask whoever"
            " administers the whole town to take it, or to give it to you."
        ) % {"permission": missing}
    nodes = sorted({node for name in step.permissions for node in actor.areas(name)})
    return gettext(
        "You administer a part only (%(part)s). This step writes what holds for the whole town: ask whoever"
        " administers all of it."
    ) % {"part": "、".join(names_of(nodes).values()) or gettext("units")}


def leads(actor: Actor) -> bool:
    """Whether somebody who signs in is led to the first steps: some are open, and the next is theirs to take."""
    if not BEGIN.opens_to(actor):
        return False
    undone = next((each for each in standing() if not each.is_done), None)
    return undone is not None and may(actor, undone.step)
