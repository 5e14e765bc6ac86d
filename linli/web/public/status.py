"""Whether the service works, as far as it is true and safe to tell."""

from importlib.metadata import version

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.kernel import beats
from linli.web.entry import unkept
from linli.web.privacy.views import looked_through
from linli.web.request import Request

# Names of the distribution's own making; nothing of the machine is told.
PRODUCT = "linli"


@require_safe
def status(request: Request) -> HttpResponse:
    """Pages, work in the background, version. That this page comes says that pages and database work."""
    now = timezone.now()
    has_worker = beats.has_begun()
    said = {
        "now": now,
        "version": version(PRODUCT),
        "has_worker": has_worker,
        "is_stalled": not has_worker or bool(beats.stalled(now)),
        "looked_through": looked_through(),
    }
    return unkept(render(request, "web/public/status.html", said))
