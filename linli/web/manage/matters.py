"""The registers of the list of matters by authority."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.accounts.queries import units
from linli.cases import actions, queries
from linli.web.manage.frame import Page, choice, day, line, named, words

MATTER_LISTS = Page(
    kept=queries.MATTER_LISTS,
    title=_("Lists of matters"),
    lead=_("Each published version of the list of matters by authority, and from when to when it holds."),
    icon="calendar",
    change=actions.change_matter_list,
    load=actions.load_matter_lists,
    kind="matter_list",
    permission="matter_list.change",
    labels={
        "version": pgettext_lazy("matters", "Version"),
        "title": pgettext_lazy("matters", "Title"),
        "published_on": _("Holds from"),
        "replaced_on": _("Replaced on"),
    },
    shown={
        "version": lambda values: values["version"],
        "title": lambda values: values["title"],
        "published_on": lambda values: values["published_on"],
        "replaced_on": lambda values: values["replaced_on"],
    },
    fields={"version": line(40), "title": line(120), "published_on": day(needed=True), "replaced_on": day()},
)


def _units() -> dict[str, str]:
    return {unit.code: unit.name for unit in units()}


def _unit_choices() -> list[tuple[str, Any]]:
    return list(_units().items())


MATTERS = Page(
    kept=queries.MATTERS,
    title=_("Matters by authority"),
    lead=_("Who may do what, who helps, and on what legal basis. Everybody can read the list in force."),
    icon="clipboard-check",
    change=actions.change_matter,
    load=actions.load_matters,
    kind="matter",
    permission="matter.change",
    labels={
        "list": pgettext_lazy("matters", "Version"),
        "number": pgettext_lazy("matters", "No."),
        "category": pgettext_lazy("matters", "Field"),
        "name": pgettext_lazy("matters", "Matter"),
        "authority": _("Authority"),
        "unit": _("Unit"),
        "assisting": pgettext_lazy("matters", "Helping"),
        "basis": _("Legal basis"),
        "classes": pgettext_lazy("matters", "Classes"),
    },
    shown={
        "name": lambda values: values["name"],
        "authority": lambda values: values["authority"],
        "unit": lambda values: values["unit"],
        "basis": lambda values: values["basis"],
        "classes": lambda values: values["classes"].replace("|", "、"),
        "number": lambda values: f"{values['list']} · {values['number']}",
    },
    fields={
        "list": choice(lambda: [(version, version) for version in queries.list_codes()]),
        "number": line(20),
        "category": line(60),
        "name": line(200),
        "authority": line(80, help_text=_("Who has the power, by name.")),
        "unit": choice(_unit_choices, needed=False, help_text=_("The unit here that such cases go to.")),
        "assisting": words(_("One a line.")),
        "basis": line(300, needed=False, help_text=_("Title of the law and article.")),
        "classes": words(_("Codes of the classes that it covers, one a line.")),
    },
    more=((_("Public page"), "matters"),),
    dressed=lambda rows: named(rows, unit=_units()),
)
