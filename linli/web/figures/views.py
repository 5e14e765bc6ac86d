"""Figures for whoever works here: what they may see, counted. Every number leads to the list behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases import labels, queries
from linli.cases.permissions import CASE_VIEW
from linli.cases.queries import FIGURES, Bar, Queue
from linli.cases.rules import LIGHTS as ORDER
from linli.cases.workflow import OPEN
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.web.cases.desk import MOST_COUNTED, choices_for
from linli.web.cases.listing import ALL, FILTER_WORDS, LIST, Listing
from linli.web.entry import staff_only, this_town
from linli.web.figures.labels import COLUMNS, FACES, WITHOUT, Face
from linli.web.labels import LIGHTS
from linli.web.manage.files import sent
from linli.web.request import Request

# What the form has fields for; other filters that an address holds stay as they are.
FIELDS = ("from", "to", "area", "unit", "class", "channel")
TABS = {"figures": _("Counts"), "compare": _("Beside the street")}
Span = tuple[Any, str, bool]
# With which days the page begins: today and those before it.
LATELY = timedelta(days=29)
# Fewer cases than these say little about how long it takes.
FEW = 10
MOST_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One number with its words and the address of its list; of nothing there is no list."""

    bar: Bar
    words: str
    address: str

    @property
    def is_few(self) -> bool:
        return 0 < self.bar.count < FEW


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and its table."""

    name: str
    face: Face
    rows: Sequence[Row]
    by_hour: Sequence[tuple[int, Sequence[Row]]] = ()

    @property
    def counted(self) -> int:
        """How many rows count anything."""
        return sum(row.bar.count > 0 for row in self.rows)

    @property
    def is_empty(self) -> bool:
        return not self.counted


@staff_only
@require_safe
def figures(request: Request) -> HttpResponse:
    """All of them under one filter, which is that of the desk."""
    listing = listing_of(request.GET)
    if not request.GET:
        # What is asked for in no way begins with what is fresh; whoever asks for anything gets just that.
        listing = since(listing, timezone.localdate() - LATELY)
    wanted = listing.filter(request.actor)
    waiting = queries.queues(request.actor, wanted)
    found = queries.bars(request.actor, wanted, *(name for name in FIGURES if name != "lights"))
    found["lights"] = queries.lights(waiting)
    said: dict[str, Any] = {
        **filter_words_of(request, listing, "figures", periods(listing, timezone.localdate())),
        "total": sum(bar.count for bar in found["states"]),
        "list_address": reverse("cases") + listing.address(),
        "sees_none": not request.actor.holds(CASE_VIEW) and not request.actor.holds("case.transfer_in"),
        "queues": queues_of(listing, waiting),
        "earlier": earlier(request.actor, listing, wanted),
        "lights": ORDER,
        "weekdays": list(WEEKDAYS_ABBR.values()),
        "figures": [figure_of(listing, name, found[name]) for name in FACES],
        "few": FEW,
        "most_drawn": MOST_DRAWN,
    }
    return render(request, "web/figures/figures.html", said, status=422 if listing.faults else 200)


@staff_only
@require_safe
def table(request: Request, name: str) -> HttpResponse:
    """One figure as a file, under the same filter."""
    if name not in FIGURES:
        raise Refusal("not_found")
    listing = listing_of(request.GET).strict()
    (found,) = queries.bars(request.actor, listing.filter(request.actor), name).values()
    rows = [_as_row(figure_of(listing, name, [bar]).rows[0]) for bar in found]
    return sent(f"{name}-{timezone.localdate():%Y%m%d}", [str(words) for words in COLUMNS.values()], rows)


def filter_words_of(request: Request, listing: Listing, here: str, spans: Sequence[Span]) -> dict[str, Any]:
    """What every page of figures says of its filter."""
    choices = choices_for(request.actor, this_town().root.path)
    return {
        "here": reverse(here),
        "tabs": [(name, words, reverse(name) + listing.address(), "") for name, words in TABS.items()],
        "listing": listing,
        "choices": choices,
        "tags": listing.tags(choices),
        "periods": spans,
        "without_filters": replace(listing, given={}).address(),
        "hidden": [(name, value) for name, values in listing.given.items() if name not in FIELDS for value in values],
        "faults": {name: sentence(refusal) for name, refusal in listing.faults.items()},
        "filter_words": FILTER_WORDS,
    }


def listing_of(query: QueryDict) -> Listing:
    """The filter of an address; what one sees is all that one may see."""
    return replace(Listing.read(query), tab=ALL, view=LIST, cursor="")


def since(listing: Listing, day: date) -> Listing:
    """The same from this day until today."""
    today = timezone.localdate()
    given = {**listing.given, "from": (day.isoformat(),), "to": (today.isoformat(),)}
    return replace(listing, given=given, wanted=replace(listing.wanted, reported_from=day, reported_to=today))


def figure_of(listing: Listing, name: str, found: Sequence[Bar]) -> Figure:
    """The figure with words and addresses."""
    words = call_words(found) if name == "calls" else {}
    rows = [Row(bar, words.get(bar.key) or _words(name, bar), _address(listing, bar)) for bar in found]
    by_hour = [(hour, rows[hour::24]) for hour in range(24)] if name == "hours" else ()
    return Figure(name, FACES[name], rows, by_hour)


def call_words(found: Sequence[Bar]) -> dict[str, str]:
    """What each number of the calls is, and its share: of who was called, and of who was reached."""
    counts = {bar.key: bar.count for bar in found}
    whole = {"reached": "any", "unreached": "any", **dict.fromkeys(("yes", "partly", "no"), "reached")}
    shares = {key: counts[key] / counts[of] for key, of in whole.items() if key in counts and counts.get(of)}
    return {
        key: f"{labels.CALLED[key]} ({round(100 * shares[key])}%)" if key in shares else str(labels.CALLED[key])
        for key in counts
    }


def queues_of(listing: Listing, waiting: Sequence[Queue]) -> list[tuple[str, Sequence[Row]]]:
    """What waits at each unit: light by light, and together."""
    return [
        (
            queue.name or str(_("The desk")),
            [Row(bar, "", _address(listing, bar)) for bar in (*queue.lights.values(), queue.whole)],
        )
        for queue in waiting
    ]


def earlier(actor: Actor, listing: Listing, wanted: queries.Filter) -> tuple[str, str] | None:
    """How many cases of before the period still go on, and where they are: what waits longest must not drop out."""
    if wanted.reported_from is None or wanted.states:
        return None
    before = wanted.reported_from - timedelta(days=1)
    older = replace(wanted, reported_from=None, reported_to=before, states=OPEN)
    found = queries.count(actor, older, MOST_COUNTED + 1)
    address = listing.address(**{"from": None, "to": before.isoformat(), "state": ",".join(OPEN), "sort": "due_at"})
    told = f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found)
    return (told, reverse("cases") + address) if found else None


def periods(listing: Listing, today: date) -> list[Span]:
    """The periods that are asked for most, with their addresses, and which of them is on."""
    month = today.replace(day=1)
    year, before = divmod(month.year * 12 + month.month - 12, 12)
    spans = [
        (_("Last 30 days"), today - LATELY, today),
        (_("This month"), month, today),
        (_("Last month"), (month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        (_("This year"), today.replace(month=1, day=1), today),
        (_("Twelve months"), date(year, before + 1, 1), today),
    ]
    chosen = [(words, {"from": first.isoformat(), "to": last.isoformat()}) for words, first, last in spans]
    found = [(words, listing.address(**span), span == _span(listing)) for words, span in chosen]
    return [
        *found,
        (_("All the time"), listing.address(**{"from": None, "to": None}), not any(_span(listing).values())),
    ]


def _span(listing: Listing) -> dict[str, str]:
    return {name: listing.one(name) for name in ("from", "to")}


def _address(listing: Listing, bar: Bar) -> str:
    return reverse("cases") + listing.address(**bar.narrowed) if bar.count else ""


def _words(name: str, bar: Bar) -> str:
    if name == "states":
        return str(labels.STATES[bar.key])
    if name == "outcomes" and bar.key:
        return str(labels.OUTCOMES[bar.key])
    if name == "lights":
        return str(LIGHTS[bar.key])
    if name == "hours":
        day, _dash, hour = bar.key.partition("-")
        return f"{WEEKDAYS_ABBR[int(day) - 1]} {int(hour):02d}:00"
    if name in WITHOUT and not bar.key:
        return str(WITHOUT[name])
    return bar.name or bar.key


def _as_row(row: Row) -> Mapping[str, Any]:
    bar = row.bar
    quartiles = [f"{hours:.1f}" for hours in bar.quartiles] if bar.quartiles else ["", "", ""]
    cells = dict(zip(COLUMNS, [bar.key, row.words, bar.count, *quartiles], strict=True))
    return {str(words): cells[name] for name, words in COLUMNS.items()}
