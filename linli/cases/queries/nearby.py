"""Other cases that may be about the same matter: for a resident who is about to report it, and for the desk."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from linli.cases import nearness
from linli.cases.models import Case, EventClass
from linli.cases.offers import Offered, seal, unseal
from linli.cases.queries.classes import event_class
from linli.cases.workflow import OPEN
from linli.kernel.actor import EVERYWHERE, Actor, Grant
from linli.kernel.refusals import invalid
from linli.kernel.telling import Alike
from linli.kernel.territory import territory
from linli.places.queries import Spot, names_of

# Looks for what may be offered. It may only see; nothing of a case but an `Offer` leaves this file.
OFFERS = Actor("job:offers", grants=(Grant("offers", frozenset({"case.view"}), (EVERYWHERE,)),))
MOST_OFFERS = 5
MOST_DUPLICATES = 5
# So many of the nearest in time are looked at; more of them in one place say nothing more.
MOST_LOOKED_AT = 200


# Finds what of a text says nothing in this city: asked only where there is something to compare.
Common = Callable[[str], Collection[str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A case as anybody may know of it: no words, no picture, no number, nobody."""

    offer: str
    class_name: str
    place: str
    days: int
    state: str
    joined: int


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A case that may be about the same matter, and why: the distance, the hours between, the words in common."""

    case: Case
    is_same_class: bool
    metres: int
    hours: int
    words: Sequence[str]
    likeness: float


def nearby(spot: Spot, *, class_code: str = "", text: str = "") -> list[Offer]:
    """Open cases of the same kind around the place, the nearest first: of the class, else of any class that the text
    names; none that was reported a season ago. The words of a case that nobody has filed yet are asked for the name of
    a class and for nothing else, or one could try them out; it is offered at the same place and for a day.

    Raises Refusal `invalid` for an unknown class.
    """
    if spot.lon is None or spot.lat is None:
        return []
    kinds = _kinds(class_code, text)
    if not kinds:
        return []
    around = nearness.box(spot.lon, spot.lat, settings.LINLI_OFFER_METRES)
    now = timezone.now()
    is_fresh = Q(event_class=None, reported_at__gte=now - timedelta(hours=settings.LINLI_SAME_HOURS))
    with territory(OFFERS):
        near = (
            Case.objects.visible_to(OFFERS)
            .filter(
                lon__range=(around.west, around.east),
                lat__range=(around.south, around.north),
                state__in=OPEN,
                reported_at__gte=now - timedelta(days=settings.LINLI_OFFER_DAYS),
                excluded=[],
            )
            .filter(Q(event_class__in=kinds) | is_fresh)
        )
        rows = near.select_related("event_class", "building").annotate(joined=Count("reports"))
        found = list(rows.order_by("-reported_at", "-id")[:MOST_LOOKED_AT])
        classes = list(EventClass.objects.all()) if any(case.event_class is None for case in found) else []
    for case in found:
        case.event_class = case.event_class or _named(case, spot, kinds, classes)
    apart = sorted((_apart(case, spot.lon, spot.lat), case.pk, case) for case in found if case.event_class)
    chosen = [case for metres, _, case in apart if metres <= settings.LINLI_OFFER_METRES][:MOST_OFFERS]
    names = names_of([case.area_path for case in chosen])
    return [_offer(case, names.get(case.area_path, "")) for case in chosen]


def offered(sealed: str) -> Offered:
    """What an offer is for. Raises Refusal `invalid` for one that we did not make."""
    found = unseal(settings.SECRET_KEY, sealed, int(time.time()))
    if found is None:
        raise invalid("joins", "offer_expired")
    return found


def duplicates(actor: Actor, case: Case, common: Common = lambda _: ()) -> list[Duplicate]:
    """Open cases that may be about the same matter, the likeliest first, with a constant number of queries: of the same
    class, close in place and time; or with words in common, within a wider place and time. `common` finds the pairs of
    characters that say nothing here."""
    if case.lon is None or case.lat is None:
        return []
    far, long = settings.LINLI_ALIKE_METRES, timedelta(days=settings.LINLI_ALIKE_DAYS)
    around = nearness.box(case.lon, case.lat, max(far, settings.LINLI_SAME_METRES))
    rows = Case.objects.visible_to(actor).filter(
        lon__range=(around.west, around.east),
        lat__range=(around.south, around.north),
        reported_at__range=(case.reported_at - long, case.reported_at + long),
        merged_into=None,
        state__in=OPEN,
    )
    rows = rows.exclude(pk=case.pk).select_related("event_class")
    found = list(rows.order_by("-reported_at", "-id")[:MOST_LOOKED_AT])
    if not found:
        return []
    alike = _alike(common(case.text))
    likely = [each for each in (_duplicate(case, other, alike) for other in found) if _is_likely(each)]
    likely.sort(key=lambda each: (not _is_same(each), -each.likeness, each.metres))
    return likely[:MOST_DUPLICATES]


def compared(case: Case, other: Case, common: Common = lambda _: ()) -> Duplicate | None:
    """What two cases have in common; None where one of them has no point. The caller sees both."""
    if None in (case.lon, case.lat, other.lon, other.lat):
        return None
    return _duplicate(case, other, _alike(common(case.text)))


def told_before(
    actor: Actor, spot: Spot, *, class_code: str = "", text: str = "", common: Common = lambda _: ()
) -> list[tuple[Duplicate, str]]:
    """Open cases that may be about what somebody tells the desk just now, the likeliest first, each with an offer to
    join it. Raises Refusal `invalid` for an unknown class."""
    meant = event_class(class_code) if class_code else None
    told = Case(lon=spot.lon, lat=spot.lat, text=text, event_class=meant, reported_at=timezone.now())
    return [
        (found, seal(settings.SECRET_KEY, Offered(found.case.pk, found.case.number), int(time.time())))
        for found in duplicates(actor, told, common)
    ]


def _alike(common: Collection[str]) -> Alike:
    """By the names of the classes and what people call them."""
    named = EventClass.objects.filter(is_retired=False).values_list("name", "words")
    return Alike((term for name, words in named for term in (name, *words)), common)


def _kinds(class_code: str, text: str) -> list[int]:
    """The classes that are meant, but for those of which nothing is shown to the public."""
    if class_code:
        kind, _, bare = class_code.rpartition(":")
        named = {"code": bare, "kind": kind} if kind else {"code": bare}
        meant = list(EventClass.objects.filter(**named).values_list("pk", "is_confidential"))
        if not meant:
            raise invalid("class", "unknown_class")
        return [pk for pk, is_confidential in meant if not is_confidential]
    shown = EventClass.objects.filter(is_confidential=False).values_list("pk", "name", "words")
    return [pk for pk, name, words in shown if nearness.names(text, [name, *words])]


def _named(case: Case, spot: Spot, kinds: Collection[int], classes: Sequence[EventClass]) -> EventClass | None:
    """The class that is asked for, where the words of a case at the same place name it, and none of which nothing is
    shown. In memory alone."""
    assert spot.lon is not None
    assert spot.lat is not None
    is_same_building = case.building_id is not None and case.building_id == spot.building_id
    if not is_same_building and _apart(case, spot.lon, spot.lat) > settings.LINLI_SAME_METRES:
        return None
    named = [each for each in classes if nearness.names(case.text, [each.name, *each.words])]
    if any(each.is_confidential for each in named):
        return None
    return next((each for each in named if each.pk in kinds), None)


def _offer(case: Case, area: str) -> Offer:
    assert case.event_class is not None
    return Offer(
        offer=seal(settings.SECRET_KEY, Offered(case.pk, case.number), int(time.time())),
        class_name=case.event_class.name,
        place=(case.building.name or case.building.address) if case.building else area,
        days=(timezone.now() - case.reported_at).days,
        state=case.state,
        joined=case.joined,  # type: ignore[attr-defined]
    )


def _apart(case: Case, lon: float, lat: float) -> float:
    assert case.lon is not None
    assert case.lat is not None
    return nearness.metres(case.lon, case.lat, lon, lat)


def _duplicate(case: Case, other: Case, alike: Alike) -> Duplicate:
    assert case.lon is not None
    assert case.lat is not None
    return Duplicate(
        case=other,
        is_same_class=_is_same_class(case.event_class, other.event_class),
        metres=round(_apart(other, case.lon, case.lat)),
        hours=round(abs((case.reported_at - other.reported_at).total_seconds()) / 3600),
        words=alike.shared(case.text, other.text),
        likeness=alike.likeness(case.text, other.text),
    )


def _is_same_class(one: EventClass | None, other: EventClass | None) -> bool:
    """By the name, which a new table keeps when it gives another number."""
    return one is not None and other is not None and one.name == other.name


def _is_same(found: Duplicate) -> bool:
    """Of the same class, and close in place and time."""
    near = found.metres <= settings.LINLI_SAME_METRES and found.hours <= settings.LINLI_SAME_HOURS
    return found.is_same_class and near


def _is_likely(found: Duplicate) -> bool:
    is_alike = found.likeness * 100 >= settings.LINLI_ALIKE_PERCENT and found.metres <= settings.LINLI_ALIKE_METRES
    return is_alike or _is_same(found)
