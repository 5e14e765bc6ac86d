"""The audit trail, for whoever checks it. Each look is itself on record."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases import actions
from linli.cases.permissions import AUDIT_VIEW
from linli.cases.queries import audit, retention
from linli.kernel.actions import REGISTRY
from linli.kernel.actor import Actor
from linli.kernel.formulas import guarded
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.models import Level
from linli.places.queries import areas_below, root_path
from linli.web.audit.details import told
from linli.web.audit.labels import LOOKS
from linli.web.entry import staff_only
from linli.web.fields import text_line
from linli.web.request import Request
from linli.web.templatetags.linli import action_label

MOST_EXPORTED = 10_000
COLUMNS = ("at", "actor", "actor_name", "action", "object_type", "number", "version", "code", "data", "digest")
KINDS = [(audit.DONE, _("What was done")), (audit.REFUSED, _("What was refused"))]


class FilterForm(forms.Form):
    """What is looked for."""

    kind = forms.ChoiceField(label=_("What"), choices=KINDS, required=False)
    number = forms.CharField(label=_("Number"), max_length=20, required=False, widget=text_line())
    actor = forms.CharField(label=_("Who: user name or name"), max_length=60, required=False, widget=text_line())
    action = forms.ChoiceField(label=_("Move"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        chosen = [(name, action_label(name)) for name in sorted({*REGISTRY, *LOOKS})]
        self.fields["action"].choices = [("", _("All")), *chosen]  # type: ignore[attr-defined]
        areas = [(area.path, area.name) for area in areas_below(root_path(), Level.COMMUNITY)]
        self.fields["area"].choices = [("", _("All")), *areas]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name in ("kind", "action", "area") else "form-control"

    def wanted(self) -> audit.Filter:
        """What the query is asked."""
        given = self.cleaned_data
        until = given["until"] + timedelta(days=1) if given["until"] else None
        return audit.Filter(
            kind=given["kind"] or audit.DONE,
            number=given["number"].strip(),
            actor=given["actor"].strip(),
            action=given["action"],
            area=given["area"],
            since=_midnight(given["since"]),
            until=_midnight(until),
        )


@staff_only
@require_safe
def trail(request: Request) -> HttpResponse:
    """A page of the trail."""
    return _page(request)


@staff_only
@require_POST
def verify(request: Request) -> HttpResponse:
    """Computes the chain of one object anew and says what came of it."""
    number = request.POST.get("number", "").strip()[:20]
    actions.verify_audit(request.actor, None, number=number)
    try:
        with territory(request.actor):
            verified = audit.verify(request.actor, number)
    except Refusal as refusal:
        return _page(request, refused=sentence(refusal), status=refusal.status)
    return _page(request, verified=verified)


@staff_only
@require_POST
def export(request: Request) -> HttpResponse:
    """The rows that fit, as a table in a file."""
    form = FilterForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422)
    wanted = form.wanted()
    actions.export_audit(request.actor, None, sought=wanted.as_record())
    with territory(request.actor):
        content = _table(audit.everything(request.actor, wanted, MOST_EXPORTED))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@staff_only
@require_safe
def runs(request: Request) -> HttpResponse:
    """The rounds of erasing, the latest first."""
    _must_check(request.actor)
    with territory(request.actor):
        rows, following = retention.runs(request.actor, request.GET.get("cursor") or None)
    more = f"?{urlencode({'cursor': following})}" if following else ""
    return render(request, "web/audit/runs.html", {"runs": rows, "next": more})


def _page(request: Request, *, status: int = 200, **said: object) -> HttpResponse:
    given = request.GET.dict()
    form = FilterForm(given if request.method == "GET" else {})
    wanted = form.wanted() if form.is_valid() else audit.Filter()
    actions.view_audit(request.actor, None, sought=wanted.as_record())
    with territory(request.actor):
        found = audit.page(request.actor, wanted, given.get("cursor") or None)
    kept = {name: value for name, value in given.items() if name in form.fields and value}
    following = f"?{urlencode({**kept, 'cursor': found.next_cursor})}" if found.next_cursor else ""
    first = f"?{urlencode(kept)}" if given.get("cursor") else ""
    status = 422 if form.errors else status
    said |= {
        "form": form,
        "rows": found.rows,
        "told": told(found.rows),
        "next": following,
        "first": first,
        "kept": kept,
        "kind": wanted.kind,
    }
    return render(request, "web/audit/trail.html", said, status=status)


def _must_check(actor: Actor) -> None:
    if not actor.holds(AUDIT_VIEW):
        raise Refusal("forbidden")


def _table(rows: Iterable[audit.Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for row in rows:
        told = {**{name: getattr(row, name) for name in COLUMNS}, "at": row.at.isoformat()}
        told["data"] = json.dumps(row.data, ensure_ascii=False, sort_keys=True)
        writer.writerow(guarded(str(told[name])) for name in COLUMNS)
    return "\ufeff" + out.getvalue()


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
