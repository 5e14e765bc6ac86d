"""Refusals as JSON."""

from django.http import HttpRequest, JsonResponse

from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal


def answer(request: HttpRequest, refusal: Refusal) -> JsonResponse:
    """The constant shape of every refusal: code, sentence and, for an input, its name."""
    body = {"code": refusal.code, "message": sentence(refusal)}
    if refusal.field:
        body["field"] = refusal.field
    response = JsonResponse(body, status=refusal.status, json_dumps_params={"ensure_ascii": False})
    if refusal.code == "unavailable":
        response["Retry-After"] = "5"
    if refusal.code == "too_many":
        response["Retry-After"] = str(refusal.words["retry_after"])
    return response
