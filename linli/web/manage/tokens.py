"""The keys of programs, everybody's, for whoever may disable accounts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import actions
from linli.accounts.models import Token
from linli.accounts.queries import tokens_of_staff
from linli.cases.actions import Taken, export_personal
from linli.kernel.refusals import Refusal
from linli.kernel.registers import Values
from linli.kernel.territory import territory
from linli.places.queries import root_path
from linli.web.entry import staff_only
from linli.web.manage import files, loading
from linli.web.manage.pages import TOKENS, drawn, may
from linli.web.request import Request

KEY = ("number",)
LEAD = _(
    "Keys that are in the table get its name and its last day, and end where active is false; all others stay. A secret"
    " is in no file: new keys are made by whoever they act for. When one row is wrong, nothing is changed."
)


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
    said = {"tokens": _standing(request), "may_load": may(request, "token.load")}
    return drawn(request, TOKENS, "tokens", said)


def _standing(request: Request) -> list[Token]:
    with territory(request.actor):
        return tokens_of_staff(request.actor)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: Request) -> HttpResponse:
    """Names, last days and ends from a table: tried first, then all of it or nothing."""
    if not may(request, "token.load"):
        raise Refusal("forbidden")
    area_path = root_path()

    def bring_in(key: str, rows: Sequence[Values]) -> object:
        return actions.load_tokens(request.actor, key, rows=rows, area_path=area_path)

    answer = loading.answer(request, actions.TOKEN_COLUMNS, KEY, bring_in, _changes)
    if answer.loaded:
        return redirect("manage_tokens")
    said = {**answer.said, "title": TOKENS.title, "back": TOKENS.address, "lead": LEAD}
    return drawn(request, TOKENS, "import", said, status=answer.status)


def _changes(told: Mapping[str, Any]) -> list[loading.Changed]:
    """What a trial would change, key by key; of a name only that it changes, as the audit has it."""
    words = {"name": gettext("What for"), "until": pgettext("token", "Ends"), "active": gettext("Active")}
    return [
        loading.Changed(
            number,
            [(words[column], before, after or gettext("changes")) for column, (before, after) in columns.items()],
        )
        for number, columns in told["changes"].items()
    ]


@staff_only
@require_safe
def export(request: Request) -> HttpResponse:
    """Every key with its holder and what it can do, and no secret, as a table that can be brought in again."""
    if not TOKENS.opens_to(request.actor):
        raise Refusal("forbidden")
    export_personal(request.actor, what=Taken.KEYS)
    return files.sent("tokens", actions.TOKEN_COLUMNS, map(actions.token_told, _standing(request)))
