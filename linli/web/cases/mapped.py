"""The same list on a map: its points and the areas they lie in, as GeoJSON in CGCS2000.

That datum is WGS-84's to within centimetres, so the points lie right on a map that knows only WGS-84, without a shift.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from linli.cases import labels, queries
from linli.cases.queries import Point
from linli.cases.workflow import CLOSED, OPEN
from linli.places.geometry import inner_point
from linli.places.models import Area, Level
from linli.places.queries import outlines
from linli.web.cases.desk import MOST_COUNTED, within_reach
from linli.web.cases.listing import Listing
from linli.web.entry import staff_only, this_town
from linli.web.labels import LIGHTS, LOOKS
from linli.web.request import Request

# Beyond so many the grids are left out: their lines would only grey the map.
MOST_AREAS = 800


@staff_only
@require_safe
def points(request: Request) -> HttpResponse:
    """The cases of the list that the address tells, as points; how many have no place on the map; and the words for
    their states."""
    listing = Listing.read(request.GET).strict()
    found = queries.points(request.actor, listing.filter(request.actor), sort=listing.sort, counted=MOST_COUNTED + 1)
    return _answer(
        [_feature({"type": "Point", "coordinates": [one.lon, one.lat]}, _told(one)) for one in found.points],
        more=found.is_more,
        nowhere=found.nowhere,
        states={state: _look(state, words) for state, words in labels.STATES.items()},
        lights={light: str(words) for light, words in LIGHTS.items()},
    )


@staff_only
@require_safe
def areas(request: Request) -> HttpResponse:
    """The communities and grids in which the actor may see cases, with their names and where these stand."""
    found = within_reach(request.actor, outlines(this_town().root.path, (Level.COMMUNITY, Level.GRID)))
    if len(found) > MOST_AREAS:
        found = [area for area in found if area.level == Level.COMMUNITY]
    return _answer([_feature(area.boundary, _named(area)) for area in found])


def _look(state: str, words: Any) -> dict[str, str]:
    shape = "circle" if state in OPEN else "tick" if state == CLOSED else "cross"
    return {"words": str(words), "tone": LOOKS[state][1], "shape": shape}


def _told(point: Point) -> dict[str, str]:
    return {
        "number": point.number,
        "state": point.state,
        "light": point.light,
        "class": point.class_name,
        "text": point.words,
    }


def _named(area: Area) -> dict[str, Any]:
    assert area.boundary is not None
    return {"code": area.code, "name": area.name, "level": area.level, "middle": inner_point(area.boundary)}


def _feature(geometry: Any, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _answer(features: Sequence[Mapping[str, Any]], **beside: Any) -> JsonResponse:
    document = {"type": "FeatureCollection", "features": features, **beside}
    return JsonResponse(
        document,
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
