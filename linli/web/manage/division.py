"""Dividing areas anew by a file: tried first, then loaded."""

import json
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
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.places import actions
from linli.places.queries import names_of_codes, paths_of_codes, root_path
from linli.web.entry import staff_only
from linli.web.fields import blame, text_line
from linli.web.manage.areas import AREAS
from linli.web.manage.files import LARGEST
from linli.web.manage.pages import drawn, may
from linli.web.request import Request

COLUMNS = ("code", "name", "level", "parent", "kind", "households")


class DivisionForm(forms.Form):
    """A file with the new parts and their boundaries."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    name = forms.CharField(
        label=_("Name of the division"),
        max_length=40,
        widget=text_line(maxlength=40),
        help_text=_("Like the year from which it holds."),
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
        return drawn(request, AREAS, "division", {"form": DivisionForm(initial={"key": uuid.uuid4().hex})})
    form = DivisionForm(request.POST, request.FILES)
    if not form.is_valid():
        return drawn(request, AREAS, "division", {"form": form}, status=422)
    try:
        rows = rows_of(form.cleaned_data["file"])
        if "try" in request.POST:
            tried = _told(trial(lambda: _divide(request, form, rows)))
            return drawn(request, AREAS, "division", {"form": form, "tried": tried})
        _divide(request, form, rows)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return drawn(request, AREAS, "division", {"form": form}, status=refusal.status)
    messages.success(request, gettext("The new division holds. Open cases move into it within moments."))
    return redirect(AREAS.address)


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


def rows_of(upload: Any) -> list[dict[str, Any]]:
    """The parts that the file holds. Raises Refusal `invalid`."""
    if (upload.size or 0) > LARGEST:
        raise invalid("file", "file_too_large")
    try:
        document = json.loads(upload.read())
        features = [(dict(each["properties"]), dict(each["geometry"])) for each in document["features"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise invalid("file", "not_geojson") from error
    return [
        {**{column: _text(said.get(column)) for column in COLUMNS}, "boundary": boundary} for said, boundary in features
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
