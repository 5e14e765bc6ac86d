"""The living page of the design: tokens and parts in every state, in every look."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.kernel.refusals import Refusal
from linli.web.design.parts import LOOKED_AT, PARTS, said
from linli.web.design.tokens import SHAPES, TEXT, THEMES, contrast, tokens
from linli.web.entry import staff_only
from linli.web.navigation import may_manage
from linli.web.request import Request


@dataclass(frozen=True)
class Swatch:
    """Two colours that meet, and how well the one stands off from the other."""

    words: str
    ground: str
    words_value: str
    ground_value: str
    ratio: str
    is_shape: bool


@require_safe
def design(request: Request) -> HttpResponseBase:
    """For everybody in the demonstration; elsewhere for those who administer."""
    return _drawn(request) if settings.IS_DEMO else _for_administrators(request)


@staff_only
def _for_administrators(request: Request) -> HttpResponse:
    if not may_manage(request.actor):
        raise Refusal("forbidden")
    return _drawn(request)


def _drawn(request: Request) -> HttpResponse:
    plain = tokens(THEMES[0])
    shown = {
        "looks": [(look, said(look)) for look in LOOKED_AT],
        "parts": PARTS,
        "colours": [(look, _swatches(look.theme)) for look in LOOKED_AT if not look.size],
        "types": [name for name in plain if name.startswith("type-")],
        "steps": [(name, plain[name]) for name in plain if name.startswith("step-")],
    }
    return render(request, "web/design.html", shown)


def _swatches(theme: str) -> list[Swatch]:
    known = tokens(theme)
    return [
        Swatch(words, ground, known[words], known[ground], f"{contrast(theme, words, ground):.1f}", pair in SHAPES)
        for pair in (*TEXT, *SHAPES)
        for words, ground in (pair,)
    ]
