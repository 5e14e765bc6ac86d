"""The register of units."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions, queries
from linli.cases.queries import hanging
from linli.kernel.registers import Values
from linli.kernel.texts import YES
from linli.places.queries import names_by_code
from linli.web.cases.story import limit_words
from linli.web.manage.classes import unit_of_time_choices
from linli.web.manage.frame import Hanging, Page, choice, line, named, number, yes


def names() -> dict[str, str]:
    return {unit.code: unit.name for unit in queries.units()}


def _unit_choices() -> list[tuple[str, Any]]:
    return [(unit.code, f"{unit.name} {unit.code}") for unit in queries.units() if not unit.is_retired]


def _area_choices() -> list[tuple[str, Any]]:
    return list(names_by_code().items())


def _state(values: Values) -> Any:
    """What is special about the unit."""
    marks = [("retired", _("retired")), ("outside", _("outside unit"))]
    return " · ".join(str(said) for column, said in marks if values[column] == YES)


def _time_to_accept(values: Values) -> Any:
    return limit_words(int(values["accept_amount"]), values["accept_unit"]) if values["accept_amount"] else ""


def _hanging(values: Values) -> Sequence[Hanging]:
    code = values["code"]
    people, cases = queries.on_unit(code), hanging.on_unit(code)
    return [
        Hanging(_("cases that have not ended"), cases.cases),
        Hanging(_("routes that lead to it"), cases.routes, f"{reverse('manage_rows', args=['routes'])}?q={code}"),
        Hanging(_("people who can sign in"), people.people),
        Hanging(_("roles held on it"), people.grants, f"{reverse('staff')}?node=unit:{code}"),
        Hanging(_("units below it"), people.below, f"?q={code}"),
    ]


def _asked(before: Values, after: Values) -> Any:
    """Before a unit moves: what moves along."""
    if before["parent"] == after["parent"]:
        return ""
    code, found = before["code"], names()
    return gettext("Move it below %(parent)s? With it: %(people)s people, %(cases)s open cases, %(below)s units.") % {
        "parent": found.get(after["parent"], after["parent"]) or gettext("the top"),
        "people": queries.on_unit(code).people,
        "cases": hanging.on_unit(code).cases,
        "below": queries.on_unit(code).below,
    }


UNITS = Page(
    kept=queries.UNITS,
    title=_("Units"),
    lead=_("Departments, squads, community offices and outside units. A retired unit gets no new cases."),
    icon="building",
    change=actions.change_unit,
    load=actions.load_units,
    kind="unit",
    permission="unit.change",
    labels={
        "code": pgettext_lazy("register", "Code"),
        "name": pgettext_lazy("register", "Name"),
        "kind": pgettext_lazy("unit", "Kind"),
        "parent": _("Belongs to"),
        "area": _("Area"),
        "phone": _("Phone"),
        "outside": _("Outside unit"),
        "accept_amount": _("Time to accept"),
        "accept_unit": _("Unit of time"),
        "retired": _("Retired"),
        "state": _("Marks"),
    },
    shown={
        "name": lambda values: values["name"],
        "code": lambda values: values["code"],
        "kind": lambda values: values["kind"],
        "parent": lambda values: values["parent"],
        "area": lambda values: values["area"],
        "phone": lambda values: values["phone"],
        "accept_amount": _time_to_accept,
        "state": _state,
    },
    fields={
        "code": line(
            120, help_text=_("Letters, digits, - and _. Below another unit it begins with that one's code and a slash.")
        ),
        "name": line(80),
        "kind": line(20, needed=False, help_text=_("As people say it: office, squad, station, community.")),
        "parent": choice(
            _unit_choices,
            needed=False,
            help_text=_("If this changes, the people, roles, cases and units below it move along; the code stays."),
        ),
        "area": choice(_area_choices, needed=False, help_text=_("Where the unit works.")),
        "phone": line(40, needed=False),
        "outside": yes(_("It has a loop of its own, like 110 or 12345: cases are transferred to it, not dispatched.")),
        "accept_amount": number(needed=False, help_text=_("What it has not accepted by then comes back.")),
        "accept_unit": choice(unit_of_time_choices, needed=False),
        "retired": yes(_("Gets no new cases; those that it has it brings to their end.")),
    },
    retired=lambda values: {**values, "retired": YES},
    dressed=lambda rows: named(rows, parent=names(), area=names_by_code()),
    hanging=_hanging,
    asked=_asked,
)
