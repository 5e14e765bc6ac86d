"""Everything that administration has pages for, in the order in which it is listed."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from linli.accounts.permissions import ACCOUNT_VIEW
from linli.kernel.actor import Actor
from linli.kernel.registers import REGISTER_VIEW
from linli.web.manage.classes import CLASSES, SCHEMES, STANDARDS
from linli.web.manage.frame import Page, Place
from linli.web.manage.routes import ROUTES

PAGES: Mapping[str, Page] = {page.name: page for page in (CLASSES, STANDARDS, SCHEMES, ROUTES)}
STAFF = Place(
    "staff",
    _("Staff"),
    _("Who works here, with which role and where; and why somebody may see a case."),
    "users",
    ACCOUNT_VIEW,
)


def places_for(actor: Actor) -> Sequence[Page | Place]:
    """What the actor may open."""
    places = [place for place in (STAFF,) if actor.holds(place.permission)]
    return [*places, *(PAGES.values() if actor.holds(REGISTER_VIEW) else ())]
