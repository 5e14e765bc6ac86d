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
