"""What one sees beside the street's median: six cards, each with the lists behind it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.queries import LEAST_CASES, LEAST_PEERS, UNITS
from linli.web.cases.listing import Listing
from linli.web.entry import staff_only
from linli.web.figures.labels import MEASURES
from linli.web.figures.views import filter_words_of, listing_of, periods
from linli.web.request import Request
from linli.web.templatetags.linli import span

# To compare a long time takes long; unless somebody asks for another one it is a quarter of a year.
USUAL = timedelta(days=91)


@dataclass(frozen=True, slots=True)
class Shown:
    """A card in words; `lists` are the numbers that are behind it."""

    name: str
    title: Any
    icon: str
    what: Any
    own: str
    street: str
    peers: int
    is_of_units: bool
    lists: Sequence[tuple[Any, int, str]]


@staff_only
@require_safe
def compare(request: Request) -> HttpResponse:
    """First look, closing, on time, given back, opened again, not content."""
    listing = listing_of(request.GET)
    if not listing.one("from") and "from" not in listing.faults:
        listing = _since(listing, timezone.localdate() - USUAL)
    kind, cards = queries.cards(request.actor, listing.filter(request.actor))
    said = {
        **filter_words_of(request, listing, "compare", periods(listing, timezone.localdate())[:-1]),
        "cards": [_shown(listing, card, is_of_units=kind == UNITS) for card in cards],
        "least_cases": LEAST_CASES,
        "least_peers": LEAST_PEERS,
    }
    return render(request, "web/figures/compare.html", said, status=422 if listing.faults else 200)


def _since(listing: Listing, day: date) -> Listing:
    given = {**listing.given, "from": (day.isoformat(),)}
    return replace(listing, given=given, wanted=replace(listing.wanted, reported_from=day))


def _shown(listing: Listing, card: queries.Card, *, is_of_units: bool) -> Shown:
    face = MEASURES[card.name]
    lists = [(face.base, card.cases, _address(listing, card.cases, card.base))]
    if card.counted is not None and card.count is not None:
        lists.append((face.counted, card.count, _address(listing, card.count, card.counted)))
    return Shown(
        card.name,
        face.title,
        face.icon,
        face.what,
        _said(card, card.own),
        _said(card, card.street),
        card.peers,
        is_of_units,
        lists,
    )


def _address(listing: Listing, count: int, narrowed: Any) -> str:
    return reverse("cases") + listing.address(**narrowed) if count else ""


def _said(card: queries.Card, value: float | None) -> str:
    if value is None:
        return ""
    if card.count is None:
        return span(timedelta(hours=value))
    return f"{number_format(100 * value, 1)}%"
