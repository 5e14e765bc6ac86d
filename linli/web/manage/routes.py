"""The register of routes."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.accounts.queries import units
from linli.cases import actions, queries
from linli.kernel.registers import Values
from linli.places.queries import names_by_code
from linli.web.labels import KINDS
from linli.web.manage.frame import Page, choice, line, with_code


def _schemes() -> list[tuple[str, Any]]:
    return [(code, code) for code in queries.scheme_codes()]


def _dressed(rows: Sequence[Values]) -> Sequence[Values]:
    """With the names of class, area and unit; a beginning of classes has none."""
    areas, unit_names = names_by_code(), {unit.code: unit.name for unit in units()}
    classes = {row.code: row.name for row in queries.event_classes()}
    return [
        {
            **values,
            "class_name": classes.get(values["class_code"], ""),
            "area_name": areas.get(values["area"], ""),
            "unit_name": unit_names.get(values["unit"], ""),
        }
        for values in rows
    ]


ROUTES = Page(
    kept=queries.ROUTES,
    title=_("Routes"),
    lead=_(
        "Which unit a matter goes to, by class and area. The longest beginning of the class wins, then the smallest"
        " area."
    ),
    icon="route",
    change=actions.change_route,
    load=actions.load_routes,
    kind="route",
    permission="route.change",
    labels={
        "scheme": _("Table of classes"),
        "kind": _("Kind"),
        "class_code": _("Class begins with"),
        "area": _("Area"),
        "unit": _("Unit"),
        "note": pgettext_lazy("column", "Note"),
    },
    shown={
        "class_code": lambda values: with_code(values["class_name"], values["class_code"]) or _("every class"),
        "area": lambda values: with_code(values["area_name"], values["area"]) or _("every area"),
        "unit": lambda values: with_code(values["unit_name"], values["unit"]),
        "kind": lambda values: KINDS.get(values["kind"], ""),
        "scheme": lambda values: values["scheme"],
        "note": lambda values: values["note"],
    },
    fields={
        "scheme": choice(_schemes, needed=False),
        "kind": choice(lambda: list(KINDS.items()), needed=False),
        "class_code": line(12, needed=False, help_text=_("Empty means every class.")),
        "area": choice(queries.area_codes, needed=False, help_text=_("Empty means every area.")),
        "unit": choice(lambda: [(unit.code, unit.name) for unit in units()]),
        "note": line(200, needed=False),
    },
    dressed=_dressed,
    more=((_("Try other routes"), "routes_trial"), (_("Gaps"), "routes_gaps")),
)
