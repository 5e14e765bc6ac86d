"""The register of areas."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import in_charge
from linli.cases.queries import hanging
from linli.kernel.registers import Values
from linli.kernel.texts import YES
from linli.places import actions, queries
from linli.places.labels import LEVELS
from linli.web.manage.frame import Hanging, Page, choice, line, number, yes

# So many names stand in one cell.
MOST_NAMED = 3


def _choices() -> list[tuple[str, Any]]:
    return list(queries.names_by_code().items())


def _dressed(rows: Sequence[Values]) -> Sequence[Values]:
    """With the name of the area above, and of who has a role on the area itself."""
    people, names = in_charge([values["code"] for values in rows]), queries.names_by_code()
    return [
        {**values, "parent": names.get(values["parent"], ""), "in_charge": _few(people.get(values["code"], []))}
        for values in rows
    ]


def _few(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMED:
        return "、".join(names)
    return gettext("%(names)s and %(more)s more") % {
        "names": "、".join(names[:MOST_NAMED]),
        "more": len(names) - MOST_NAMED,
    }


def _hanging(values: Values) -> Sequence[Hanging]:
    code = values["code"]
    inside, lying = queries.in_area(code), hanging.in_area(queries.path_of(code))
    people = len(in_charge([code]).get(code, []))
    return [
        Hanging(_("cases in it that have not ended"), lying.cases),
        Hanging(_("routes for it or for a part of it"), lying.routes),
        Hanging(_("people and units who look after it"), people, f"{reverse('staff')}?node=area:{code}"),
        Hanging(_("buildings"), inside.buildings),
        Hanging(_("areas right below it"), inside.below, f"?q={code}"),
    ]


AREAS = Page(
    kept=queries.AREAS,
    title=_("Areas"),
    lead=_("Street, communities, grids and micro-grids. Who looks after an area is who has a role on it."),
    icon="map",
    change=actions.change_area,
    load=actions.load_areas,
    kind="area",
    permission="area.change",
    labels={
        "code": pgettext_lazy("register", "Code"),
        "name": pgettext_lazy("register", "Name"),
        "level": _("Level"),
        "parent": _("Lies in"),
        "kind": pgettext_lazy("area", "Kind"),
        "households": _("Households"),
        "retired": _("Retired"),
        "duty_name": _("Published name"),
        "duty_phone": _("Published telephone"),
        "in_charge": _("In charge"),
        "state": _("Marks"),
    },
    shown={
        "name": lambda values: values["name"],
        "code": lambda values: values["code"],
        "level": lambda values: LEVELS.get(values["level"], values["level"]),
        "parent": lambda values: values["parent"],
        "in_charge": lambda values: values["in_charge"],
        "households": lambda values: values["households"],
        "state": lambda values: _("retired") if values["retired"] == YES else "",
    },
    fields={
        "code": line(
            20, help_text=_("2 to 12 digits to the community, 15 for a grid, 17 for a micro-grid. It stays for good.")
        ),
        "name": line(80),
        "level": choice(lambda: list(LEVELS.items())),
        "parent": choice(_choices, needed=False, help_text=_("Where an area lies is changed by a new division only.")),
        "kind": line(20, needed=False),
        "households": number(needed=False),
        "duty_name": line(
            40,
            needed=False,
            help_text=_("Everybody reads it in the directory of grids. Empty: nobody is named."),
        ),
        "duty_phone": line(40, needed=False, help_text=_("Of the duty, not a private one.")),
        "retired": yes(_("Of an earlier division: what ended there stays there, nothing new comes to lie in it.")),
    },
    retired=lambda values: {**values, "retired": YES},
    dressed=_dressed,
    hanging=_hanging,
    more=(
        (_("Divide anew"), "areas_division", "area.redivide"),
        (_("Boundaries"), "areas_boundaries"),
        (_("Codes at the doors"), "doors", "area.change"),
    ),
)
