"""The boundaries of the areas as a file."""

import json

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.kernel.refusals import Refusal
from linli.kernel.registers import REGISTER_VIEW
from linli.places import queries
from linli.web.entry import staff_only
from linli.web.manage.pages import may
from linli.web.request import Request


@staff_only
@require_safe
def export(request: Request) -> HttpResponse:
    """Every area of today's division that has a boundary, as GeoJSON in CGCS2000. Raises Refusal `forbidden`."""
    if not may(request, REGISTER_VIEW):
        raise Refusal("forbidden")
    document = {"type": "FeatureCollection", "features": queries.features()}
    response = HttpResponse(json.dumps(document, ensure_ascii=False), content_type="application/geo+json")
    response["Content-Disposition"] = 'attachment; filename="boundaries.geojson"'
    return response
