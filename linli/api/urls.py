"""The API's addresses. Whatever is not one of them is answered in JSON too."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, include, path, re_path
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from linli.api import (
    audit,
    cases,
    corrections,
    divisions,
    door,
    errors,
    figures,
    filters,
    moves,
    own_data,
    privacy,
    reference,
    registers,
    reports,
    routing,
    sessions,
    tasks,
    timelines,
    transfers,
)
from linli.api.document import stream
from linli.kernel.refusals import Refusal
from linli.realtime.stream import PATH as STREAM

PREFIX = "/api/v1/"
ROUTERS = (
    reports.router,
    sessions.router,
    cases.router,
    timelines.router,
    filters.router,
    figures.router,
    corrections.router,
    moves.router,
    transfers.router,
    tasks.router,
    reference.router,
    registers.router,
    routing.router,
    divisions.router,
    privacy.router,
    audit.router,
    own_data.router,
)


def _built() -> NinjaAPI:
    renderer = JSONRenderer()
    renderer.json_dumps_params = {"ensure_ascii": False}
    made = NinjaAPI(
        title="邻里 Linli",
        version="1",
        description="Neighbourhood governance by grids: reports, cases and every move of the closed loop.",
        openapi_url=None,
        docs_url=None,
        auth=door.STAFF,
        parser=door.StrictParser(),
        renderer=renderer,
    )
    errors.handle(made)
    made.add_decorator(door.strict, mode="view")
    for router in ROUTERS:
        made.add_router("", router)
    return made


ninja = _built()


@cache
def described() -> dict[str, Any]:
    """The OpenAPI document, which costs a second to put together."""
    made = dict(ninja.get_openapi_schema(path_prefix=PREFIX))
    made["paths"][STREAM] = {"get": stream(door.Session.__name__)}
    return made


def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for everybody."""
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False})


def nowhere(request: HttpRequest) -> HttpResponse:
    """The same answer as for what is not the asker's to see."""
    return errors.answer(request, Refusal("not_found"))


nowhere.csrf_exempt = True  # type: ignore[attr-defined]
OPERATIONS = [
    URLPattern(found.pattern, door.at_the_edge(found.callback), name=found.name)
    for found in ninja.urls[0]
    if isinstance(found, URLPattern) and found.name != "api-root"
]


app_name = "api"
urlpatterns = [
    path("openapi.json", document, name="openapi"),
    path("v1/", include(OPERATIONS)),
    re_path("", nowhere),
]
