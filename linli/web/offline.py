"""The page for when there is no network, and the worker in the browser that keeps it: that page, what it is drawn with,
and nothing else."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

# What the page is drawn with. Nothing of it is about anybody.
DRAWN_WITH = (
    *("vendor/tabler.min.css", "vendor/icons.svg", "tokens.css", "linli.css", "pages.css", "elder.css"),
    *("theme.js", "offline.js", "icon.svg"),
)
KEEPS, LEAVES = "worker.js", "worker-leaves.js"


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Says calmly what still works. It names nobody, so that it may stay on any device."""
    response = render(request, "web/offline.html")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker's script, asked for again each time; where it is switched off, one that takes itself away."""
    text = _keeping(reverse("offline")) if settings.LINLI_OFFLINE_PAGE else _text(LEAVES)
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _keeping(page: str) -> str:
    """The script with the list of what it keeps; another release has another digest, and is kept anew."""
    kept: Sequence[str] = (page, *(static(name) for name in DRAWN_WITH))
    digest = hashlib.sha256("".join(_text(name) for name in DRAWN_WITH).encode()).hexdigest()[:16]
    return f"// {digest}\nconst KEPT = {json.dumps(kept)};\n{_text(KEEPS)}"


def _text(name: str) -> str:
    found = finders.find(name)
    return Path(str(found)).read_text("utf-8") if found else ""
