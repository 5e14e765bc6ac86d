"""The registers of what a matter may be."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import actions, queries
from linli.cases.queries import LIMIT_UNITS
from linli.kernel.registers import Values
from linli.kernel.texts import YES
from linli.web.cases.story import limit_words
from linli.web.labels import KINDS, UNITS
from linli.web.manage.frame import Page, choice, day, line, number, words, yes


def limit_shown(values: Values) -> str:
    return limit_words(int(values["limit_amount"]), values["limit_unit"])


def kind_shown(values: Values) -> Any:
    return KINDS.get(values["kind"], values["kind"])


def state_shown(values: Values) -> Any:
    """What is special about the class."""
    marks = [
        *(("retired", _("retired")), ("confidential", _("confidential")), ("self_handling", _("on the spot"))),
        ("after_photo", _("picture of afterwards")),
    ]
    return " · ".join(str(said) for column, said in marks if values[column] == YES)


def unit_of_time_choices() -> list[tuple[str, Any]]:
    return [(unit, UNITS[unit] % {"amount": "…"}) for unit in LIMIT_UNITS]


CLASSES = Page(
    kept=queries.CLASSES,
    title=_("Classes"),
    lead=_("What kinds of matter there are. A new limit applies to cases that are filed from now on."),
    icon="list",
    change=actions.change_class,
    load=actions.load_classes,
    kind="class",
    permission="class.change",
    labels={
        "scheme": _("Table of classes"),
        "kind": _("Kind"),
        "code": pgettext_lazy("register", "Code"),
        "name": pgettext_lazy("register", "Name"),
        "major_code": _("Code of the major class"),
        "major_name": _("Major class"),
        "limit_amount": _("Limit"),
        "limit_unit": _("Unit of time"),
        "self_handling": _("May be handled on the spot"),
        "after_photo": _("Needs a picture of afterwards"),
        "confidential": _("Confidential"),
        "retired": _("Retired"),
        "words": _("What people call it"),
        "state": _("Marks"),
    },
    shown={
        "code": lambda values: values["code"],
        "name": lambda values: values["name"],
        "kind": kind_shown,
        "major_name": lambda values: values["major_name"],
        "limit_amount": limit_shown,
        "scheme": lambda values: values["scheme"],
        "state": state_shown,
    },
    fields={
        "scheme": choice(lambda: [(code, code) for code in queries.scheme_codes()]),
        "kind": choice(lambda: list(KINDS.items())),
        "code": line(12),
        "name": line(80),
        "major_code": line(6),
        "major_name": line(40),
        "limit_amount": number(),
        "limit_unit": choice(unit_of_time_choices),
        "self_handling": yes(_("A grid worker may settle it and end the case.")),
        "after_photo": yes(
            _("Nobody hands it in as handled without one, unless they say why and somebody else accepts that.")
        ),
        "confidential": yes(_("Nothing of such a case is shown to the public.")),
        "words": words(_("One a line; the report page finds the class by them.")),
        "retired": yes(_("Takes no new cases; cases that have it keep it.")),
    },
    retired=lambda values: {**values, "retired": YES},
)


SCHEMES = Page(
    kept=queries.SCHEMES,
    title=_("Tables of classes"),
    lead=_("The published tables, and from when to when each is in force. A case keeps the class it was filed under."),
    icon="calendar",
    change=actions.change_scheme,
    load=actions.load_schemes,
    kind="scheme",
    permission="scheme.change",
    labels={
        "code": pgettext_lazy("register", "Code"),
        "name": pgettext_lazy("register", "Name"),
        "in_force_from": _("In force from"),
        "in_force_to": _("In force until"),
    },
    shown={
        "code": lambda values: values["code"],
        "name": lambda values: values["name"],
        "in_force_from": lambda values: values["in_force_from"],
        "in_force_to": lambda values: values["in_force_to"],
    },
    fields={"code": line(40), "name": line(80), "in_force_from": day(), "in_force_to": day()},
)

STANDARDS = Page(
    kept=queries.STANDARDS,
    title=_("Standards"),
    lead=_("Under which condition a matter is filed, by when it must be handled, and what closes it."),
    icon="clipboard-check",
    change=actions.replace_standard,
    load=actions.load_standards,
    kind="standard",
    permission="standard.replace",
    labels={
        "scheme": _("Table of classes"),
        "kind": _("Kind"),
        "code": pgettext_lazy("register", "Code"),
        "item": _("Number"),
        "filing_condition": _("Filing condition"),
        "limit_amount": _("Limit"),
        "limit_unit": _("Unit of time"),
        "closing_condition": _("Closing condition"),
    },
    shown={
        "code": lambda values: f"{values['code']}-{values['item']}",
        "kind": kind_shown,
        "filing_condition": lambda values: values["filing_condition"],
        "limit_amount": limit_shown,
        "closing_condition": lambda values: values["closing_condition"],
        "scheme": lambda values: values["scheme"],
    },
    fields={
        "scheme": choice(lambda: [(code, code) for code in queries.scheme_codes()]),
        "kind": choice(lambda: list(KINDS.items())),
        "code": line(12),
        "item": number(),
        "filing_condition": line(300),
        "limit_amount": number(),
        "limit_unit": choice(unit_of_time_choices),
        "closing_condition": line(200, needed=False, help_text=_("Whoever closes a case ticks that it is met.")),
    },
)
