"""The register of routes, trying other routes, and what no route leads anywhere."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.queries import units
from linli.cases import actions, queries
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.registers import REGISTER_VIEW
from linli.places.queries import root_path
from linli.web.entry import staff_only
from linli.web.fields import blame
from linli.web.labels import KINDS
from linli.web.manage import files
from linli.web.manage.frame import FileForm, Page, Root, choice, line
from linli.web.request import Request

DAYS = (7, 30, 60)


def _schemes() -> list[tuple[str, Any]]:
    return [(code, code) for code in queries.scheme_codes()]


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
        "note": _("Note"),
    },
    shown={
        "class_code": lambda values: values["class_code"] or _("every class"),
        "area": lambda values: values["area"] or _("every area"),
        "unit": lambda values: values["unit"],
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
    more=((_("Try other routes"), "routes_trial"), (_("Gaps"), "routes_gaps")),
)


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
        return _page(request, "trial", {"form": TrialForm()})
    form = TrialForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, "trial", {"form": form}, status=422)
    try:
        others = queries.ways_read(files.rows_of(form, ROUTES.kept.columns, ROUTES.kept.key))
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return _page(request, "trial", {"form": form}, status=refusal.status)
    found = queries.try_routes(others, form.cleaned_data["days"])
    names = {unit.code: unit.name for unit in units()} | {"": _("no unit")}
    said = {
        "form": form,
        "trial": found,
        "moved": [(names.get(a, a), names.get(b, b), count) for (a, b), count in found.moved.items()],
        "examples": [(number, names.get(a, a), names.get(b, b)) for number, a, b in found.examples],
    }
    return _page(request, "trial", said)


@staff_only
@require_safe
def gaps(request: Request) -> HttpResponse:
    """Classes and communities for which there is no route."""
    _only_for_keepers(request)
    return _page(request, "gaps", {"gaps": queries.gaps()})


def _only_for_keepers(request: Request) -> None:
    """Raises Refusal `forbidden`."""
    if not request.actor.may(REGISTER_VIEW, Root(root_path())):
        raise Refusal("forbidden")


def _page(request: Request, name: str, said: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, f"web/manage/{name}.html", {"page": ROUTES, "pages": [ROUTES], **said}, status=status)
