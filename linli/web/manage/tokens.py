"""The keys of programs, everybody's, for whoever may disable accounts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from linli.accounts import actions
from linli.accounts.queries import tokens_of_staff
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web.entry import staff_only
from linli.web.manage.pages import TOKENS, drawn
from linli.web.request import Request


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Request) -> HttpResponse:
    """Whose, for what, until when, when used last; ends one."""
    if not TOKENS.opens_to(request.actor):
        raise Refusal("forbidden")
    if request.method == "POST":
        actions.revoke_token_of(request.actor, request.POST.get("revoke", "")[:20])
        messages.success(request, gettext("The key has ended. A program that has it gets nothing any more."))
        return redirect("manage_tokens")
    with territory(request.actor):
        found = tokens_of_staff(request.actor)
    return drawn(request, TOKENS, "tokens", {"tokens": found})
