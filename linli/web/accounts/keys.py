"""The keys with which programs act for oneself."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.accounts import actions
from linli.accounts.queries import tokens_of
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web.entry import staff_only
from linli.web.fields import blame, renewed, text_line
from linli.web.request import Request


class KeyForm(forms.Form):
    """What the key is for."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    name = forms.CharField(
        label=_("What is it for?"),
        max_length=60,
        help_text=_("The name of the program, so that you know it again."),
        widget=text_line(autocomplete="off"),
    )


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: Request) -> HttpResponse:
    """One's own keys; makes one, whose secret is shown this once; ends one."""
    if request.method != "POST":
        return _page(request, KeyForm(initial={"key": uuid.uuid4().hex}))
    if number := request.POST.get("revoke", ""):
        actions.revoke_token(request.actor, number[:20])
        messages.success(request, gettext("The key has ended. A program that has it gets nothing any more."))
        return redirect("own_tokens")
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        issued = actions.issue_token(request.actor, form.cleaned_data["key"], name=form.cleaned_data["name"])
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        renewed(form, key=uuid.uuid4().hex)
        return _page(request, form, status=refusal.status)
    return _page(request, KeyForm(initial={"key": uuid.uuid4().hex}), secret=issued.secret)


def _page(request: Request, form: KeyForm, *, secret: str = "", status: int = 200) -> HttpResponse:
    with territory(request.actor):
        found = tokens_of(request.actor)
    said = {"form": form, "tokens": found, "secret": secret, "days": actions.TOKEN_LIVES.days}
    return render(request, "web/accounts/tokens.html", said, status=status)
