"""What is said to somebody who is still writing: whom to call first, numbers that need not be in the text, classes that
may be meant, and how the report will look to others."""

from typing import Any

from linli.cases import queries, rules
from linli.cases.disclosure import Disclosed, Kind, disclosed
from linli.cases.urgency import whom_to_call
from linli.kernel.personal import mask
from linli.kernel.refusals import Refusal
from linli.places.models import Building
from linli.places.queries import Spot, building_of, buildings_around, full_names, search_buildings, town
from linli.triage import queries as triage
from linli.web.labels import LEFT_OUT
from linli.web.reports.forms import ReportForm
from linli.web.request import Request
from linli.web.wording import in_every_language

FEWEST_CHARACTERS = 2
# More of them a phone does not show at once.
MOST_CLASSES = 3


def heard(request: Request, form: ReportForm) -> dict[str, Any]:
    """For the words as they stand in the form."""
    text = str(form["text"].value() or "")[: rules.LONGEST_TEXT]
    found = fitting_classes(request, form)
    first, rest = found["fitting"][:MOST_CLASSES], found["fitting"][MOST_CLASSES:]
    few = [*first, *(offer for offer in rest if offer.code == found["offered"])]
    return {**said_of(text), **found, "fitting": few}


def said_of(text: str) -> dict[str, Any]:
    """Whom one calls first, and which numbers the text gives away; each with what stands in its place when it goes."""
    if not text.strip():
        return {"urgent": [], "disclosed": []}
    return {
        "urgent": _phones(whom_to_call(text, in_every_language("urgent_words"))),
        "disclosed": numbers_in(text),
    }


def numbers_in(text: str) -> list[tuple[Disclosed, Any]]:
    """The numbers that a text gives away, each with what stands in its place when it goes."""
    return [(found, LEFT_OUT[found.kind]) for found in disclosed(text)]


def fitting_classes(request: Request, form: ReportForm) -> dict[str, Any]:
    """The classes that the words may mean, and the one chosen before."""
    text = str(form["text"].value() or "")[: rules.LONGEST_TEXT]
    fitting = triage.offers(text, is_public=not request.actor.is_staff) if text else []
    return {"fitting": fitting, "offered": str(form["offered"].value() or "")}


def found_places(form: ReportForm) -> dict[str, object]:
    """Buildings for what stands in the address field, else around the position, and the one chosen before."""
    text = str(form["address"].value() or "").strip()
    buildings: list[Building] = []
    if len(text) >= FEWEST_CHARACTERS:
        buildings = list(search_buildings(text, form.paths.get(str(form["community"].value()), "")))
    here = None if text else form.position()
    if here:
        buildings = list(buildings_around(here))
    return {
        "buildings": buildings,
        "chosen": str(form["building"].value() or ""),
        "typed": text,
        "here": here,
        "here_name": full_names().get(here.area_path, "") if here else "",
        "is_too_short": 0 < len(text) < FEWEST_CHARACTERS,
    }


def instead_of(number: str) -> str:
    """What stands in the text where this number stood."""
    kind = next((found.kind for found in disclosed(number)), Kind.PHONE)
    return str(LEFT_OUT[kind])


def gives_away(text: str) -> list[Disclosed]:
    """The numbers in a text that need not be there. A plate may be the matter itself: it alone stops nobody."""
    return [found for found in disclosed(text) if found.kind != Kind.PLATE]


def looked_over(form: ReportForm) -> dict[str, Any]:
    """The report as neighbours will see it, as those who work on it do, and what is kept masked. What is missing yet is
    among the form's errors."""
    form.is_valid()
    given = form.cleaned_data
    spot = _spot(form)
    found = building_of(spot) if spot else None
    area = full_names().get(spot.area_path, "") if spot else ""
    return {
        "is_whole": not form.errors,
        "text": given.get("text", ""),
        "shown_class": _shown_class(given.get("class_code") or given.get("offered", "")),
        "shown_place": (found.name or found.address) if found else area,
        "place": spot.address if spot and spot.address else area,
        "is_joining": bool(given.get("joins")),
        "is_anonymous": given.get("is_anonymous", False),
        "contact": [mask(value) for name in ("name", "phone") if (value := given.get(name, "").strip())],
        **said_of(given.get("text", "")),
    }


def _spot(form: ReportForm) -> Spot | None:
    try:
        return form.spot()
    except (Refusal, KeyError):
        return None


def _shown_class(code: str) -> str:
    """The name of the class that neighbours will read, '' while none is known or where nothing of it is shown."""
    try:
        found = queries.event_class(code) if code else None
    except Refusal:
        return ""
    return found.name if found and not found.is_confidential else ""


def _phones(numbers: list[str]) -> list[dict[str, str]]:
    """The numbers as rows of the town's phones, with names as far as the town names them."""
    if not numbers:
        return []
    here = town()
    named = {phone["number"]: phone for phone in (here.phones if here else [])}
    return [named.get(number, {"name": "", "number": number}) for number in numbers]
