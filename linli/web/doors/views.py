"""The codes at the doors on sheets of A4, with the name of each building, a short address and a telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linli.accounts.queries import street_office
from linli.kernel.refusals import Refusal
from linli.places import queries
from linli.places.models import Area, Level
from linli.web.entry import staff_only, this_town
from linli.web.manage.pages import may
from linli.web.request import Request

# Who keeps the areas hangs up their codes.
PERMISSION = "area.change"
# How many codes a sheet may have, and how many stand on one page or in one file.
SIZES, ON_A_PAGE, IN_A_FILE = (8, 12), 48, 480
QUIET_ZONE = 2


@dataclass(frozen=True, slots=True)
class Door:
    """One code: the building, where the code leads, and that address as somebody types it."""

    name: str
    address: str
    link: str

    @property
    def short(self) -> str:
        return self.link.partition("://")[2].rstrip("/")

    @property
    def picture(self) -> str:
        """The code as an address that holds the picture itself, so that none is asked for."""
        made = segno.make(self.link, error="m")
        return made.svg_data_uri(border=QUIET_ZONE, scale=4, light="#fff", omitsize=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    area: Area
    size: int
    page: int

    def address(self, name: str, page: int) -> str:
        asked: dict[str, str | int] = {"area": self.area.code, "size": self.size, "page": page}
        return f"{reverse(name)}?{urlencode(asked)}"


@require_safe
def door(request: Request, code: str) -> HttpResponse:
    """Where a code at a door leads, scanned or typed: the report that knows its place. Raises Refusal `not_found`."""
    if queries.building(code) is None:
        raise Refusal("not_found")
    return redirect(f"{reverse('report')}?{urlencode({'place': code})}")


@staff_only
@require_safe
def doors(request: Request) -> HttpResponse:
    """The area is chosen, then come its sheets. Raises Refusal `forbidden`, `not_found`."""
    areas = known(request)
    chosen = wanted(request, areas)
    said: dict[str, Any] = {
        "areas": [area for area in areas if area.level != Level.MICRO_GRID],
        "sizes": SIZES,
        "chosen": chosen,
        "size": chosen.size if chosen else SIZES[0],
        "grid": Level.GRID,
    }
    if chosen:
        said |= _sheets(request, chosen)
    return render(request, "web/doors/doors.html", said)


def known(request: Request) -> Sequence[Area]:
    """The areas whose codes whoever asks may print. Raises Refusal `forbidden`."""
    if not may(request, PERMISSION):
        raise Refusal("forbidden")
    return queries.areas_below(this_town().root.path)


def wanted(request: Request, areas: Sequence[Area]) -> Wanted | None:
    """None before an area is chosen. Raises Refusal `not_found` for one that is not there."""
    code, size, page = (request.GET.get(name, "") for name in ("area", "size", "page"))
    if not code:
        return None
    area = next((area for area in areas if area.code == code), None)
    if area is None or (size and size not in map(str, SIZES)) or (page and not (page.isascii() and page.isdigit())):
        raise Refusal("not_found")
    return Wanted(area, int(size or SIZES[0]), max(1, int(page[:6] or 1)))


def at_doors(request: Request, chosen: Wanted, most: int) -> tuple[list[Door], int]:
    """The codes of one page, and how many the area has in all, with one query."""
    found, total = queries.doors(chosen.area.path, (chosen.page - 1) * most, most)
    return [
        Door(each.name, each.address, request.build_absolute_uri(reverse("door", args=[each.place_code])))
        for each in found
    ], total


def foot() -> dict[str, str]:
    """What stands on every code: the street and its telephone."""
    office = street_office()
    return {"street": this_town().name, "phone": office.phone if office else ""}


def _sheets(request: Request, chosen: Wanted) -> dict[str, Any]:
    found, total = at_doors(request, chosen, ON_A_PAGE)
    pages = max(1, -(-total // ON_A_PAGE))
    if chosen.page > pages:
        raise Refusal("not_found")
    files = [
        (at * IN_A_FILE + 1, min((at + 1) * IN_A_FILE, total), chosen.address("doors_paper", at + 1))
        for at in range(-(-total // IN_A_FILE))
    ]
    return {
        "sheets": [found[at : at + chosen.size] for at in range(0, len(found), chosen.size)],
        "total": total,
        "files": files,
        "pages": pages,
        "before": chosen.address("doors", chosen.page - 1) if chosen.page > 1 else "",
        "after": chosen.address("doors", chosen.page + 1) if chosen.page < pages else "",
        **foot(),
    }
