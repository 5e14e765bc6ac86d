"""The published list of matters by authority: who may do what, and on what legal basis; one version after another."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.accounts.models import Unit
from linli.cases.models import Matter, MatterList
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.registers import Kept, Values
from linli.kernel.texts import day, one_of, several, text, told


def _list_told(row: MatterList) -> dict[str, str]:
    return {
        "version": row.version,
        "title": row.title,
        "published_on": told(row.published_on),
        "replaced_on": told(row.replaced_on),
    }


def _read_list(values: Values) -> MatterList:
    published, replaced = day(values, "published_on"), day(values, "replaced_on")
    if published is None:
        raise Refusal("missing_input", field="published_on")
    if replaced and replaced < published:
        raise invalid("replaced_on", "ends_before_it_begins")
    return MatterList(
        version=text(values, "version", 40),
        title=text(values, "title", 120),
        published_on=published,
        replaced_on=replaced,
    )


MATTER_LISTS: Kept[Any] = Kept(
    "matter-lists",
    columns=("version", "title", "published_on", "replaced_on"),
    key=("version",),
    rows=lambda: MatterList.objects.order_by("-published_on", "-id"),
    told=_list_told,
    reader=lambda: _read_list,
    found_by=("version", "title"),
)


def _matter_rows() -> QuerySet[Matter]:
    return Matter.objects.select_related("in_list", "unit").order_by("-in_list__published_on", "in_list", "number")


def _matter_told(row: Matter) -> dict[str, str]:
    return {
        "list": row.in_list.version,
        "number": row.number,
        "category": row.category,
        "name": row.name,
        "authority": row.authority,
        "unit": row.unit.code if row.unit else "",
        "assisting": told(row.assisting),
        "basis": row.basis,
        "classes": told(row.classes),
    }


def _matter_reader() -> Callable[[Values], Matter]:
    lists = {row.version: row for row in MatterList.objects.all()}
    units = {unit.code: unit for unit in Unit.objects.all()}

    def read(values: Values) -> Matter:
        unit = text(values, "unit", 120, may_be_empty=True)
        return Matter(
            in_list=lists[one_of(values, "list", lists, "unknown_list")],
            number=text(values, "number", 20),
            category=text(values, "category", 60),
            name=text(values, "name", 200),
            authority=text(values, "authority", 80),
            unit=units[one_of(values, "unit", units, "unknown_unit")] if unit else None,
            assisting=several(values, "assisting", 80),
            basis=text(values, "basis", 300, may_be_empty=True),
            classes=several(values, "classes", 12),
        )

    return read


MATTERS: Kept[Any] = Kept(
    "matters",
    columns=("list", "number", "category", "name", "authority", "unit", "assisting", "basis", "classes"),
    key=("list", "number"),
    rows=_matter_rows,
    told=_matter_told,
    reader=_matter_reader,
    found_by=("number", "name", "category", "authority", "basis"),
)


def list_codes() -> list[str]:
    """The versions, the latest first."""
    return list(MatterList.objects.values_list("version", flat=True))


def matter_lists(on: date | None = None) -> Sequence[MatterList]:
    """Every version that was published by that day (today), the latest first."""
    return list(MatterList.objects.filter(published_on__lte=on or timezone.localdate()))


def list_in_force(on: date | None = None) -> MatterList | None:
    """The version that holds on that day (today)."""
    today = on or timezone.localdate()
    rows = MatterList.objects.filter(Q(replaced_on=None) | Q(replaced_on__gt=today), published_on__lte=today)
    return rows.first()


def matters(of: MatterList, *, q: str = "", authority: str = "", category: str = "") -> QuerySet[Matter]:
    """The matters of a version that hold each of these words; q may be the code of a class too."""
    rows = Matter.objects.filter(in_list=of).select_related("unit").order_by("number")
    for word in q.split():
        found = Q(classes__contains=[word])
        for column in ("number", "name", "authority", "basis", "category"):
            found |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    rows = rows.filter(authority=authority) if authority else rows
    return rows.filter(category=category) if category else rows


def parts_of_list(of: MatterList) -> Mapping[str, Sequence[str]]:
    """The authorities and categories that the version names."""
    found = list(Matter.objects.filter(in_list=of).values_list("authority", "category").distinct())
    return {"authorities": sorted({row[0] for row in found}), "categories": sorted({row[1] for row in found})}


def matters_of_class(code: str, on: date | None = None) -> Sequence[Matter]:
    """The matters of the version in force that name this class, with one query."""
    today = on or timezone.localdate()
    rows = Matter.objects.filter(
        Q(in_list__replaced_on=None) | Q(in_list__replaced_on__gt=today),
        in_list__published_on__lte=today,
        classes__contains=[code],
    )
    found = list(rows.select_related("in_list", "unit").order_by("-in_list__published_on", "-in_list", "number"))
    return [row for row in found if row.in_list_id == found[0].in_list_id]
