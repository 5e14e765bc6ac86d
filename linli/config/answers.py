"""Refusals and faults become answers here, once: JSON for programs, a page for people."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout

from linli.api.errors import answer
from linli.config.logs import report_fault
from linli.kernel.refusals import Refusal
from linli.web import errors

LOST_DATABASE = (OperationalError, InterfaceError, PoolTimeout)
ONLY_TO_BE_READ = "25006"


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a request that is not carried out."""
    return answer(request, refusal) if _is_program(request) else errors.page(request, refusal)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, Refusal("malformed"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, Refusal("forbidden"))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refuse(request, Refusal("not_found"))


def server_error(request: HttpRequest) -> HttpResponse:
    """A lost database is no fault of ours: 503, try again. Says nothing about whether a write was kept."""
    report_fault(request.resolver_match.view_name if request.resolver_match else "")
    if _is_of_the_database(sys.exc_info()[1]):
        return refuse(request, Refusal("unavailable"))
    if _is_program(request):
        return JsonResponse({"code": "fault", "message": str(errors.FAULT)}, status=500)
    return errors.server_error(request)


def _is_of_the_database(fault: BaseException | None) -> bool:
    """Lost, full, or for the moment only to be read; of the last only the driver's own error tells."""
    told = getattr(fault and fault.__cause__, "sqlstate", "")
    return isinstance(fault, LOST_DATABASE) or told == ONLY_TO_BE_READ


def _is_program(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
