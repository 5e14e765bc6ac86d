"""What every request gets before it reaches a page or the API: an id, an actor, and for reading a territory."""

import re
import secrets
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from linli.accounts.actions import use_token
from linli.accounts.models import Account
from linli.accounts.queries import actor_for, token_of
from linli.config.answers import refuse
from linli.kernel import actor as actors
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory, unopened
from linli.web import see_as

Next = Callable[[HttpRequest], HttpResponseBase]
GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
READING = frozenset({"GET", "HEAD"})
# Served without a database, so that they also answer while there is none.
APART = ("/static/", "/healthz", "/readyz", "/metrics", "/i18n/")


class RequestMiddleware:
    """Names the request, sets the headers that every answer carries."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            response = refuse(request, Refusal("malformed")) if _holds_nul(request) else self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = request_id
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
        return response


def _holds_nul(request: HttpRequest) -> bool:
    """No text has a NUL in it, and PostgreSQL takes none. The API refuses them by itself, each in its place."""
    if request.path.startswith("/api/"):
        return False
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    return request.method == "POST" and any("\0" in v for _, values in request.POST.lists() for v in values)


CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " manifest-src 'self'"
)


# To read these is an action of its own, which needs a transaction of its own.
RECORDED = re.compile(
    r"/audit/|/api/v1/audit/|/manage/(staff|tokens)/export\.csv$|/manage/imports/[^/]+/errors\.csv$",
)


class ActorMiddleware:
    """Says who asks, from the session or the bearer token, and opens the territory for reading."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(APART):
            return self.get_response(request)
        try:
            request.actor = _actor_of(request)  # type: ignore[attr-defined]
        except Refusal as refusal:
            request.actor = actors.public()  # type: ignore[attr-defined]
            return refuse(request, refusal)
        try:
            _look_as_another(request)
        except Refusal as refusal:
            return refuse(request, refusal)
        if request.method not in READING or RECORDED.match(request.path):
            with unopened():
                return self.get_response(request)
        with territory(request.actor):  # type: ignore[attr-defined]
            return self.get_response(request)


def _look_as_another(request: HttpRequest) -> None:
    """Whoever looks as somebody else asks in their name from here on. Raises Refusal `only_looking`."""
    own: actors.Actor = request.actor  # type: ignore[attr-defined]
    request.see_as = None  # type: ignore[attr-defined]
    if not own.is_staff or "Authorization" in request.headers:
        return
    was_on = see_as.IN_SESSION in request.session
    found = see_as.current(request.session, own)
    if found or (was_on and request.method not in READING):
        # Also what is sent from a page on which one looked when that has just ended.
        see_as.refuse(str(request.method), request.path)
    if found is None:
        return
    if request.path in see_as.SIGN_OUT and request.method not in READING:
        see_as.end(request.session, found)
        return
    request.see_as = found  # type: ignore[attr-defined]
    if not request.path.startswith(see_as.IN_OWN_NAME):
        request.actor = found.seen  # type: ignore[attr-defined]


def _actor_of(request: HttpRequest) -> actors.Actor:
    """A program shows its token, a person their session; anybody else is the public."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        token = token_of(secret.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise Refusal("sign_in")
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        actor = actor_for(token.account)
        if token.last_used_on != timezone.localdate():
            use_token(actor, token.number)
        return actor
    if isinstance(request.user, Account):
        return actor_for(request.user)
    return actors.public()
