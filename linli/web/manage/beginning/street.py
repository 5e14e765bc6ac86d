"""The first step: which street this installation serves."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from linli.kernel import registers, workdays
from linli.kernel.actor import EVERYWHERE
from linli.kernel.refusals import Refusal, invalid
from linli.places import actions
from linli.places.models import Town
from linli.places.queries import root_path, town
from linli.places.rules import street_code
from linli.web.fields import text_area, text_line
from linli.web.manage.areas import AREAS
from linli.web.manage.units import UNITS
from linli.web.request import Request

NUMBER = re.compile(r"\+?[0-9][0-9 -]{1,18}[0-9]")
LONGEST_NAME, LONGEST_VERSION, LONGEST_PHONES = 40, 40, 1000


class StreetForm(forms.Form):
    """Code and name of the street, the division by which its grids are drawn, and the numbers of an emergency."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    code = forms.CharField(
        label=pgettext_lazy("beginning", "Division code"),
        max_length=20,
        widget=text_line(inputmode="numeric", maxlength=20, autocomplete="off"),
        help_text=_("Twelve digits, the last three of which are 000; nine are filled up. It stays for good."),
    )
    name = forms.CharField(
        label=_("Name of the street"),
        max_length=LONGEST_NAME,
        widget=text_line(maxlength=LONGEST_NAME),
        help_text=_("It stands at the head of every page."),
    )
    version = forms.CharField(
        label=_("Name of the division"),
        max_length=LONGEST_VERSION,
        widget=text_line(maxlength=LONGEST_VERSION),
        help_text=_("Like the year from which it holds."),
    )
    phones = forms.CharField(
        label=_("In an emergency call"),
        max_length=LONGEST_PHONES,
        required=False,
        widget=text_area(5, LONGEST_PHONES),
        help_text=_("One a line: what it is, then the number. They stand at the foot of every page."),
    )


def begun() -> dict[str, str]:
    """What the form says when it is opened: what stands, else what is usual."""
    standing = town()
    if standing is None:
        phones = pgettext("beginning", "Police 110\nFire 119\nFirst aid 120\nPublic services 12345")
        return {"key": uuid.uuid4().hex, "version": str(timezone.localdate().year), "phones": phones}
    return {
        "key": uuid.uuid4().hex,
        "code": standing.root.code,
        "name": standing.name,
        "version": standing.division_version,
        "phones": "\n".join(f"{phone['name']} {phone['number']}" for phone in standing.phones),
    }


def is_movable() -> bool:
    """Whether the street may still be another one: nothing lies in it, and no calendar was made for it."""
    return AREAS.kept.rows().count() <= 1 and not UNITS.kept.rows().exists() and not workdays.DAYS.rows().exists()


def settle(request: Request, told: dict[str, Any]) -> None:
    """Makes the street the root of the town. Raises Refusal `invalid`, `rule`, and those of the actions."""
    standing = town()
    if standing and not is_movable():
        raise Refusal("rule", rule="street_stands")
    code = _code(told["code"], standing)
    phones = _phones(told["phones"])
    street = {"code": code, "name": told["name"], "level": "street", "parent": ""}
    # Each is an action of its own: what broke off between them is done again with the same form.
    actions.load_areas(request.actor, f"{told['key']}-area", rows=[street], area_path=EVERYWHERE)
    actions.load_town(
        request.actor,
        f"{told['key']}-town",
        name=told["name"],
        root=code,
        division_version=told["version"],
        phones=phones,
        calendar={},
    )
    if standing and standing.root.code != code:
        aim = registers.aim(AREAS.name, root_path())
        actions.change_area(request.actor, aim, row=standing.root.code, values=None)


def _code(given: str, standing: Town | None) -> str:
    """Raises Refusal `invalid` for what is no street, and for what lies in the town already."""
    code = street_code(given)
    taken = AREAS.kept.rows().filter(code=code).exists()
    if taken and standing and standing.root.code != code:
        raise invalid("code", "taken")
    return code


def _phones(text: str) -> list[Mapping[str, Any]]:
    """Raises Refusal `invalid` for a line without a number at its end."""
    found: list[Mapping[str, Any]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _space, number = line.rpartition(" ")
        if not name.strip() or not NUMBER.fullmatch(number):
            raise invalid("phones", "bad_phone_line", line=line[:40])
        found.append({"name": name.strip()[:LONGEST_NAME], "number": number})
    return found
