"""The registers of the working calendar."""

from datetime import date
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel import workdays
from linli.kernel.calendars import OFF, WORK
from linli.kernel.registers import Values
from linli.web.manage.frame import Page, choice, day, hour, line

KINDS: dict[str, Any] = {
    OFF: pgettext_lazy("calendar", "day off"),
    WORK: pgettext_lazy("calendar", "workday to make up for one"),
}


def _day(values: Values) -> Any:
    return values["day"]


def _weekday(values: Values) -> str:
    return str(formatted(date.fromisoformat(values["day"]), "l"))


DAYS = Page(
    kept=workdays.DAYS,
    title=_("Working calendar"),
    lead=_(
        "Days off and the days that make up for them, as published for each year. A change holds for limits that begin"
        " from now on; those that run go on as they began. A year without a day here follows the law."
    ),
    icon="calendar",
    change=workdays.change_day,
    load=workdays.load_days,
    kind="calendar",
    permission="calendar.change",
    labels={
        "day": pgettext_lazy("calendar", "Day"),
        "kind": pgettext_lazy("calendar", "What it is"),
        "name": pgettext_lazy("register", "Name"),
        "weekday": _("Weekday"),
    },
    shown={
        "day": _day,
        "weekday": _weekday,
        "kind": lambda values: KINDS[values["kind"]],
        "name": lambda values: values["name"],
    },
    fields={
        "day": day(needed=True),
        "kind": choice(lambda: list(KINDS.items())),
        "name": line(40, needed=False, help_text=_("Which holiday it is.")),
    },
)

SHIFTS = Page(
    kept=workdays.SHIFTS,
    title=_("Working hours"),
    lead=_("From when to when offices are open on a workday. A change holds for limits that begin from now on."),
    icon="clock",
    change=workdays.change_shift,
    load=workdays.load_shifts,
    kind="hours",
    permission="hours.change",
    labels={"opens": pgettext_lazy("calendar", "From"), "closes": pgettext_lazy("calendar", "Until")},
    shown={"opens": lambda values: values["opens"], "closes": lambda values: values["closes"]},
    fields={"opens": hour(), "closes": hour()},
)
