"""What kinds of matter there are, and by which standards each is filed, timed and closed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from linli.cases.models import EventClass, Scheme, Standard
from linli.kernel.refusals import Refusal, invalid

KINDS = ("matter", "part")


def day_of(at: datetime) -> date:
    """The day of an instant where the town is."""
    return timezone.localdate(at)


def since(day: date) -> date:
    """The last day up to this one on which a table of classes or a standard began or ended. What was in force then is
    so on this day: whoever looks up much of the past asks once for each such day."""
    tables = Scheme.objects.aggregate(
        began=Max("in_force_from", filter=Q(in_force_from__lte=day)),
        ended=Max("in_force_to", filter=Q(in_force_to__lt=day)),
    )
    standards = Standard.objects.aggregate(
        began=Max("valid_from", filter=Q(valid_from__lte=day)),
        ended=Max("valid_to", filter=Q(valid_to__lte=day)),
    )
    last_days = [tables["ended"] + timedelta(days=1)] if tables["ended"] else []
    turns = [turn for turn in (tables["began"], standards["began"], standards["ended"], *last_days) if turn]
    return max(turns, default=date.min)


def event_class(code: str, on: date | None = None) -> EventClass:
    """The class with this code in the table in force on that day (today). In the older table a matter and a part may
    bear one code: then the matter is meant, unless the kind stands before it ('part:0137'). Raises Refusal `invalid`.
    """
    kind, _, bare = code.rpartition(":")
    rows = _in_force(on).filter(code=bare, is_retired=False)
    found = (rows.filter(kind=kind) if kind else rows).order_by(*NEWEST).first()
    if found is None:
        raise invalid("class_code", "unknown_class")
    return found


def event_classes(on: date | None = None) -> Sequence[EventClass]:
    """Every class that may be given to a matter on that day, by code."""
    return list(_in_force(on).filter(is_retired=False).order_by("code", "kind"))


def is_shown_on_the_spot() -> bool:
    """Whether any class that may be settled on the spot needs a picture of afterwards."""
    return _in_force(None).filter(is_self_handled=True, needs_after_photo=True, is_retired=False).exists()


def class_names() -> list[tuple[str, str]]:
    """Code and name of every class in force, by code; light, for a list to choose from."""
    return list(_in_force(None).order_by("code").values_list("code", "name").distinct())


def class_choices() -> list[tuple[str, str]]:
    """What a list is asked for by class, and in words: the kind stands before a code that a matter and a part share."""
    rows = list(_in_force(None).order_by("code", "kind").values_list("kind", "code", "name").distinct())
    kinds: dict[str, set[str]] = {}
    for kind, code, _ in rows:
        kinds.setdefault(code, set()).add(kind)
    return [(f"{kind}:{code}" if len(kinds[code]) > 1 else code, f"{code} {name}") for kind, code, name in rows]


def codes_of_classes() -> dict[int, tuple[str, str]]:
    """Code and name of every class that there is or was, by its id; where tables share a code, the newest name last."""
    rows = EventClass.objects.order_by("scheme", "pk").values_list("pk", "code", "name")
    return {pk: (code, name) for pk, code, name in rows}


def standards_of(class_id: int, on: date) -> Sequence[Standard]:
    """The standards of a class that hold on that day, by item."""
    rows = Standard.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), event_class_id=class_id, valid_from__lte=on)
    return list(rows.order_by("item"))


def standards_of_code(code: str, on: date | None = None) -> Sequence[Standard]:
    """The same by the code of the class; none for a code that is unknown."""
    try:
        found = event_class(code, on)
    except Refusal:
        return []
    return standards_of(found.pk, on or timezone.localdate())


# The latest table first, in it the matter before the part of the same code.
NEWEST = (F("scheme__in_force_from").desc(nulls_last=True), "-scheme", "kind", "id")


def _in_force(on: date | None) -> QuerySet[EventClass]:
    day = on or timezone.localdate()
    begun = Q(scheme__in_force_from=None) | Q(scheme__in_force_from__lte=day)
    return EventClass.objects.filter(begun, Q(scheme__in_force_to=None) | Q(scheme__in_force_to__gte=day))


def is_class(code: str) -> bool:
    """Whether a class has this code, in whichever table; the kind may stand before it, see `event_class`."""
    kind, _, bare = code.rpartition(":")
    rows = EventClass.objects.filter(code=bare)
    return (rows.filter(kind=kind) if kind else rows).exists()
