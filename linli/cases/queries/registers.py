"""The registers of cases: which rows there are, how a row is told as texts, and how texts make a row."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from linli.accounts.models import Unit
from linli.cases.models import EventClass, Scheme
from linli.kernel.calendar import Unit as TimeUnit
from linli.kernel.registers import Kept, Values
from linli.kernel.texts import one_of, several, text, told, whole, yes

LONGEST_WORD = 40
# The kind of a class → what it is called in the published tables.
KINDS = ("matter", "part")
LIMIT_UNITS = tuple(unit.value for unit in TimeUnit)


def scheme_codes() -> list[str]:
    """The published tables of classes."""
    return list(Scheme.objects.values_list("code", flat=True))


def _class_rows() -> QuerySet[EventClass]:
    return EventClass.objects.select_related("unit").order_by("-scheme", "kind", "code")


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
        "confidential": told(row.is_confidential),
        "retired": told(row.is_retired),
        "words": told(row.words),
        "unit": row.unit.code if row.unit else "",
    }


def _class_reader() -> Callable[[Values], EventClass]:
    schemes = set(Scheme.objects.values_list("code", flat=True))
    units = {unit.code: unit for unit in Unit.objects.all()}

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
            is_confidential=yes(values, "confidential"),
            is_retired=yes(values, "retired"),
            words=several(values, "words", LONGEST_WORD),
            unit=units.get(values.get("unit", "")),
        )

    return read


CLASSES: Kept[Any] = Kept(
    "classes",
    columns=(
        "scheme", "kind", "code", "name", "major_code", "major_name", "limit_amount", "limit_unit", "self_handling",
        "confidential", "retired", "words", "unit",
    ),
    key=("scheme", "kind", "code"),
    rows=_class_rows,
    told=_class_told,
    reader=_class_reader,
    found_by=("code", "name", "major_name"),
)  # fmt: skip
