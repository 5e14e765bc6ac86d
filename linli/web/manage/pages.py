"""Everything that administration has pages for, in the order in which it is listed, and how one of them is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that one looks for together; `entries` are those that open to whoever looks."""

    name: str
    title: Any
    lead: Any
    names: Sequence[str]
    entries: Sequence[Page | Place] = ()


GROUPS = (
    Group(
        "people",
        _("People and rights"),
        _("Who works here, in which role, and what each role may do."),
        (STAFF.name, ROLES.name),
    ),
    Group(
        "territory",
        _("Territory and units"),
        _("The street down to its grids, the units that work in it, and how a new street begins."),
        (BEGIN.name, AREAS.name, UNITS.name),
    ),
    Group(
        "classes",
        _("Classes and limits"),
        _("What kinds of matter there are, how long each may take, and on which days the clocks run."),
        (CLASSES.name, STANDARDS.name, SCHEMES.name, STAGES.name, DAYS.name, SHIFTS.name),
    ),
    Group(
        "routing",
        _("Dispatch and wording"),
        _("Which unit gets what, on whose authority, and the words that residents read."),
        (ROUTES.name, MATTERS.name, MATTER_LISTS.name, TEMPLATES.name, WORDING.name),
    ),
    Group(
        "programs",
        _("Programs and tables"),
        _("Programs that act for somebody, and tables that come from elsewhere."),
        (TOKENS.name, IMPORTS.name),
    ),
    Group(
        "privacy",
        _("Privacy"),
        _("How long what is about people is kept. The audit trail is in the menu under your name."),
        (RETENTION.name,),
    ),
)


def groups_for(actor: Actor) -> Sequence[Group]:
    """What the actor may open, in groups; none is empty."""
    open_to = {place.name: place for place in places_for(actor)}
    found = [replace(each, entries=[open_to[name] for name in each.names if name in open_to]) for each in GROUPS]
    return [each for each in found if each.entries]


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
    known = {"page": page, "groups": groups_for(request.actor)}
    return render(request, f"web/manage/{name}.html", {**known, **said}, status=status)
