"""Beginning and ending to look as another person."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import actions
from linli.accounts.queries import may_see_as, record
from linli.accounts.rules import REASONS_TO_SEE
from linli.kernel import allowances
from linli.kernel.actions import Target
from linli.kernel.labels import RULES, sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web import see_as
from linli.web.entry import staff_only
from linli.web.fields import blame
from linli.web.labels import SEE_AS_REASONS
from linli.web.manage.pages import STAFF, drawn
from linli.web.manage.staff import for_keepers
from linli.web.manage.staff_forms import Keyed
from linli.web.request import Request

TRIES_AN_HOUR, HOUR = 10, 3600


class SeeAsForm(Keyed):
    """Why, and once more who asks."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[(name, SEE_AS_REASONS[name]) for name in REASONS_TO_SEE],
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"class": "form-control", "autocomplete": "current-password"}),
    )


@for_keepers("account.see_as")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, number: str) -> HttpResponse:
    """Asks why, and begins; in person, because a key of a program has no pages to look at."""
    if "Authorization" in request.headers:
        raise Refusal("forbidden")
    with territory(request.actor):
        standing = record(request.actor, number)
        is_open = may_see_as(request.actor, standing)
    if not request.actor.may("account.see_as", standing):
        raise Refusal("forbidden")
    form = SeeAsForm(request.POST if request.method == "POST" else None)
    said = {"record": standing, "form": form, "barred": "" if is_open else _why_not(request, standing)}
    if request.method != "POST" or not form.is_valid():
        return drawn(request, STAFF, "see_as", said, status=422 if form.is_bound else 200)
    try:
        allowances.take("password", request.actor.key, TRIES_AN_HOUR, HOUR)
        actions.confirm_password(request.actor, password=form.cleaned_data["password"])
        target = Target(number, key=form.cleaned_data["key"])
        receipt = actions.see_as(request.actor, target, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return drawn(request, STAFF, "see_as", said, status=refusal.status)
    see_as.begin(request.session, number, receipt.at + actions.SEE_AS_LASTS)
    return redirect("cases")


def _why_not(request: Request, standing: Any) -> Any:
    if standing.account_id == request.actor.account_id:
        return RULES["own_account"]
    return RULES["beyond_own_grants"] if standing.account.is_active else gettext("The account is disabled.")


@staff_only
@require_safe
def state(request: Request) -> HttpResponse:
    """As whom one looks, and how to end it."""
    return render(request, "web/manage/see_as_state.html")


@staff_only
@require_POST
def end(request: Request) -> HttpResponse:
    """Ends it; back to the person's page."""
    found = request.see_as
    if found is None:
        return redirect("see_as_state")
    see_as.end(request.session, found)
    messages.success(
        request, gettext("You look in your own name again. Begin and end are in the history of the account.")
    )
    return redirect("staff_one", found.record.number)
