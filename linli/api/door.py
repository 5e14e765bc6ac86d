"""What is looked at before an operation runs: the form of the request, where it comes from, who sends it."""

import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.security.base import AuthBase

from linli.api import labels
from linli.api.errors import answer, language_of, not_allowed, not_json
from linli.cases.rules import check_key
from linli.kernel import allowances
from linli.kernel.actions import Target
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal, invalid
from linli.places import geojson

LARGEST_JSON = 64 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_AREAS = geojson.LARGEST
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# A weak one (W/"2") never matches (RFC 9110, 13.1.1).
VERSION = re.compile(r'"([1-9][0-9]{0,8})"')
HOUR = 3600
View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, as the middleware found out."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def aim(request: HttpRequest, number: str) -> Target:
    """What a move is aimed at. Raises Refusal `key_missing`, `version_missing`, `malformed`."""
    key = key_of(request)
    given = request.headers.get("If-Match")
    if given is None:
        raise Refusal("version_missing")
    version = VERSION.fullmatch(given.strip())
    if version is None:
        raise Refusal("malformed")
    return Target(number, int(version[1]), key)


def count(request: HttpRequest, what: str) -> None:
    """Counts something that everybody may do, by where it comes from, as a trusted proxy says; what staff do is not
    counted. Raises Refusal `too_many`."""
    if not actor_of(request).is_staff:
        allowances.spend(what, request.META.get("REMOTE_ADDR", ""))


def key_of(request: HttpRequest) -> str:
    """The client's key. Raises Refusal `key_missing`."""
    return check_key(request.headers.get("Idempotency-Key"))


def photo_bytes(request: HttpRequest) -> bytes:
    """The picture that is the body. Raises Refusal `too_large`."""
    return _bytes(request, LARGEST_PHOTO)


def areas_bytes(request: HttpRequest) -> bytes:
    """The file of areas that is the body. Raises Refusal `too_large`."""
    return _bytes(request, LARGEST_AREAS)


def _bytes(request: HttpRequest, largest: int) -> bytes:
    if _length(request) > largest:
        raise Refusal("too_large")
    return request.body


class Session(AuthBase):
    """A person with the cookie of a session, who for writing also shows the token against forged requests."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        if "Authorization" in request.headers or not actor_of(request).is_staff:
            return None
        if request.method not in READING:
            _check_forgery(request)
        return actor_of(request)


class Token(AuthBase):
    """A program with the key that a person made for it."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> Actor | None:
        return actor_of(request) if "Authorization" in request.headers else None


_session = Session()
STAFF: list[AuthBase] = [_session, Token()]


def anybody(request: HttpRequest) -> Actor:
    """The public too; but whoever comes with a session is protected like everywhere."""
    return _session(request) or actor_of(request)


def in_person(request: HttpRequest) -> Actor:
    """Who asks, in a session. Raises Refusal `forbidden` for a program: a lost key must end on its day."""
    if "Authorization" in request.headers:
        raise Refusal("forbidden", message=labels.NOT_IN_PERSON)
    return actor_of(request)


class StrictParser(Parser):
    """Reads JSON as it is meant: no doubled names, no numbers beyond numbers, no endless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Raises ValueError or RecursionError, which become 400."""
        text = request.body.decode("utf-8")
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def strict(run: View) -> View:
    """Wraps an operation: its words in the reader's language, its form checked before anything is read."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    sources = {model.__ninja_param_source__: model for model in operation.models}
    query: Any = sources.get("query")
    known = set(query.__ninja_flatten_map__) if query else set()
    lists = set(query.__ninja_collection_fields__) if query else set()

    @wraps(run)
    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        with translation.override(language_of(request)):
            try:
                _check_origin(request)
                _check_query(request, known, lists)
                if "body" in sources:
                    _check_json(request)
            except Refusal as refusal:
                return answer(request, refusal)
            except SuspiciousOperation:
                return answer(request, Refusal("malformed"))
            return run(request, **kwargs)

    return checked


def at_the_edge(view: View) -> View:
    """Wraps all operations of one address: nothing is kept on the way, HEAD is answered like GET (the server leaves the
    body out), and a method that is not taken is told so."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        response = view(request, *args, **kwargs)
        request.method = asked
        if response.status_code == 405:
            response = not_allowed(request, _methods(response["Allow"]))
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]
    return wrapped


def _methods(allow: str) -> str:
    methods = set(allow.split(", "))
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


class _Forgery(CsrfViewMiddleware):
    """Django's check of the token, without the page that it answers with."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden()


def _nothing(request: HttpRequest) -> HttpResponseForbidden:
    """Stands for the view that the check believes to guard."""
    return HttpResponseForbidden()


def _check_forgery(request: HttpRequest) -> None:
    """Raises Refusal `origin` unless the request shows the token that belongs to its cookie."""
    check = _Forgery(_nothing)
    request.csrf_processing_done = False  # type: ignore[attr-defined]
    check.process_request(request)
    if check.process_view(request, _nothing, (), {}):
        raise Refusal("origin")


def _check_origin(request: HttpRequest) -> None:
    """A page of somebody else's may not write here, whatever it sends along."""
    origin = request.headers.get("Origin")
    if request.method in READING or origin is None or origin in settings.CSRF_TRUSTED_ORIGINS:
        return
    scheme, _, host = origin.partition("://")
    if scheme not in ("http", "https") or host != request.get_host():
        raise Refusal("origin")


def _check_query(request: HttpRequest, known: set[str], lists: set[str]) -> None:
    for name, values in request.GET.lists():
        if name not in known:
            raise invalid(name[:60], "unknown_field")
        if len(values) > 1 and name not in lists:
            raise invalid(name, "given_twice")


def _check_json(request: HttpRequest) -> None:
    sent = _length(request)
    if sent > LARGEST_JSON:
        raise Refusal("too_large")
    if (sent or request.content_type) and request.content_type != "application/json":
        raise not_json()
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise not_json()


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else 0


def etag(version: int) -> str:
    """A version as the header says it."""
    return f'"{version}"'
