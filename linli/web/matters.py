"""The published list of matters by authority, for everybody."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.kernel.refusals import Refusal
from linli.web.request import Request

ROWS = 50
LONGEST_Q = 60


@require_safe
def matters(request: Request) -> HttpResponse:
    """The list in force, or another version, by words, authority and field."""
    given = {name: request.GET.get(name, "").strip()[:120] for name in ("q", "authority", "category", "version")}
    given["q"] = given["q"][:LONGEST_Q]
    versions = queries.matter_lists()
    held = queries.list_in_force()
    shown = next((row for row in versions if row.version == given["version"]), None) if given["version"] else held
    if given["version"] and shown is None:
        raise Refusal("not_found")
    said: dict[str, object] = {"given": given, "versions": versions, "held": held, "shown": shown}
    if shown:
        rows = queries.matters(shown, q=given["q"], authority=given["authority"], category=given["category"])
        page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        kept = urlencode({name: value for name, value in given.items() if value})
        said |= {"found": page, "query": kept, **queries.parts_of_list(shown)}
    return render(request, "web/matters.html", said)
