"""What is held about whoever works here, for that person."""

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import queries
from linli.accounts.actions import confirm_password
from linli.accounts.permissions import ACCOUNT_VIEW
from linli.cases.actions import Taken, export_personal
from linli.cases.queries import saved_filters
from linli.cases.queries.audit import own_attempts, own_trail
from linli.kernel import allowances
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web.accounts.views import HOUR, LONGEST_PASSWORD, TRIES_AN_HOUR
from linli.web.copies import as_file
from linli.web.entry import staff_only
from linli.web.fields import blame
from linli.web.labels import CORRECTED, CORRECTION_STATES
from linli.web.request import Request

DONE_SHOWN, LATELY = 50, timedelta(days=90)


class ConfirmForm(forms.Form):
    """Who it is, once more."""

    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput({"class": "form-control form-control-lg", "autocomplete": "current-password"}),
    )


@staff_only
@require_safe
def show(request: Request) -> HttpResponse:
    """Everything that is held, who changed it, who may read it, and whom to ask to put it right."""
    return render(request, "web/accounts/own_data.html", _held(request))


@staff_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: Request) -> HttpResponse:
    """The same as a file, for whoever shows once more who they are."""
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not (form.is_valid() and _is_confirmed(request, form)):
        status = 422 if request.method == "POST" else 200
        return render(request, "web/accounts/own_copy_ask.html", {"form": form}, status=status)
    export_personal(request.actor, what=Taken.OWN)
    with territory(request.actor):
        held = _held(request) | {"done": own_trail(request.actor), "attempts": own_attempts(request.actor)}
    title = gettext("What is held about you because you work here")
    said = {**held, "fields": CORRECTED, "states": CORRECTION_STATES, "title": title}
    return as_file("linli-own-data", _told(held), "web/accounts/own_copy.html", said, {})


def _is_confirmed(request: Request, form: "ConfirmForm") -> bool:
    """Whether the password is right; else the form says so. Raises Refusal `too_many`."""
    allowances.take("password", request.actor.key, TRIES_AN_HOUR, HOUR)
    try:
        confirm_password(request.actor, password=form.cleaned_data["password"])
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return False
    return True


def _told(held: dict[str, Any]) -> dict[str, object]:
    account, standing = held["account"], held["standing"]
    return {
        "taken_at": timezone.now(),
        "account": {
            "number": standing.number if standing else "",
            "username": account.username,
            "name": account.name,
            "title": account.title,
            "unit": account.unit.name if account.unit else "",
        },
        "roles": [{"role": grant.role.key, "where": _where(grant), "until": grant.until} for grant in held["grants"]],
        "keys": [_named(token, "number", "name", "state", "issued_at", "last_used_on") for token in held["tokens"]],
        "kept_lists": [_named(kept, "name", "query", "is_shared", "kept_at") for kept in held["filters"]],
        "corrections": [
            _named(one, "number", "field", "wanted", "state", "asked_at", "due_at", "decided_at", "answer")
            | {"decided_by": one.decided_by.name if one.decided_by else ""}
            for one in held["corrections"]
        ],
        "changes_of_the_account": [_entry(entry) for entry in held["changes"]],
        "what_was_done": [_entry(entry) for entry in held["done"]],
        "what_was_refused": [_named(one, "at", "action", "reference", "code") for one in held["attempts"]],
    }


def _named(row: Any, *fields: str) -> dict[str, object]:
    return {field: getattr(row, field) for field in fields}


def _held(request: Request) -> dict[str, Any]:
    actor = request.actor
    account = queries.own_account(actor)
    standing = queries.own_record(actor)
    changes = queries.history(actor, standing) if standing else []
    named = queries.names_of_actors({entry.actor for entry in changes})
    return {
        "account": account,
        "standing": standing,
        "grants": queries.grants_of(account),
        "tokens": queries.tokens_of(actor),
        "filters": [kept for kept in saved_filters(actor) if kept.owner_id == actor.account_id],
        "corrections": queries.own_corrections(actor),
        "changes": changes,
        "named": named,
        "done": own_trail(actor, timezone.now() - LATELY, DONE_SHOWN),
        "readers": queries.roles_by_permission().get(ACCOUNT_VIEW, []),
        "keepers": queries.holders_of("account.change", standing) if standing else [],
    }


def _where(grant: Any) -> str:
    node = grant.area or grant.unit
    return node.name if node else ""


def _entry(entry: Any) -> dict[str, Any]:
    return {"at": entry.at, "action": entry.action, "by": entry.actor, "data": json.loads(entry.data)}
