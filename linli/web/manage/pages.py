"""Everything that administration has pages for, in the order in which it is listed, and how one of them is drawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from linli.accounts.permissions import ACCOUNT_KEEPING
from linli.kernel.actor import Actor
from linli.places.queries import root_path
from linli.web.manage.areas import AREAS
from linli.web.manage.beginning.steps import BEGIN
from linli.web.manage.calendar import DAYS, SHIFTS
from linli.web.manage.classes import CLASSES, SCHEMES, STANDARDS
from linli.web.manage.frame import Page, Place, Root, may_look
from linli.web.manage.matters import MATTER_LISTS, MATTERS
from linli.web.manage.roles import roles
from linli.web.manage.routes import ROUTES
from linli.web.manage.stages import STAGES
from linli.web.manage.templates import TEMPLATES
from linli.web.manage.units import UNITS
from linli.web.manage.wording import WORDING
from linli.web.request import Request

STAFF = Place(
    "staff",
    _("Staff"),
    _("Who works here, with which role and where; and why somebody may see a case."),
    "users",
    "account.add",
    ACCOUNT_KEEPING,
)
RETENTION = Place(
    "manage_retention",
    _("Retention"),
    _("How long contacts, words and pictures are kept after a matter has ended."),
    "hourglass",
    "retention.change",
)
TOKENS = Place(
    "manage_tokens",
    _("Keys of programs"),
    _("Which programs act for whom, when each key was used last, and ending one."),
    "key",
    "account.disable",
)
IMPORTS = Place(
    "imports",
    _("Imports of reports"),
    _("Tables from elsewhere: brought in row by row, tried first, stopped, resumed, undone."),
    "download",
    "import.view",
)
PLACES: Sequence[Place] = (IMPORTS, STAFF, TOKENS, RETENTION, BEGIN)
OTHERS: Sequence[Page] = (
    *(AREAS, UNITS),
    *(CLASSES, STANDARDS, SCHEMES, ROUTES, MATTERS, MATTER_LISTS, TEMPLATES, WORDING, STAGES),
    *(DAYS, SHIFTS),
)
ROLES = roles(OTHERS)
REGISTERS: Sequence[Page] = (ROLES, *OTHERS)
PAGES: Mapping[str, Page] = {page.name: page for page in REGISTERS}


def places_for(actor: Actor) -> Sequence[Page | Place]:
    """What the actor may open."""
    places = [place for place in PLACES if place.opens_to(actor)]
    return [*places, *(PAGES.values() if may_look(actor) else ())]


def may(request: Request, permission: str) -> bool:
    """Whether it is held for the whole town."""
    return request.actor.may(permission, Root(root_path()))


def drawn(
    request: Request, page: Page | Place, name: str, said: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of administration beside the list of all that may be opened."""
    known = {"page": page, "pages": places_for(request.actor)}
    return render(request, f"web/manage/{name}.html", {**known, **said}, status=status)
