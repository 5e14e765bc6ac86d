"""Pictures, by reporters and by staff: the same two operations on two addresses."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja.responses import Status
from pydantic import BaseModel

from linli.api import door
from linli.cases import actions, models, queries
from linli.kernel import files
from linli.kernel.actor import Actor
from linli.kernel.territory import territory

# Even opened by itself a picture can run nothing and frame nothing.
SANDBOX = "default-src 'none'; sandbox"


class Photo(BaseModel):
    """A picture as it is kept. `sha256` is of the bytes sent, `stored_sha256` of the bytes kept."""

    sha256: str
    stored_sha256: str
    content_type: str
    width: int
    height: int
    is_after: bool
    added_at: datetime


def shown(photo: models.Photo) -> Photo:
    """The picture's description."""
    return Photo(
        sha256=photo.sent_sha256,
        stored_sha256=photo.file_id,
        content_type=photo.file.content_type,
        width=photo.file.width,
        height=photo.file.height,
        is_after=photo.is_after,
        added_at=photo.added_at,
    )


def put(request: HttpRequest, actor: Actor, number: str, sha256: str, *, is_after: bool = False) -> Status[Photo]:
    """Keeps the body as a picture of the case: 201 the first time, 200 when it was there already."""
    data = door.photo_bytes(request)
    with territory(actor):
        known = queries.photo_sent(actor, queries.one(actor, number), sha256)
    photo = actions.add_photo(actor, number, data=data, sha256=sha256, is_after=is_after)
    return Status(200 if known else 201, shown(photo))


def picture(photo: models.Photo) -> HttpResponse:
    """The bytes, to be looked at and not to be kept or run."""
    response = HttpResponse(files.path_of(photo.file_id).read_bytes(), content_type=photo.file.content_type)
    response["Content-Disposition"] = f'inline; filename="{photo.file_id[:16]}.jpg"'
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response
