"""What is to be done when the first steps are done, and how far each of that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel import workdays
from linli.web.manage.classes import CLASSES
from linli.web.manage.routes import ROUTES


@dataclass(frozen=True, slots=True)
class Next:
    """One thing to do, where, and whether somebody has begun with it (None where nothing tells)."""

    title: Any
    lead: Any
    address: str
    icon: str
    is_done: bool | None = None


def afterwards() -> Sequence[Next]:
    """In the order in which a street needs them."""
    return (
        Next(
            _("First passwords"),
            _("Nobody of the file has one yet. On a person's page “Reset the password” shows it once: hand it over."),
            reverse("staff"),
            "key",
        ),
        Next(
            _("Kinds of matters"),
            _("Without them nothing can be filed: bring in the table of classes with its limits."),
            reverse("manage_rows", args=[CLASSES.name]),
            "list",
            CLASSES.kept.rows().exists(),
        ),
        Next(
            _("Routes"),
            _("Which unit gets which kind of matter in which area. What has no route is listed as a gap."),
            reverse("manage_rows", args=[ROUTES.name]),
            "route",
            ROUTES.kept.rows().exists(),
        ),
        Next(
            _("Days off of the year"),
            _("Limits in working time count by them."),
            reverse("manage_rows", args=[workdays.DAYS.name]),
            "calendar",
            workdays.DAYS.rows().exists(),
        ),
        Next(
            _("Directory of grids"),
            _(
                "What everybody reads about the grids. Whose name and telephone stand there you set in the register of"
                " areas; without them it is the unit's telephone."
            ),
            reverse("grids"),
            "map",
        ),
        Next(
            _("Codes at the doors"),
            _(
                "Buildings come with a city folder (linli load). Each has a code: print the sheets of an area and hang"
                " them up; whoever scans one reports with the place filled in."
            ),
            reverse("doors"),
            "qrcode",
        ),
        Next(
            _("The first case"),
            _("Sign in as whoever takes in reports, take one in, and follow it to its end."),
            reverse("report"),
            "flag",
        ),
    )
