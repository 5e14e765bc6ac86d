"""What the figures are called, and how each is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CASES = _("Cases")


@dataclass(frozen=True)
class Face:
    """A figure as the page shows it: `chart` is what `figures.js` draws of the table, `key` what its rows are, `count`
    what is counted."""

    title: Any
    lead: Any
    chart: str
    key: Any
    count: Any = CASES


FACES: Mapping[str, Face] = {
    "months": Face(_("Reports by month"), _("By the day of the report."), "columns", _("Month")),
    "trend": Face(
        _("Hours from report to closing"),
        _("By the month of closing: half of the cases lie between the quartiles. Nights and days off count too."),
        "spread",
        _("Month of closing"),
    ),
    "hours": Face(
        _("Reports by weekday and hour"), _("When people report, in the town's time."), "dots", _("Hour of the day")
    ),
    "states": Face(_("Where the cases stand"), _("By state, now."), "bars", _("State")),
    "outcomes": Face(
        _("What became of the closed cases"),
        _("As whoever closed them said."),
        "bars",
        pgettext_lazy("input", "Outcome"),
    ),
    "lights": Face(_("Open cases by their clock"), _("The clock of the stage where each is."), "bars", _("Clock")),
    "calls": Face(
        _("Calls after the closing"),
        _(
            "Counted are reporters, not cases, since the latest closing: who was reached, and what they said. Their own"
            " ratings are not in it."
        ),
        "bars",
        _("Said"),
        pgettext_lazy("count", "Reporters"),
    ),
    "classes": Face(_("By class"), _("The most frequent first."), "bars", _("Class")),
    "units": Face(
        _("By unit"),
        _("The unit that has the case or had it last. No ranking: units differ."),
        "bars",
        _("Unit"),
    ),
    "areas": Face(_("By area"), _("The areas right below the one that is chosen."), "bars", _("Area")),
}
COLUMNS: Mapping[str, Any] = {
    "key": _("Code"),
    "name": _("Name"),
    "count": _("Cases"),
    "lower": _("Lower quartile, hours"),
    "median": _("Median, hours"),
    "upper": _("Upper quartile, hours"),
}
WITHOUT: Mapping[str, Any] = {
    "classes": _("Not yet classed"),
    "units": _("At no unit"),
    "areas": pgettext_lazy("area", "In no smaller area"),
    "outcomes": pgettext_lazy("outcome", "Not said"),
}


@dataclass(frozen=True)
class Measured:
    """A card: its title, its icon, what exactly is measured, and what the two numbers on it count."""

    title: Any
    icon: str
    what: Any
    base: Any
    counted: Any = ""


CLOSED = pgettext_lazy("cards", "closed")
MEASURES: Mapping[str, Measured] = {
    "first_answer": Measured(
        _("First look"), "eye", _("Median time until the desk has filed a report or answered it."), _("looked at")
    ),
    "closing": Measured(_("To the end"), "circle-check", _("Median time from report to closing."), CLOSED),
    "on_time": Measured(
        _("On time"),
        "clock",
        _("Share of the closed cases that were never overdue."),
        CLOSED,
        pgettext_lazy("cards", "on time"),
    ),
    "returned": Measured(
        _("Given back"),
        "arrow-back-up",
        _("Share of the cases that a unit returned at least once."),
        pgettext_lazy("cards", "all"),
        pgettext_lazy("cards", "returned"),
    ),
    "reopened": Measured(
        _("Opened again"),
        "refresh",
        _("Share of the cases that were reopened."),
        pgettext_lazy("cards", "all"),
        pgettext_lazy("cards", "reopened"),
    ),
    "rating": Measured(
        _("Not content"),
        "message",
        _("Share of the rated cases in which somebody was dissatisfied."),
        _("rated"),
        pgettext_lazy("cards", "dissatisfied"),
    ),
}
