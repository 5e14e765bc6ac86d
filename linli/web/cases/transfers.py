"""Cases on their way to and from outside units: the panel on the case's page, and the form by which one is sent in."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.cases import actions, queries
from linli.cases.labels import TRANSFER_OUTCOMES
from linli.cases.models import Case, Transfer
from linli.cases.rules import LONGEST_EXTERNAL_NUMBER
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.models import Clock
from linli.kernel.refusals import Refusal
from linli.web.entry import staff_only
from linli.web.fields import renewed, text_line
from linli.web.reports.forms import ReportForm
from linli.web.reports.looking import found_places
from linli.web.request import Request

SENDING = "case.transfer_in"
# The first clock runs until the partner has accepted, the second until the desk has received.
WAITING = ("transfer", "receive")


@dataclass(frozen=True)
class Trip:
    """A transfer with the words that ended it, until when it waits to be accepted, and how the partner was urged last,
    as long as that is not answered."""

    transfer: Transfer
    words: str
    waits_until: datetime | None
    urging: queries.Line | None = None

    @property
    def outcome(self) -> str:
        return str(TRANSFER_OUTCOMES.get(self.transfer.outcome, ""))

    @property
    def tone(self) -> str:
        return "void" if self.transfer.outcome in ("returned", "recalled", "sent_back") else "done"


def trips_of(actor: Actor, case: Case, lines: Sequence[queries.Line], clocks: Sequence[Clock]) -> list[Trip]:
    """The transfers of a case, the latest first; one that never left nor came in is not asked about."""
    if case.source_id is None and not any(line.verb == "transfer_out" for line in lines):
        return []
    said = {line.at: line.remark for line in lines}
    urgings = [line for line in lines if line.verb == "urge"] if case.urged else []
    waits = {clock.name: clock.due_at for clock in clocks if clock.stopped_at is None}
    return [
        Trip(
            row,
            said.get(row.ended_at, "") if row.ended_at else "",
            None if row.accepted_at or row.ended_at else waits.get(WAITING[row.is_incoming]),
            urgings[-1] if urgings and not row.ended_at and not row.is_incoming else None,
        )
        for row in reversed(queries.transfers(actor, case))
    ]


class SendingForm(ReportForm):
    """What an outside unit sends in: its own number, the matter, the place."""

    external_number = forms.CharField(
        label=_("Your own number"),
        help_text=_("The number under which you have it; it is not taken twice."),
        max_length=LONGEST_EXTERNAL_NUMBER,
        widget=text_line(autocomplete="off"),
    )

    def __init__(self, actor: Actor, *given: Any, **named: Any) -> None:
        super().__init__(actor, *given, **named)
        for name in ("channel", "is_on_behalf", "photos", "is_anonymous", "name", "phone"):
            del self.fields[name]
        self.fields["text"].help_text = _("What happened, and what was done already. Leave out names and numbers.")

    def channels_for(self, actor: Actor) -> list[str]:
        return ["transfer"]


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_in(request: Request) -> HttpResponse:
    """The form for an outside unit, and the sending; the case then stays open to the sender."""
    if not request.actor.holds(SENDING):
        raise Refusal("forbidden")
    if request.method != "POST":
        return _page(request, SendingForm(request.actor, initial={"key": uuid.uuid4().hex}))
    form = SendingForm(request.actor, request.POST)
    if "find" in request.POST:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    words = {name: given[name] for name in ("text", "external_number", "class_code")}
    try:
        made = actions.transfer_in(request.actor, given["key"], spot=form.spot(), **words)
    except Refusal as refusal:
        return _refused(request, form, refusal)
    messages.success(request, gettext("Sent in as %(number)s.") % {"number": made.number})
    return redirect("case", made.number)


def _refused(request: Request, form: SendingForm, refusal: Refusal) -> HttpResponse:
    field = {"place": "address", "class": "class_code"}.get(refusal.field or "", refusal.field)
    if refusal.words.get("rule") == "transferred_before":
        field = "external_number"
    form.add_error(field if field in form.fields else None, sentence(refusal))
    if refusal.code in ("key_reused", "key_missing"):
        renewed(form, key=uuid.uuid4().hex)
    return _page(request, form, status=refusal.status)


def _page(request: Request, form: SendingForm, *, status: int = 200) -> HttpResponse:
    said: dict[str, object] = {"form": form} | (found_places(form) if form.is_bound else {})
    return render(request, "web/cases/transfer_in.html", said, status=status)
