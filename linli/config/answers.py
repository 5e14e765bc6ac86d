"""A refusal becomes an answer here, once: JSON for programs, a page for people."""

from django.http import HttpRequest, HttpResponse

from linli.api.errors import answer
from linli.kernel.refusals import Refusal
from linli.web.errors import page


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a request that is not carried out."""
    return answer(request, refusal) if request.path.startswith("/api/") else page(request, refusal)
