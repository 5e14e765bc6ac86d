"""The desk list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.queries import units
from linli.cases import actions, labels, queries
from linli.cases.models import Case
from linli.cases.permissions import CASE_EXPORT, CASE_VIEW
from linli.cases.rules import light
from linli.kernel.actor import Actor, covers
from linli.kernel.attempts import NUMBER
from linli.kernel.labels import sentence
from linli.kernel.sheets import attached
from linli.places.models import Area, Level
from linli.places.queries import NamedArea, named_below, names_of
from linli.web.cases import board, several
from linli.web.cases.listing import (
    BOARD,
    FILTER_WORDS,
    LIST,
    NEEDS_ME,
    SORT_WORDS,
    TO_CALL,
    VIEW_ICONS,
    VIEWS,
    YES_WORDS,
    Choice,
    Listing,
    first_tab,
    tabs_of,
)
from linli.web.entry import staff_only, this_town
from linli.web.request import Request

ROWS = 50
MOST_COUNTED = 1000
# What a row of the list shows of a case; a page of it reads nothing else.
COLUMNS = (
    *("number", "version", "state", "outcome", "text", "channel", "reported_at", "event_class__name", "unit__name"),
    *("area_path", "address", "is_outside", "is_overdue", "is_contested", "urged", "lacks_photo", "asked"),
    *("unread_messages", "closed_at"),
)
Lying = TypeVar("Lying", Area, NamedArea)
LISTED_LEVELS = (Level.COMMUNITY, Level.GRID, Level.MICRO_GRID)


@dataclass(frozen=True, slots=True)
class Row:
    """One case as the list shows it."""

    case: Case
    address: str
    area: str
    clock: queries.Running | None
    light: str


@staff_only
@require_safe
def desk(request: Request) -> HttpResponse:
    """The cases that the actor may see, what needs this person first. htmx gets the list alone."""
    saved = list(queries.saved_filters(request.actor))
    first = queries.first_of(saved)
    if first and not request.GET and not request.htmx:
        return redirect(f"{reverse('cases')}?{first.query}")
    listing = _listing(request)
    known = this_town()
    wanted = listing.filter(request.actor)
    rows, following, columns = _shown(request, listing, wanted, known.name)
    choices = choices_for(request.actor, known.root.path)
    said: dict[str, Any] = {
        "listing": listing,
        "town": known,
        "rows": rows,
        "columns": columns,
        "is_any": bool(rows) or any(column.total for column in columns),
        "next": following,
        "first": listing.address() if listing.cursor else "",
        "tags": listing.tags(choices),
        "without_filters": replace(listing, given={}).address(),
        "tabs": _tabs(request.actor, listing),
        "views": [
            (name, words, VIEW_ICONS[name], replace(listing, view=name).address()) for name, words in VIEWS.items()
        ],
        "as_list": replace(listing, view=LIST).address(),
        "nowhere": replace(listing, view=LIST).address(without=_without_point(listing)),
        "sorts": [(name, words, listing.address(sort=name)) for name, words in SORT_WORDS.items()],
        "may_export": request.actor.holds(CASE_EXPORT),
        "saved": saved,
        "own_saved": [one for one in saved if one.owner_id == request.actor.account_id],
        "needs_me": listing.tab == NEEDS_ME,
        "to_call": listing.tab == TO_CALL,
        "tries": queries.tries_of(request.actor, [row.case for row in rows]) if listing.tab == TO_CALL else {},
        "faults": {name: sentence(refusal) for name, refusal in listing.faults.items()},
        "typed": {name: request.GET.get(name, "") for name in listing.faults},
        "filter_words": FILTER_WORDS,
        "sees_cases": request.actor.holds(CASE_VIEW),
        "may_send_in": request.actor.holds("case.transfer_in"),
        "bulk_verbs": several.held(request.actor),
        "most_at_once": several.MOST,
    }
    status = 422 if listing.faults else 200
    if request.htmx and not request.htmx.history_restore_request:
        return render(request, "web/cases/_list.html", said, status=status)
    said |= {
        "opened": _opened(request),
        "waiting_tasks": queries.waiting_tasks(request.actor),
        "contested": contested_at_unit(request.actor),
        "applied": applied_at_unit(request.actor),
        "choices": choices,
        "longest_q": queries.LONGEST_Q,
        "yes_words": YES_WORDS,
    }
    return render(request, "web/cases/desk.html", said, status=status)


def _listing(request: Request) -> Listing:
    """What the address asks for."""
    listing = Listing.read(request.GET)
    return listing if request.GET.get("tab") else replace(listing, tab=first_tab(request.actor, listing))


def _tabs(actor: Actor, listing: Listing) -> list[tuple[str, Any, str, str]]:
    """Name, words, address and number of cases of each tab. The number is that of its list, in whatever view one
    looks."""
    words = tabs_of(actor)
    shown = [replace(listing, tab=name) for name in words]
    found = queries.counts(actor, [replace(one, view=LIST).filter(actor) for one in shown], MOST_COUNTED + 1)
    told = [f"{MOST_COUNTED}+" if many > MOST_COUNTED else str(many) for many in found]
    return [(one.tab, words[one.tab], one.address(), many) for one, many in zip(shown, told, strict=True)]


def contested_at_unit(actor: Actor) -> int:
    """How many cases of the own unit reporters contest, for whoever sees only its cases and decides nothing of it."""
    if not actor.units(CASE_VIEW) or actor.areas(CASE_VIEW) or queries.contests_waiting_for(actor):
        return 0
    return queries.count(actor, queries.Filter(is_contested=True), MOST_COUNTED)


def applied_at_unit(actor: Actor) -> int:
    """How many cases of the own unit ask for more time or a rest, for the chief who looks first."""
    if not actor.units("case.endorse_extension"):
        return 0
    return queries.count(actor, queries.Filter(has_application=True), MOST_COUNTED)


def _shown(
    request: Request, listing: Listing, wanted: queries.Filter, street: str
) -> tuple[Sequence[Row], str, Sequence[board.Column]]:
    """The rows of the page and where the next ones are, or the columns of the board."""
    if listing.view == BOARD:
        columns = board.columns(
            request.actor, listing, wanted, request.GET.get("more", ""), lambda cases: rows_of(cases, street)
        )
        return (), "", columns
    page = queries.page(
        request.actor, wanted, sort=listing.sort, cursor=listing.cursor or None, limit=ROWS, columns=COLUMNS
    )
    following = listing.address(cursor=page.next_cursor) if page.next_cursor else ""
    return rows_of(page.rows, street), following, ()


@staff_only
@require_POST
def export(request: Request) -> FileResponse:
    """The list that the address tells, whole, as a file."""
    listing = Listing.read(request.GET).strict()
    form = request.POST.get("format", "csv")
    wanted = listing.filter(request.actor)
    return attached(
        lambda file: actions.export(request.actor, file, wanted, form=form, sort=listing.sort), form, "cases"
    )


def choices_for(actor: Actor, root: str) -> dict[str, list[Choice]]:
    """What the filters with a list to choose from offer, with as many queries however long the lists are."""
    return {
        "state": [Choice(value, str(words)) for value, words in labels.STATES.items()],
        "area": areas_of(actor, root),
        "unit": [Choice(unit.code, unit.name) for unit in units()],
        "class": [Choice(code, words) for code, words in queries.class_choices()],
        "channel": [Choice(value, str(words)) for value, words in labels.CHANNELS.items()],
        "level": [Choice(value, str(words)) for value, words in labels.LEVELS.items()],
        "outcome": [Choice(value, str(words)) for value, words in labels.OUTCOMES.items()],
    }


def areas_of(actor: Actor, root: str) -> list[Choice]:
    """The communities and grids in which the actor may see cases, as a tree; all of them for a person of a unit."""
    found = named_below(root, LISTED_LEVELS)
    names = {area.path: area.name for area in found}
    return [
        Choice(area.code, f"{names.get(area.above, '')} · {area.name}".strip(" ·"))
        for area in within_reach(actor, found)
    ]


def within_reach(actor: Actor, areas: Sequence[Lying]) -> Sequence[Lying]:
    """Of these areas those in which the actor may see cases, and those around them; all for a person of a unit."""
    reached = actor.areas(CASE_VIEW)
    if not reached or actor.units(CASE_VIEW):
        return areas
    return [a for a in areas if covers(reached, a.path) or any(path.startswith(a.path) for path in reached)]


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


def _light_of(clock: queries.Running | None, now: datetime) -> str:
    return light(clock.started_at, clock.due_at, now) if clock else ""


def _without_point(listing: Listing) -> str:
    """The filter by what is missing, and a place on the map too."""
    return ",".join(dict.fromkeys((*listing.wanted.without, queries.POINT)))


def _opened(request: Request) -> str:
    """The case beside the list, of which an address that was shared tells."""
    number = request.GET.get("case", "")
    return number if NUMBER.fullmatch(number) else ""
