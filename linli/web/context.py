"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from linli.accounts.queries import street_office
from linli.cases.permissions import AUDIT_VIEW
from linli.places.queries import town
from linli.web.look import is_elder
from linli.web.navigation import may_take_in, navigation
from linli.web.wording import Wording


def page(request: HttpRequest) -> dict[str, Any]:
    """Who is looking, the town (asked only by pages that name it), and whether this is a demonstration."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "see_as": getattr(request, "see_as", None),
        "navigation": SimpleLazyObject(lambda: navigation(request)),
        "is_elder": is_elder(request),
        "street_office": SimpleLazyObject(street_office),
        "may_take_in": bool(actor and may_take_in(actor)),
        "may_audit": bool(actor and actor.holds(AUDIT_VIEW)),
        "town": SimpleLazyObject(town),
        "wording": Wording(),
        "is_demo": settings.IS_DEMO,
        "has_offline_page": settings.LINLI_OFFLINE_PAGE,
    }
