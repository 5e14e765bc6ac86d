"""Asking to have put right what is held about oneself, and answering colleagues who ask."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts import actions, queries
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web.entry import staff_only
from linli.web.fields import blame, renewed, text_area, text_line
from linli.web.labels import CORRECTED, CORRECTION_STATES
from linli.web.request import Request


class AskForm(forms.Form):
    """What is not right, and how it should be."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    field = forms.ChoiceField(
        label=_("What is not right?"), choices=list(CORRECTED.items()), widget=forms.Select({"class": "form-select"})
    )
    wanted = forms.CharField(
        label=_("How should it be?"), max_length=actions.LONGEST_WANTED, widget=text_line(autocomplete="off")
    )


class AnswerForm(forms.Form):
    """Why it is put right, or left as it is."""

    reason = forms.CharField(
        label=_("Your answer, which your colleague reads"),
        max_length=actions.LONGEST_ANSWER,
        widget=text_area(2, actions.LONGEST_ANSWER),
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: Request) -> HttpResponse:
    """What one asked and how it was answered; asks; and what colleagues ask, for whoever may answer."""
    if request.method != "POST":
        return _page(request, _blank())
    form = AskForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    given = {name: form.cleaned_data[name] for name in ("field", "wanted")}
    try:
        actions.ask_correction(request.actor, form.cleaned_data["key"], **given)
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        renewed(form, key=uuid.uuid4().hex)
        return _page(request, form, status=refusal.status)
    messages.success(request, gettext("It is asked for. You read the answer on this page."))
    return redirect("corrections")


@staff_only
@require_POST
def withdraw(request: Request, number: str) -> HttpResponse:
    """One needs it no more."""
    actions.withdraw_correction(request.actor, number)
    messages.success(request, gettext("You have taken it back."))
    return redirect("corrections")


@staff_only
@require_POST
def decide(request: Request, number: str) -> HttpResponse:
    """Answers a colleague: puts it right, or says why not; a refusal comes back beside the words that were typed."""
    form = AnswerForm(request.POST, auto_id=f"{number}_%s")
    run = actions.grant_correction if request.POST.get("decision") == "grant" else actions.refuse_correction
    try:
        run(request.actor, number, reason=form.data.get("reason", ""))
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        form.is_valid()
        if "reason" not in form.errors:
            blame(form, refusal, sentence(refusal))
        return _page(request, _blank(), answering={number: form}, status=refusal.status)
    messages.success(request, gettext("Your colleague reads your answer."))
    return redirect("corrections")


def _blank() -> AskForm:
    return AskForm(initial={"key": uuid.uuid4().hex})


def _page(
    request: Request, form: AskForm, *, answering: dict[str, AnswerForm] | None = None, status: int = 200
) -> HttpResponse:
    with territory(request.actor):
        asked, waiting = queries.own_corrections(request.actor), queries.corrections_to_decide(request.actor)
        account = queries.own_account(request.actor)
    held: dict[str, Any] = {"name": account.name, "title": account.title, "unit": account.unit}
    forms_of = answering or {}
    said = {
        "form": form,
        "held": [(CORRECTED[name], value) for name, value in held.items()],
        "asked": asked,
        "waiting": [(one, forms_of.get(one.number) or AnswerForm(auto_id=f"{one.number}_%s")) for one in waiting],
        "fields": CORRECTED,
        "states": CORRECTION_STATES,
    }
    return render(request, "web/accounts/corrections.html", said, status=status)
