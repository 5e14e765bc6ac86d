"""Trying other routes, and what no route leads anywhere."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.queries import units
from linli.cases import queries
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.registers import REGISTER_VIEW
from linli.web.entry import staff_only
from linli.web.fields import blame
from linli.web.manage import files
from linli.web.manage.frame import FileForm, with_code
from linli.web.manage.pages import drawn, may
from linli.web.manage.routes import ROUTES
from linli.web.request import Request

DAYS = (7, 30, 60)


class TrialForm(FileForm):
    """A file with routes, and over how many days they are tried."""

    days = forms.TypedChoiceField(
        label=_("Cases of the past days"), choices=[(n, n) for n in DAYS], coerce=int, initial=30,
        widget=forms.Select({"class": "form-select"}),
    )  # fmt: skip
    key = None  # type: ignore[assignment]


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: Request) -> HttpResponse:
    """What the routes of a file would have changed; nothing is loaded."""
    _only_for_keepers(request)
    if request.method != "POST":
        return drawn(request, ROUTES, "trial", {"form": TrialForm()})
    form = TrialForm(request.POST, request.FILES)
    if not form.is_valid():
        return drawn(request, ROUTES, "trial", {"form": form}, status=422)
    try:
        others = queries.ways_read(files.rows_of(form, ROUTES.kept.columns, ROUTES.kept.key))
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return drawn(request, ROUTES, "trial", {"form": form}, status=refusal.status)
    found = queries.try_routes(others, form.cleaned_data["days"])
    names = {unit.code: with_code(unit.name, unit.code) for unit in units()} | {"": _("no unit")}
    said = {
        "form": form,
        "trial": found,
        "moved": [(names.get(a, a), names.get(b, b), count) for (a, b), count in found.moved.items()],
        "examples": [(number, names.get(a, a), names.get(b, b)) for number, a, b in found.examples],
    }
    return drawn(request, ROUTES, "trial", said)


@staff_only
@require_safe
def gaps(request: Request) -> HttpResponse:
    """Classes and communities for which there is no route."""
    _only_for_keepers(request)
    return drawn(request, ROUTES, "gaps", {"gaps": queries.gaps()})


def _only_for_keepers(request: Request) -> None:
    """Raises Refusal `forbidden`."""
    if not may(request, REGISTER_VIEW):
        raise Refusal("forbidden")
