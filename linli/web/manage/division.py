"""Dividing areas anew by a file: tried first, then loaded."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.accounts.queries import in_charge
from linli.cases.queries import hanging
from linli.kernel.actions import trial
from linli.kernel.labels import REASONS, sentence
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.places import actions, queries
from linli.places.geojson import LARGEST, parts_of
from linli.places.labels import DIVISION_STATES
from linli.places.queries import names_of_codes, paths_of_codes, root_path
from linli.web.entry import staff_only
from linli.web.fields import blame, text_line
from linli.web.manage.areas import AREAS
from linli.web.manage.pages import drawn, may
from linli.web.request import Request


class DivisionForm(forms.Form):
    """A file with the new parts and their boundaries."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    name = forms.CharField(
        label=_("Name of the division"),
        max_length=40,
        widget=text_line(maxlength=40),
        help_text=_("Like the year from which it holds."),
    )
    starts_on = forms.DateField(
        label=_("From which day"),
        required=False,
        widget=forms.DateInput({"class": "form-control", "type": "date"}),
        help_text=_("Left empty it holds from today. With a day to come it takes effect by itself on that day."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "GeoJSON in CGCS2000, like the exported boundaries: the parts of a community or a street, all of them."
        ),
        widget=forms.ClearableFileInput({"class": "form-control", "accept": ".geojson,.json,application/geo+json"}),
    )
    file.widget.template_name = "django/forms/widgets/file.html"


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def divide(request: Request) -> HttpResponse:
    """What a new division would change, or making it. Raises Refusal `forbidden`."""
    if not may(request, "area.redivide"):
        raise Refusal("forbidden")
    if request.method != "POST":
        return _page(request, DivisionForm(initial={"key": uuid.uuid4().hex}))
    if number := request.POST.get("cancel"):
        actions.cancel_plan(request.actor, number)
        messages.success(request, gettext("The planned division is cancelled; everything stays as it stands."))
        return redirect("areas_division")
    form = DivisionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        rows = _rows(form.cleaned_data["file"])
        if "try" in request.POST:
            return _page(request, form, tried=_told(trial(lambda: _divide(request, form, rows))))
        return _load(request, form, rows)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return _page(request, form, status=refusal.status)


def _page(
    request: Request, form: DivisionForm, *, tried: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    with territory(request.actor):
        plans = [
            (plan, DIVISION_STATES[plan.state], REASONS.get(plan.fault, "")) for plan in queries.plans(request.actor)
        ]
    return drawn(request, AREAS, "division", {"form": form, "tried": tried, "plans": plans}, status=status)


def _load(request: Request, form: DivisionForm, rows: list[dict[str, Any]]) -> HttpResponse:
    """Divides from today on, or plans it for its day."""
    told = form.cleaned_data
    if not told["starts_on"]:
        _divide(request, form, rows)
        messages.success(request, gettext("The new division holds. Open cases move into it within moments."))
        return redirect(AREAS.address)
    actions.plan(
        request.actor, told["key"], rows=rows, name=told["name"], starts_on=told["starts_on"], area_path=root_path()
    )
    messages.success(request, gettext("The division is planned. It takes effect by itself on its day."))
    return redirect("areas_division")


def _divide(request: Request, form: DivisionForm, rows: list[dict[str, Any]]) -> None:
    told = form.cleaned_data
    actions.redivide(request.actor, told["key"], rows=rows, name=told["name"], area_path=root_path())


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    """What would change, and what somebody has to do besides."""
    retired = list(data["retired"])
    people = {name for names in in_charge(retired).values() for name in names}
    return {
        "divided": list(names_of_codes(data["divided"]).values()),
        "added": data["added"],
        "changed": len(data["changes"]),
        "retired": list(names_of_codes(retired).values()),
        "buildings": data["buildings"],
        "cases": len(hanging.misplaced(paths_of_codes(retired))),
        "people": sorted(people),
    }


def _rows(upload: Any) -> list[dict[str, Any]]:
    """The parts that the file holds. Raises Refusal `invalid`."""
    if (upload.size or 0) > LARGEST:
        raise invalid("file", "file_too_large")
    return parts_of(upload.read())
