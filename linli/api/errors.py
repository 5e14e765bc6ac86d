"""Refusals as JSON: one shape for all of them, also for what the framework refuses by itself."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel

from linli.api import labels
from linli.kernel import attempts
from linli.kernel.labels import SENTENCES, sentence
from linli.kernel.refusals import Refusal
from linli.places.models import Town

BODY = "body"
# The ways to name a place, which are steps of the framework's and not of the sender's.
PLACES = ("by_point", "by_address", "by_code")
UNPROCESSABLE, UNAVAILABLE = 422, 503
ENGLISH = re.compile(r"en(-[A-Za-z]{2})?")


class Fault(BaseModel):
    """What is wrong with one input."""

    field: str
    message: str


class Error(BaseModel):
    """Every answer that is no success. `code` is for programs, `message` for people."""

    code: str
    message: str
    field: str | None = None
    errors: list[Fault] | None = None


def answer(request: HttpRequest, refusal: Refusal, faults: Sequence[Mapping[str, Any]] = ()) -> JsonResponse:
    """The answer to a request that is not carried out; `faults` are pydantic's, one for each input at fault."""
    with translation.override(language_of(request)):
        error = Error(code=refusal.code, message=_message(refusal), field=refusal.field)
        if faults:
            error.errors = [_fault(fault) for fault in faults]
            error.field = error.errors[0].field
        elif refusal.field and refusal.status == UNPROCESSABLE:
            error.errors = [Fault(field=refusal.field, message=error.message)]
        response = _json(error, refusal.status)
    if refusal.status == UNAVAILABLE:
        response["Retry-After"] = "5"
    if refusal.code == "too_many":
        response["Retry-After"] = str(refusal.words["retry_after"])
    return response


def not_allowed(request: HttpRequest, allow: str) -> JsonResponse:
    """The answer to a method that the address does not take."""
    with translation.override(language_of(request)):
        response = _json(Error(code="method_not_allowed", message=str(labels.NOT_ALLOWED)), 405)
    response["Allow"] = allow
    return response


def not_json() -> Refusal:
    """Raised for a body that is not plain JSON."""
    return Refusal("unsupported_media", message=labels.NOT_JSON)


def language_of(request: HttpRequest) -> str:
    """The user's choice in the cookie, else English for a client that asks for nothing but English, else Chinese."""
    asked = request.headers.get("Accept-Language", "").strip()
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and ENGLISH.fullmatch(asked):
        return "en"
    return translation.get_language() or settings.LANGUAGE_CODE


def handle(api: NinjaAPI) -> None:
    """Tells the API how to answer each kind of refusal; anything else is a fault of ours and goes on to Django."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _unparsed)
    api.add_exception_handler(AuthenticationError, lambda request, _: answer(request, Refusal("sign_in")))
    api.add_exception_handler(RequestDataTooBig, lambda request, _: answer(request, Refusal("too_large")))
    api.add_exception_handler(Town.DoesNotExist, lambda request, _: answer(request, Refusal("no_town")))
    api.add_exception_handler(UnreadablePostError, lambda request, _: answer(request, Refusal("malformed")))


def _refused(request: HttpRequest, refusal: Refusal | type[Refusal]) -> HttpResponse:
    assert isinstance(refusal, Refusal)
    attempts.remember(refusal)
    return answer(request, refusal)


def _invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    """An address that cannot be right is one where nothing is; every other input is named."""
    assert isinstance(error, ValidationError)
    faults = error.errors
    if any(fault["loc"][0] == "path" for fault in faults):
        return answer(request, Refusal("not_found"))
    code = "missing_input" if all(fault["type"] == "missing" for fault in faults) else "invalid"
    return answer(request, Refusal(code), faults)


def _unparsed(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    """The framework wraps what the parser raised."""
    assert isinstance(error, HttpError)
    cause = error.__cause__
    return answer(request, cause if isinstance(cause, Refusal) else Refusal("malformed"))


def _message(refusal: Refusal) -> str:
    said = refusal.words.get("message")
    if said is not None:
        return str(said)
    if refusal.code == "invalid" and "reason" not in refusal.words:
        return str(SENTENCES["invalid"])
    return sentence(refusal)


def _fault(fault: Mapping[str, Any]) -> Fault:
    """Where it is, as the sender wrote it: without the framework's own steps of the way."""
    steps = [str(step) for step in fault["loc"][1:] if step != "payload" and step not in PLACES]
    # A fault of the whole is not one of a field.
    message = labels.fault(fault["type"], fault.get("ctx") or {}, steps[-1] if steps else "")
    return Fault(field=".".join(steps) or BODY, message=message)


def _json(error: Error, status: int) -> JsonResponse:
    body = error.model_dump(exclude_none=True)
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
    response["Cache-Control"] = "no-store"
    return response
