"""The ways that every page offers, said once: the bar on top of a wide screen and the tabs below a small one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.queries import works_outdoors
from linli.kernel.actor import Actor
from linli.web.manage.pages import places_for


@dataclass(frozen=True)
class Way:
    """One entry. The pages whose addresses have the `prefix` belong to it; on top it stands only with `is_on_top`."""

    name: str
    words: Any
    icon: str
    is_for: Callable[[Actor], bool]
    prefix: str = ""
    is_on_top: bool = True


@dataclass(frozen=True)
class Entry:
    """A way as one page shows it; `current` is what `aria-current` says: this page, or one that lies before it."""

    way: Way
    address: str
    current: str


def may_manage(actor: Actor) -> bool:
    """Whether anything of administration opens to the actor."""
    return bool(places_for(actor))


def may_take_in(actor: Actor) -> bool:
    return actor.holds("case.file")


def _is_anybody(actor: Actor) -> bool:
    return True


def _is_staff(actor: Actor) -> bool:
    return actor.is_staff


def _is_outside(actor: Actor) -> bool:
    return not actor.is_staff


# What one does most comes first: on a phone the thumb is there.
WAYS = (
    Way("front", _("Home"), "home", _is_outside, is_on_top=False),
    Way("today", pgettext_lazy("navigation", "Tasks"), "clipboard-check", works_outdoors, prefix="/today/"),
    Way("cases", _("Cases"), "list-check", _is_staff, prefix="/cases/"),
    Way("intake", pgettext_lazy("navigation", "Take in"), "phone", may_take_in, prefix="/cases/new/"),
    Way("figures", _("Figures"), "chart-bar", _is_staff, prefix="/figures/"),
    Way("report", pgettext_lazy("navigation", "Report"), "flag", _is_anybody, prefix="/report/"),
    Way("manage", pgettext_lazy("navigation", "Manage"), "settings", may_manage, prefix="/manage/"),
    Way("follow", _("Follow up"), "search", _is_anybody, prefix="/follow/"),
    Way("login", _("Sign in"), "user", _is_outside, prefix="/accounts/login/", is_on_top=False),
)


def ways_of(request: HttpRequest) -> list[Entry]:
    """The ways of whoever looks, none of them marked; none at all where nobody is known to look."""
    actor = getattr(request, "actor", None)
    return [Entry(way, reverse(way.name), "") for way in WAYS if way.is_for(actor)] if actor else []


def navigation(request: HttpRequest) -> list[Entry]:
    """The ways of whoever looks; the one to which the page belongs most closely is marked."""
    open_to = [(entry.way, entry.address) for entry in ways_of(request)]
    fitting = [
        way for way, address in open_to if request.path.startswith(way.prefix or "\0") or request.path == address
    ]
    here = max(fitting, key=lambda way: len(way.prefix), default=None)
    marked = {address: "page" if address == request.path else "true" for way, address in open_to if way is here}
    return [Entry(way, address, marked.get(address, "")) for way, address in open_to]
