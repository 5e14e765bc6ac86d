"""What is held about whoever works here, for that person."""

import json
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.accounts import queries
from linli.accounts.permissions import ACCOUNT_VIEW
from linli.cases.queries import saved_filters
from linli.cases.queries.audit import own_trail
from linli.web.entry import staff_only, unkept
from linli.web.request import Request

DONE_SHOWN, LATELY = 50, timedelta(days=90)


@staff_only
@require_safe
def show(request: Request) -> HttpResponse:
    """Everything that is held, who changed it, who may read it, and whom to ask to put it right."""
    return render(request, "web/accounts/own_data.html", _held(request))


@staff_only
@require_safe
def copy(request: Request) -> HttpResponse:
    """The same as a file."""
    held = _held(request)
    account, standing = held["account"], held["standing"]
    told = {
        "taken_at": timezone.now().isoformat(),
        "account": {
            "number": standing.number if standing else "",
            "username": account.username,
            "name": account.name,
            "title": account.title,
            "unit": account.unit.name if account.unit else "",
        },
        "roles": [{"role": grant.role.key, "where": _where(grant)} for grant in held["grants"]],
        "keys": [
            {
                "number": token.number,
                "name": token.name,
                "state": token.state,
                "issued_at": token.issued_at.isoformat(),
                "last_used_on": str(token.last_used_on or ""),
            }
            for token in held["tokens"]
        ],
        "kept_lists": [{"name": kept.name, "query": kept.query} for kept in held["filters"]],
        "changes_of_the_account": [_entry(entry) for entry in held["changes"]],
        "what_was_done_lately": [_entry(entry) for entry in held["done"]],
    }
    response = HttpResponse(json.dumps(told, ensure_ascii=False, indent=2), content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="own-data.json"'
    return unkept(response)


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
    return {"at": entry.at.isoformat(), "action": entry.action, "by": entry.actor, "data": json.loads(entry.data)}
