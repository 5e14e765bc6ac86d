"""What the OpenAPI document says beyond the types: headers, bodies that are no JSON, and every refusal."""

from collections.abc import Iterable
from typing import Any

from linli.api.errors import Error

Header = dict[str, Any]
# What any request may be answered with; see linli.kernel.refusals.
ALWAYS = frozenset({400, 401, 422, 503})
WRITING = ALWAYS | {403}
READ_ONE = ALWAYS | {404}
MOVING = WRITING | {404, 409, 412, 413, 415, 428}

KEY: Header = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Made by the client, once for each thing it wants done; sent again, it gets the same answer.",
    "schema": {"type": "string", "minLength": 16, "maxLength": 80, "pattern": "^[!-~]([ -~]{14,78})[!-~]$"},
}
IF_MATCH: Header = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The version that the client saw, as in the ETag.",
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
}
LAST_EVENT_ID: Header = {
    "name": "Last-Event-ID",
    "in": "header",
    "required": False,
    "description": "The id of the last event heard; what was missed since, in the last 15 minutes, is told first.",
    "schema": {"type": "string", "maxLength": 20},
}
ETAG: Header = {"ETag": {"description": "The version.", "schema": {"type": "string"}}}
LOCATION: Header = {"Location": {"description": "Where to follow it.", "schema": {"type": "string"}}}
PICTURE = {"schema": {"type": "string", "format": "binary"}}
SENT_PICTURE = {
    "requestBody": {
        "required": True,
        "description": "The bytes of the picture, at most 10 MB.",
        "content": {"image/jpeg": PICTURE, "image/png": PICTURE, "image/webp": PICTURE},
    }
}


SENT_AREAS = {
    "requestBody": {
        "required": True,
        "description": "GeoJSON, at most 5 MB.",
        "content": {"application/geo+json": {"schema": {"type": "string", "format": "binary"}}},
    }
}
SHEET = {"schema": {"type": "string", "format": "binary"}}
SHEET_ANSWER = {
    "responses": {
        200: {
            "content": {
                "text/csv": SHEET,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": SHEET,
            },
            "headers": {"Content-Disposition": {"schema": {"type": "string"}}},
        }
    }
}


def says(success: dict[int, Any], refusals: Iterable[int] = ALWAYS) -> dict[Any, Any]:
    """The answers of one operation: what it gives, and one shape for every refusal."""
    return {**success, frozenset(refusals): Error}


def headers(*takes: Header, gives: Header | None = None, status: int = 200) -> dict[str, Any]:
    """The headers that an operation takes, and the ones that its success carries."""
    responses = {"responses": {status: {"headers": gives}}} if gives else {}
    return {"parameters": list(takes), **responses}


def picture_answer() -> dict[str, Any]:
    """A success whose body is a picture."""
    return {"responses": {200: {"content": {"image/jpeg": PICTURE}}}}


def stream(scheme: str) -> dict[str, Any]:
    """The live stream, which the framework cannot describe: it is answered in front of it (`linli.realtime.stream`)."""
    refusal = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
    text = {"schema": {"type": "string"}}
    return {
        "operationId": "stream.follow",
        "summary": "Stream Follow",
        "description": (
            "Server-Sent Events for whoever is signed in: `open` at the beginning, or `gap` when something was missed"
            " and must be loaded anew; then `cases`, at most four a second, with data"
            ' `{"count", "numbers": [the newest 20], "names": {"case.dispatched": 1, …}}`; a comment as a heartbeat'
            " every 15 seconds. The stream ends with the session and with any change of what the account may see, and"
            " the sixth stream of an account ends its oldest."
        ),
        "parameters": [LAST_EVENT_ID],
        "responses": {
            "200": {"description": "The stream.", "content": {"text/event-stream": text}},
            "401": {"description": "No session; a bearer key opens no stream.", **refusal},
            "403": {"description": "Asked by a page of another site.", **refusal},
            "503": {"description": "No database, or no room for one more stream. Retry-After says when.", **refusal},
        },
        "tags": ["stream"],
        "security": [{scheme: []}],
    }
