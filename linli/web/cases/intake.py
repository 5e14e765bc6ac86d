"""Taking in what somebody tells the desk by phone, on a visit or in a letter: one screen, by keyboard."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import actions, queries, rules
from linli.cases.queries import Duplicate
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.triage import queries as triage
from linli.web.entry import staff_only
from linli.web.fields import InstantField, blame, renewed, text_area, text_line
from linli.web.labels import CONTACT_FIELDS
from linli.web.reports.follow import holder_of, spelled
from linli.web.reports.forms import ReportForm
from linli.web.reports.looking import fitting_classes, found_places
from linli.web.request import Request

# Whoever decides what becomes of reports also writes down what people tell.
INTAKE = "case.file"
TOLD = (rules.Channel.PHONE, rules.Channel.VISIT, rules.Channel.LETTER)


class IntakeForm(ReportForm):
    """What somebody tells: the matter first, then the place, then who tells it and how it came."""

    received_at = InstantField(
        label=_("Received at"), help_text=_("Leave empty for now; for a letter, when it arrived.")
    )
    on_behalf_of = forms.CharField(
        label=_("On behalf of"),
        max_length=rules.LONGEST_CONTACT,
        required=False,
        help_text=_("For whom the person speaks, if not for themselves."),
        widget=text_line(autocomplete="off"),
    )

    def __init__(self, actor: Actor, *given: Any, **named: Any) -> None:
        super().__init__(actor, *given, **named)
        del self.fields["photos"], self.fields["is_on_behalf"]
        self.fields["text"].widget = text_area(4, rules.LONGEST_TEXT, autofocus=True, spellcheck="false")
        self.fields["text"].help_text = ""
        self.fields["text"].error_messages["required"] = _("Please say in a few words what is the matter.")
        self.fields["class_code"].label = _("Another class")
        self.fields["name"].label = CONTACT_FIELDS["name"]
        for name in ("name", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def channels_for(self, actor: Actor) -> list[str]:
        return list(TOLD)

    def contact(self) -> dict[str, str]:
        behalf = self.cleaned_data["on_behalf_of"].strip()
        return super().contact() | ({"on_behalf_of": behalf} if behalf else {})

    def said(self) -> dict[str, Any]:
        """What the action is given, but for place and class."""
        given = self.cleaned_data
        received_at: datetime | None = given["received_at"]
        return {
            "text": given["text"],
            "channel": given["channel"] or TOLD[0],
            "contact": self.contact(),
            "is_anonymous": given["is_anonymous"],
            "is_on_behalf": True,
            "received_at": received_at,
        }


def refuse_the_forbidden(request: Request) -> None:
    """Raises Refusal `forbidden` for whoever takes nothing in."""
    if not request.actor.holds(INTAKE):
        raise Refusal("forbidden")


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """The form; takes in what was told; or, for whoever has no script, looks up what was typed and shows it again."""
    refuse_the_forbidden(request)
    if request.method != "POST":
        return _page(request, IntakeForm(request.actor, initial={"key": uuid.uuid4().hex}))
    form = IntakeForm(request.actor, request.POST)
    if "find" in request.POST or "offer" in request.POST:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        filed = _take_in(request.actor, form)
    except Refusal as refusal:
        return _refused(request, form, refusal)
    return redirect("intake_done", filed.code)


@staff_only
@require_POST
def alike(request: Request) -> HttpResponse:
    """Open cases that may be the same, while it is being typed; in the body, because an address stands in logs."""
    refuse_the_forbidden(request)
    form = IntakeForm(request.actor, request.POST)
    with territory(request.actor):
        said = {"form": form, "alike": _alike(request.actor, form)}
        return render(request, "web/cases/_alike.html", said)


@staff_only
@require_safe
def done(request: Request, code: str) -> HttpResponse:
    """The number, the receipt to print, and the way to the next."""
    refuse_the_forbidden(request)
    return render(request, "web/cases/intake_done.html", slip(request, code))


def slip(request: Request, code: str) -> dict[str, object]:
    """What a receipt to print says."""
    holder = holder_of(code)
    with territory(holder):
        report, case = queries.one_of_code(holder)
        clock = queries.stage_clocks([case]).get(case.pk)
    return {
        "report": report,
        "case": case,
        "code": code,
        "spelled": spelled(code),
        "link": request.build_absolute_uri(reverse("followed", args=[code])),
        "promised_at": clock.due_at if clock else None,
        "is_joined": report.opened_id != case.pk,
    }


def _take_in(actor: Actor, form: IntakeForm) -> actions.Filed:
    given = form.cleaned_data
    if given["joins"]:
        return actions.join(actor, given["key"], given["joins"], **form.said())
    class_code = given["class_code"] or given["offered"]
    return actions.report(actor, given["key"], spot=form.spot(), class_code=class_code, **form.said())


def _alike(actor: Actor, form: IntakeForm) -> Sequence[tuple[Duplicate, str]] | None:
    """What may be the same, None as long as place or words are not known yet."""
    form.is_valid()
    given = form.cleaned_data
    class_code, text = given.get("class_code") or given.get("offered", ""), given.get("text", "")
    try:
        spot = form.spot()
        if spot.lon is None or not (class_code or text):
            return None
        return queries.told_before(actor, spot, class_code=class_code, text=text, common=triage.common)
    except (Refusal, KeyError):
        return None


def _refused(request: Request, form: IntakeForm, refusal: Refusal) -> HttpResponse:
    """The form again, with everything that was typed, and the sentence beside what is at fault."""
    field = {"contact": "phone", "place": "address", "on_behalf": "on_behalf_of"}.get(
        refusal.field or "", refusal.field
    )
    blame(form, Refusal(refusal.code, field=field, **refusal.words), sentence(refusal))
    if refusal.field == "joins":
        renewed(form, joins="")
    if refusal.code in ("key_reused", "key_missing"):
        renewed(form, key=uuid.uuid4().hex)
    return _page(request, form, status=refusal.status)


def _page(request: Request, form: IntakeForm, *, status: int = 200) -> HttpResponse:
    said: dict[str, object] = {"form": form}
    if form.is_bound:
        said |= found_places(form) | fitting_classes(request, form)
        with territory(request.actor):
            said["alike"] = _alike(request.actor, IntakeForm(request.actor, request.POST))
    return render(request, "web/cases/intake.html", said, status=status)
