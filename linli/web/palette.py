"""What the keyboard leads to from every page of the staff: places, kept lists, cases, and the sheet of keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.kernel.actor import Actor
from linli.web.entry import staff_only
from linli.web.navigation import may_manage, may_take_in
from linli.web.request import Request

MOST_CASES = 8


@dataclass(frozen=True)
class Place:
    """A page to go to; `letter` after g leads there."""

    name: str
    words: Any
    icon: str
    letter: str = ""
    query: str = ""
    is_for: Callable[[Actor], bool] = lambda actor: True

    @property
    def address(self) -> str:
        return reverse(self.name) + self.query


def _may_audit(actor: Actor) -> bool:
    return actor.holds("audit.view")


def _may_call_back(actor: Actor) -> bool:
    return actor.holds("case.call_back")


PLACES = (
    Place("cases", _("Needs me now"), "bell", "c", "?tab=needs-me"),
    Place("cases", _("All cases"), "list-check", "a", "?tab=all"),
    Place("cases", _("Cases that I took part in"), "user-check", "i", "?tab=mine"),
    Place("cases", _("Overdue cases"), "alert-circle", "o", "?tab=all&overdue=1"),
    Place("cases", pgettext_lazy("tab", "To call back"), "phone", "b", "?tab=to-call", _may_call_back),
    Place("intake", _("Take in a report"), "phone", "n", is_for=may_take_in),
    Place("tasks", _("Sub-tasks of my unit"), "users", "t"),
    Place("figures", _("Figures"), "chart-bar", "f"),
    Place("report", _("Report something"), "flag", "r"),
    Place("matters", pgettext_lazy("matters", "Who does what"), "sitemap", "w"),
    Place("manage", pgettext_lazy("navigation", "Manage"), "settings", "m", is_for=may_manage),
    Place("audit", _("Audit trail"), "shield-check", "s", is_for=_may_audit),
    Place("my_data", _("My data"), "id", "d"),
    Place("own_tokens", _("Keys of programs"), "tool"),
    Place("password", _("Change my password"), "key"),
)


@staff_only
@require_safe
def palette(request: Request) -> HttpResponse:
    """The palette and the sheet of keys as parts of a page; with `q` the cases that it finds."""
    if "q" in request.GET:
        wanted = queries.sift({"q": [request.GET["q"].strip()]})
        found = queries.page(request.actor, wanted.filter, limit=MOST_CASES).rows if wanted.kept.get("q") else ()
        return render(request, "web/_palette_cases.html", {"cases": found})
    said = {
        "places": [place for place in PLACES if place.is_for(request.actor)],
        "saved": queries.saved_filters(request.actor),
    }
    return render(request, "web/_palette.html", said)
