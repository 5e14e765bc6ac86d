"""The directory of grids, for everybody: name, range, contact, whom to complain to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linli.accounts.models import Unit
from linli.accounts.queries import placed_units, posted, street_office
from linli.cases.jobs import RETENTION
from linli.kernel import registers
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.models import Level
from linli.places.queries import Lot, areas_below, lots, search_buildings
from linli.web.entry import this_town
from linli.web.request import Request

ROWS, LONGEST_Q, LONGEST_CODE = 50, 60, 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A grid with how many work in it and the unit that answers for it."""

    lot: Lot
    people: int
    unit: Unit | None


@require_safe
def grids(request: Request) -> HttpResponse:
    """All grids, those of a community, or those in which an address lies."""
    town = this_town()
    q = request.GET.get("q", "").strip()[:LONGEST_Q]
    code = request.GET.get("community", "").strip()[:LONGEST_CODE]
    communities = areas_below(town.root.path, Level.COMMUNITY)
    chosen = next((area for area in communities if area.code == code), None)
    if code and chosen is None:
        raise Refusal("not_found")
    buildings = search_buildings(q) if q else []
    paths = {building.area_path for building in buildings} if q else None
    found = lots((chosen or town.root).path, paths)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    units = [unit for unit in placed_units() if not unit.is_retired and not unit.is_outside]
    said = {
        "q": q,
        "chosen": chosen,
        "communities": communities,
        "buildings": buildings,
        "page": page,
        "entries": _entries(list(page), units),
        "query": urlencode({name: value for name, value in (("q", q), ("community", code)) if value}),
        "supervision": street_office(),
        "street": town.name,
        "changed_at": _changed_at() or town.loaded_at,
        "longest_q": LONGEST_Q,
    }
    return render(request, "web/public/grids.html", said)


def _entries(found: Sequence[Lot], units: Sequence[Unit]) -> list[Entry]:
    people = posted([lot.area.code for lot in found])
    return [Entry(lot, people.get(lot.area.code, 0), _answering(lot.area.path, units)) for lot in found]


def _answering(path: str, units: Sequence[Unit]) -> Unit | None:
    """The unit nearest to the grid that has a telephone; of several there the highest."""
    near = [unit for unit in units if unit.phone and unit.area and path.startswith(unit.area.path)]
    return max(near, key=lambda unit: (len(unit.area.path) if unit.area else 0, -len(unit.path)), default=None)


def _changed_at() -> object:
    """When somebody last changed an area."""
    with territory(RETENTION):
        last = registers.history(RETENTION, "areas", limit=1)
    return last[0].at if last else None
