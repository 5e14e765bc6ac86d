"""The desk list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.accounts.queries import units
from linli.cases import queries
from linli.cases.labels import STATES
from linli.cases.models import Case
from linli.cases.permissions import CASE_VIEW
from linli.kernel.actor import Actor, covers
from linli.kernel.models import Clock
from linli.places.models import Level
from linli.places.queries import areas_below, names_of
from linli.web.cases.lights import light
from linli.web.cases.listing import NEEDS_ME, SORT_WORDS, TABS, Choice, Listing
from linli.web.entry import staff_only, this_town
from linli.web.request import Request

ROWS = 50
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the list shows it."""

    case: Case
    address: str
    area: str
    clock: Clock | None
    light: str


@staff_only
@require_safe
def desk(request: Request) -> HttpResponse:
    """The cases that the actor may see, what needs this person first. htmx gets the list alone."""
    listing = Listing.read(request.GET)
    known = this_town()
    areas = communities_of(request.actor, known.root.path)
    wanted = listing.filter(request.actor, areas)
    page = queries.page(request.actor, wanted, sort=listing.sort, cursor=listing.cursor or None, limit=ROWS)
    total = queries.count(request.actor, wanted, MOST_COUNTED + 1)
    unit_choices = [Choice(unit.code, unit.name) for unit in units()]
    class_choices = [Choice(code, f"{code} {name}") for code, name in queries.class_names()]
    said: dict[str, Any] = {
        "listing": listing,
        "town": known,
        "rows": rows_of(page.rows, known.name),
        "next": listing.address(cursor=page.next_cursor) if page.next_cursor else "",
        "first": listing.address() if listing.cursor else "",
        "total": min(total, MOST_COUNTED),
        "is_more": total > MOST_COUNTED,
        "tags": listing.tags(areas, unit_choices, class_choices),
        "without_filters": f"?tab={listing.tab}",
        "tabs": [(name, words, Listing(name, listing.given).address()) for name, words in TABS.items()],
        "sorts": [(name, words, listing.address(sort=name)) for name, words in SORT_WORDS.items()],
        "needs_me": listing.tab == NEEDS_ME,
    }
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "web/cases/_list.html", said)
    said |= {"areas": areas, "units": unit_choices, "classes": class_choices, "states": list(STATES.items())}
    return render(request, "web/cases/desk.html", said)


def communities_of(actor: Actor, root: str) -> list[Choice]:
    """The communities in which the actor may see cases; all of them for a person of a unit."""
    found = areas_below(root, Level.COMMUNITY)
    reached = actor.areas(CASE_VIEW)
    if reached and not actor.units(CASE_VIEW):
        found = [a for a in found if covers(reached, a.path) or any(path.startswith(a.path) for path in reached)]
    return [Choice(area.code, area.name, area.path) for area in found]


def rows_of(cases: Sequence[Case], street: str) -> list[Row]:
    """The rows with the names of their places and their running clocks: two queries, however many rows."""
    names = names_of([case.area_path for case in cases])
    clocks = queries.stage_clocks(cases)
    now = timezone.now()
    return [
        Row(
            case,
            # Everybody here knows which street it is.
            case.address.removeprefix(street),
            names.get(case.area_path, ""),
            clocks.get(case.pk),
            _light_of(clocks.get(case.pk), now),
        )
        for case in cases
    ]


def _light_of(clock: Clock | None, now: datetime) -> str:
    return light(clock.started_at, clock.due_at, now) if clock else ""
