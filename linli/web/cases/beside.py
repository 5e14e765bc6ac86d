"""What else is open where a case lies, and of its kind: a part of its page that comes after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases import nearness, queries
from linli.cases.models import Case
from linli.cases.workflow import OPEN
from linli.kernel.actor import Actor
from linli.web.cases.listing import ALL
from linli.web.entry import staff_only
from linli.web.request import Request

MOST = 5


@dataclass(frozen=True, slots=True)
class Panel:
    """Other open cases that have something in common with this one, and the list of all of them."""

    words: Any
    icon: str
    cases: list[Case]
    address: str


@staff_only
@require_safe
def beside(request: Request, number: str) -> HttpResponse:
    """The open cases at the same place, and those of the same class in the same area."""
    case = queries.one(request.actor, number)
    name = "_beside" if request.htmx else "beside"
    return render(request, f"web/cases/{name}.html", {"case": case, "panels": _panels(request.actor, case)})


@dataclass(frozen=True, slots=True)
class Around:
    """A map of what lies round a case: the filter of the open ones there, the part to show, and the own point."""

    query: str
    box: str
    here: str


def around(case: Case) -> Around | None:
    """None for a case without a point."""
    if case.lon is None or case.lat is None:
        return None
    box = _box(case.lon, case.lat, settings.LINLI_ALIKE_METRES)
    query = urlencode({"tab": ALL, "state": ",".join(OPEN), "bbox": box})
    return Around(f"?{query}", box, f"{case.lon},{case.lat}")


def _box(lon: float, lat: float, metres: float) -> str:
    found = nearness.box(lon, lat, metres)
    return ",".join(str(round(edge, 6)) for edge in (found.west, found.south, found.east, found.north))


def _panels(actor: Actor, case: Case) -> list[Panel]:
    found = []
    if case.lon is not None and case.lat is not None:
        box = _box(case.lon, case.lat, settings.LINLI_SAME_METRES)
        found.append(_panel(actor, case, _("Open at this place"), "map-pin", {"bbox": box}))
    if case.event_class:
        code = case.area_path.rstrip("/").rpartition("/")[2]
        given = {"class": case.event_class.code} | ({"area": code} if len(code) >= len("330110010001") else {})
        found.append(_panel(actor, case, _("Open of this class here"), "tag", given))
    return found


def _panel(actor: Actor, case: Case, words: Any, icon: str, given: Mapping[str, str]) -> Panel:
    given = {"tab": ALL, "state": ",".join(OPEN), **given}
    wanted = queries.sift({name: [value] for name, value in given.items()}).filter
    rows = queries.page(actor, wanted, limit=MOST + 1).rows
    others = [row for row in rows if row.pk != case.pk][:MOST]
    return Panel(words, icon, others, f"{reverse('cases')}?{urlencode(given)}")
