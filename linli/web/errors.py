"""Refusals as pages."""

from django.http import HttpRequest, HttpResponse

from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """What went wrong and what to do next."""
    return HttpResponse(sentence(refusal), status=refusal.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, Refusal("malformed"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, Refusal("forbidden"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, Refusal("not_found"))


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, Refusal("origin"))
