"""Pictures, always behind the page's own access check."""

from django.http import HttpResponse

from linli.cases.models import Photo
from linli.kernel.files import path_of
from linli.kernel.refusals import Refusal


def picture(photo: Photo, number: str) -> HttpResponse:
    """The bytes, such that a browser shows them as a picture and as nothing else. Raises Refusal `not_found`."""
    try:
        data = path_of(photo.file_id).read_bytes()
    except FileNotFoundError as error:
        raise Refusal("not_found") from error
    response = HttpResponse(data, content_type=photo.file.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = f'inline; filename="{number}-{photo.pk}.jpg"'
    return response
