"""Help inside the product: the how-to of whoever asks, beside all the others."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.web.help import guides
from linli.web.request import Request

KINDS = {".png": "image/png", ".webp": "image/webp"}
A_DAY = 24 * 3600


@require_safe
def home(request: Request) -> HttpResponse:
    """The how-to nearest to what the person does here."""
    return _page(request, guides.slugs_for(request.actor)[0])


@require_safe
def guide(request: Request, slug: str) -> HttpResponse:
    """One how-to; they are no secret."""
    return _page(request, slug)


@require_safe
def picture(request: Request, name: str) -> HttpResponse:
    """A picture of a how-to, drawn from the demonstration."""
    place = guides.picture(name)
    answer = HttpResponse(place.read_bytes(), content_type=KINDS[place.suffix])
    answer["Cache-Control"] = f"public, max-age={A_DAY}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page(request: Request, slug: str) -> HttpResponse:
    own = guides.slugs_for(request.actor)
    known = guides.titles()
    others = [name for name in known if name not in own] if request.actor.is_staff else []
    said = {
        "guide": guides.guide(slug),
        "own": [(name, known[name]) for name in own],
        "others": [(name, known[name]) for name in others],
        "is_others": slug in others,
    }
    return render(request, "web/help/guide.html", said)
