"""The operations: each carried out once in this process, with its statements written down for the floor."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.accounts import actions as accounts
from linli.accounts.models import Account
from linli.accounts.queries import actor_for
from linli.cases.models import Case
from linli.cases.rules import code_digest
from linli.kernel.actor import Actor, machine
from linli.kernel.territory import territory
from linli.places.models import Building

BENCH = machine("job:bench")


@dataclass(frozen=True)
class Request:
    """One request of an operation. `case_id` tells the floor which case it is about."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    number: str = ""
    case_id: int = 0


@dataclass(frozen=True)
class Operation:
    """What is measured: how to make the next request, and the statements of one."""

    name: str
    next: Callable[[], Request | None]
    statements: list[str]
    in_transaction: int


def bearer(role: str) -> dict[str, str]:
    """A new token of the first account with this role."""
    issued = accounts.issue_token(actor_of(role), secrets.token_hex(16), name="bench")
    return {"Authorization": f"Bearer {issued.secret}"}


def signed_in(role: str) -> dict[str, str]:
    """The cookie of a browser in which the first account with this role has signed in."""
    account = Account.objects.filter(grants__role=role).order_by("username")[0]
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}


def actor_of(role: str) -> Actor:
    """The first account that has the role."""
    return actor_for(Account.objects.filter(grants__role=role).order_by("username").first() or Account())


def operations() -> list[Operation]:
    """Intake, lists of three kinds of people, one move, timeline; two pages of the desk."""
    staff, officer, handler = bearer("dispatcher"), bearer("grid_leader"), bearer("handler")
    window = signed_in("dispatcher")
    filed = _filed_cases()
    closed = some_closed_case()
    return [
        record("intake", intake),
        record("list", lambda: Request("GET", "/api/v1/cases", headers=staff)),
        record("community", lambda: Request("GET", "/api/v1/cases", headers=officer)),
        record("unit", lambda: Request("GET", "/api/v1/cases", headers=handler)),
        record("search", lambda: Request("GET", f"/api/v1/cases?q={quote('路灯')}", headers=officer)),
        record("move", lambda: _dispatch(filed.pop(), staff) if filed else None),
        record("timeline", lambda: Request("GET", f"/api/v1/cases/{closed}/timeline", headers=staff)),
        record("list-page", lambda: Request("GET", "/cases/?tab=all", headers=window)),
        record("waiting-page", lambda: Request("GET", "/cases/", headers=window)),
        record("board-page", lambda: Request("GET", "/cases/?tab=all&view=board", headers=window)),
        record("figures", lambda: Request("GET", "/figures/", headers=window)),
        record("case-page", lambda: Request("GET", f"/cases/{closed}/", headers=window)),
    ]


def record(name: str, make: Callable[[], Request | None]) -> Operation:
    """Does it once without and once with a pen; the first fills what a process remembers."""
    first, request = make(), make()
    assert first
    assert request
    _do(first)
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        answer = _do(request)
    texts = [query["sql"] for query in queries.captured_queries]
    known = {"number": request.number, "id": str(request.case_id or "")}
    known["key"] = request.headers.get("Idempotency-Key", "")
    if name == "intake":
        number = answer["number"]
        known |= {"number": number, "id": str(int(number[8:])), "digest": code_digest(answer["code"])}
    return Operation(name, make, [_blanked(text, known) for text in texts], _inside(texts))


def _do(request: Request) -> Any:
    client = Client(SERVER_NAME="127.0.0.1")
    answer = client.generic(
        request.method,
        request.path,
        _json(request.body),
        content_type="application/json",
        headers=dict(request.headers),
    )
    assert answer.status_code in (200, 201), (answer.status_code, answer.content)
    return answer.json() if answer.headers["Content-Type"].startswith("application/json") else {}


def _json(body: Mapping[str, Any] | None) -> str:
    return json.dumps(body) if body is not None else ""


def _blanked(text: str, known: Mapping[str, str]) -> str:
    """The statement with marks where another request has other values."""
    for mark in ("number", "key", "digest"):
        if known.get(mark):
            text = text.replace(known[mark], f"@{mark}@")
    return re.sub(rf"\b{known['id']}\b", "@id@", text) if known["id"] else text


def _inside(texts: list[str]) -> int:
    """The most statements between a BEGIN and its COMMIT."""
    counts, inside = [0], 0
    for text in texts:
        if text == "BEGIN":
            inside = 0
        elif text == "COMMIT":
            counts.append(inside)
        else:
            inside += 1
    return max(counts)


def intake() -> Request:
    """One more neighbour's report."""
    body = {"text": "路灯不亮", "place": {"code": _building()}, "channel": "web", "class_code": ""}
    return Request("POST", "/api/v1/reports", body, {"Idempotency-Key": secrets.token_hex(16)})


@cache
def _building() -> str:
    return str(Building.objects.order_by("id").values_list("code", flat=True)[0])


def _dispatch(case: tuple[int, str, int], headers: Mapping[str, str]) -> Request:
    case_id, number, version = case
    told = {**headers, "Idempotency-Key": secrets.token_hex(16), "If-Match": f'"{version}"'}
    return Request("POST", f"/api/v1/cases/{number}/dispatch", {"unit": "liangzhu/water"}, told, number, case_id)


def _filed_cases() -> list[tuple[int, str, int]]:
    with territory(BENCH):
        rows = Case.objects.visible_to(BENCH).filter(state="filed", version=2).order_by("id")
        return list(rows.values_list("id", "number", "version"))


def some_closed_case() -> str:
    """The number of the one with the longest history."""
    with territory(BENCH):
        return str(Case.objects.visible_to(BENCH).filter(state="closed").order_by("-version", "id")[0].number)
