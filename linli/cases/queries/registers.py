"""The registers of cases: which rows there are, how a row is told as texts, and how texts make a row."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from linli.accounts.models import Unit
from linli.cases.models import EventClass, Route, Scheme, Standard
from linli.cases.queries.classes import KINDS
from linli.cases.rules import Way
from linli.kernel.batches import read_rows
from linli.kernel.calendar import Unit as TimeUnit
from linli.kernel.refusals import invalid
from linli.kernel.registers import Kept, Values
from linli.kernel.texts import day, one_of, several, text, told, whole, yes
from linli.places.models import Area

LONGEST_WORD = 40
LIMIT_UNITS = tuple(unit.value for unit in TimeUnit)


def scheme_codes() -> list[str]:
    """The published tables of classes."""
    return list(Scheme.objects.values_list("code", flat=True))


def _class_rows() -> QuerySet[EventClass]:
    return EventClass.objects.order_by("-scheme", "kind", "code")


def _class_told(row: EventClass) -> dict[str, str]:
    return {
        "scheme": row.scheme_id,
        "kind": row.kind,
        "code": row.code,
        "name": row.name,
        "major_code": row.major_code,
        "major_name": row.major_name,
        "limit_amount": told(row.limit_amount),
        "limit_unit": row.limit_unit,
        "self_handling": told(row.is_self_handled),
        "after_photo": told(row.needs_after_photo),
        "confidential": told(row.is_confidential),
        "retired": told(row.is_retired),
        "words": told(row.words),
    }


def _class_reader() -> Callable[[Values], EventClass]:
    schemes = set(Scheme.objects.values_list("code", flat=True))

    def read(values: Values) -> EventClass:
        return EventClass(
            scheme_id=one_of(values, "scheme", schemes, "unknown_scheme"),
            kind=one_of(values, "kind", KINDS),
            code=text(values, "code", 12),
            name=text(values, "name", 80),
            major_code=text(values, "major_code", 6),
            major_name=text(values, "major_name", 40),
            limit_amount=whole(values, "limit_amount"),
            limit_unit=one_of(values, "limit_unit", LIMIT_UNITS),
            is_self_handled=yes(values, "self_handling"),
            needs_after_photo=yes(values, "after_photo"),
            is_confidential=yes(values, "confidential"),
            is_retired=yes(values, "retired"),
            words=several(values, "words", LONGEST_WORD),
        )

    return read


CLASSES: Kept[Any] = Kept(
    "classes",
    columns=(
        "scheme", "kind", "code", "name", "major_code", "major_name", "limit_amount", "limit_unit", "self_handling",
        "after_photo", "confidential", "retired", "words",
    ),
    key=("scheme", "kind", "code"),
    rows=_class_rows,
    told=_class_told,
    reader=_class_reader,
    found_by=("code", "name", "major_name"),
)  # fmt: skip


def _scheme_told(row: Scheme) -> dict[str, str]:
    return {
        "code": row.code,
        "name": row.name,
        "in_force_from": told(row.in_force_from),
        "in_force_to": told(row.in_force_to),
    }


def _read_scheme(values: Values) -> Scheme:
    began, ended = day(values, "in_force_from"), day(values, "in_force_to")
    if began and ended and ended < began:
        raise invalid("in_force_to", "ends_before_it_begins")
    return Scheme(code=text(values, "code", 40), name=text(values, "name", 80), in_force_from=began, in_force_to=ended)


SCHEMES: Kept[Any] = Kept(
    "schemes",
    columns=("code", "name", "in_force_from", "in_force_to"),
    key=("code",),
    rows=lambda: Scheme.objects.order_by("-in_force_from"),
    told=_scheme_told,
    reader=lambda: _read_scheme,
    found_by=("code", "name"),
)


def _standard_rows() -> QuerySet[Standard]:
    rows = Standard.objects.filter(valid_to=None).select_related("event_class")
    return rows.order_by("-event_class__scheme", "event_class__kind", "event_class__code", "item")


def _standard_told(row: Standard) -> dict[str, str]:
    return {
        "scheme": row.event_class.scheme_id,
        "kind": row.event_class.kind,
        "code": row.event_class.code,
        "item": told(row.item),
        "filing_condition": row.filing_condition,
        "limit_amount": told(row.limit_amount),
        "limit_unit": row.limit_unit,
        "closing_condition": row.closing_condition,
    }


def _standard_reader() -> Callable[[Values], Standard]:
    classes = {(row.scheme_id, row.kind, row.code): row for row in EventClass.objects.all()}
    today = timezone.localdate()

    def read(values: Values) -> Standard:
        named = (text(values, "scheme", 40), text(values, "kind", 20), text(values, "code", 12))
        if named not in classes:
            raise invalid("code", "unknown_class")
        return Standard(
            event_class=classes[named],
            item=whole(values, "item"),
            filing_condition=text(values, "filing_condition", 300),
            closing_condition=text(values, "closing_condition", 200, may_be_empty=True),
            limit_amount=whole(values, "limit_amount"),
            limit_unit=one_of(values, "limit_unit", LIMIT_UNITS),
            valid_from=day(values, "valid_from") or today,
        )

    return read


STANDARDS: Kept[Any] = Kept(
    "standards",
    columns=(
        "scheme", "kind", "code", "item", "filing_condition", "limit_amount", "limit_unit", "closing_condition",
    ),
    key=("scheme", "kind", "code", "item"),
    rows=_standard_rows,
    told=_standard_told,
    reader=_standard_reader,
    found_by=("event_class__code", "event_class__name", "filing_condition"),
)  # fmt: skip


def _route_rows() -> QuerySet[Route]:
    rows = Route.objects.select_related("area", "unit").defer("area__boundary")
    return rows.order_by("-scheme", "kind", "class_code", "area__path")


def _route_told(row: Route) -> dict[str, str]:
    return {
        "scheme": row.scheme_id or "",
        "kind": row.kind,
        "class_code": row.class_code,
        "area": row.area.code if row.area else "",
        "unit": row.unit.code,
        "note": row.note,
    }


def _route_reader() -> Callable[[Values], Route]:
    schemes = {"", *Scheme.objects.values_list("code", flat=True)}
    areas = {"": None, **{area.code: area for area in Area.objects.defer("boundary")}}
    units = {unit.code: unit for unit in Unit.objects.all()}
    now = timezone.now()

    def read(values: Values) -> Route:
        scheme = text(values, "scheme", 40, may_be_empty=True)
        area = text(values, "area", 20, may_be_empty=True)
        if scheme not in schemes:
            raise invalid("scheme", "unknown_scheme")
        if area not in areas:
            raise invalid("area", "unknown_area")
        kind = text(values, "kind", 20, may_be_empty=True)
        return Route(
            scheme_id=scheme or None,
            kind=one_of({"kind": kind}, "kind", KINDS) if kind else "",
            class_code=text(values, "class_code", 12, may_be_empty=True),
            area=areas[area],
            unit=units[one_of(values, "unit", units, "unknown_unit")],
            note=text(values, "note", 200, may_be_empty=True),
            since=now,
        )

    return read


ROUTES: Kept[Any] = Kept(
    "routes",
    columns=("scheme", "kind", "class_code", "area", "unit", "note"),
    key=("scheme", "kind", "class_code", "area"),
    rows=_route_rows,
    told=_route_told,
    reader=_route_reader,
    found_by=("class_code", "area__name", "area__code", "unit__name", "unit__code", "note"),
)


def ways_read(rows: Iterable[Values]) -> list[Way]:
    """Routes out of a file, to be tried. Raises Refusal `wrong_rows`."""
    found = read_rows(rows, _route_reader())
    return [
        Way(
            row.class_code,
            row.area.path if row.area else "",
            row.unit.code,
            row.scheme_id or "",
            row.kind,
            row.area.code if row.area else "",
            row.since,
        )
        for row in found
    ]
