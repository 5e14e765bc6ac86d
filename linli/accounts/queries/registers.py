"""The registers of accounts: which rows there are, how a row is told as texts, and how texts make a row."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from linli.accounts.models import Account, Grant, Role, Unit
from linli.accounts.queries.people import in_force
from linli.kernel.actor import ANYTHING
from linli.kernel.calendar import Unit as TimeUnit
from linli.kernel.refusals import invalid
from linli.kernel.registers import Kept, Values
from linli.kernel.texts import one_of, several, text, told, whole, yes
from linli.places.models import Area

UNIT_CODE = re.compile(r"[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*")
ROLE_KEY = re.compile(r"[a-z0-9_]+")
# A word and a verb; `*` is everything.
PERMISSION = re.compile(r"[a-z_]+\.[a-z_]+|\*")
LONGEST_PERMISSION = 60
LIMIT_UNITS = tuple(unit.value for unit in TimeUnit)


def _unit_rows() -> QuerySet[Unit]:
    return Unit.objects.select_related("parent", "area").defer("area__boundary").order_by("path")


def _unit_told(row: Unit) -> dict[str, str]:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "parent": row.parent.code if row.parent else "",
        "area": row.area.code if row.area else "",
        "phone": row.phone,
        "outside": told(row.is_outside),
        "accept_amount": told(row.accept_amount),
        "accept_unit": row.accept_unit,
        "retired": told(row.is_retired),
    }


def _unit_reader() -> Callable[[Values], Unit]:
    areas: dict[str, Area | None] = {"": None, **{area.code: area for area in Area.objects.defer("boundary")}}
    known = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    taken = {unit.path: unit.code for unit in known.values()}

    def read(values: Values) -> Unit:
        code, area = text(values, "code", 120), text(values, "area", 20, may_be_empty=True)
        if not UNIT_CODE.fullmatch(code):
            raise invalid("code", "bad_unit_code")
        if area not in areas:
            raise invalid("area", "unknown_area")
        is_outside = yes(values, "outside")
        amount, unit = _accepting(values, is_outside=is_outside)
        parent = _above(code, values, known)
        path = (parent.path if parent else "/") + code.rpartition("/")[2] + "/"
        if taken.setdefault(path, code) != code:
            raise invalid("parent", "taken_below")
        row = Unit(
            code=code,
            name=text(values, "name", 80),
            kind=text(values, "kind", 20, may_be_empty=True),
            path=path,
            parent=parent,
            area=areas[area],
            phone=text(values, "phone", 40, may_be_empty=True),
            is_outside=is_outside,
            accept_amount=amount,
            accept_unit=unit,
            is_retired=yes(values, "retired"),
        )
        # What comes later in the same file may lie below it.
        known[code] = row
        return row

    return read


def _above(code: str, values: Values, known: Mapping[str, Unit]) -> Unit | None:
    """The unit below which it lies. A unit that stands keeps its code wherever it moves; the code of a new one tells
    what it lies below, and a file need not name that. Raises Refusal `invalid`."""
    given, above = text(values, "parent", 120, may_be_empty=True), code.rpartition("/")[0]
    if given and given not in known:
        raise invalid("parent", "unknown_unit")
    if code in known:
        return known[code].parent if values.get("parent") is None else _moved_below(known[code], known.get(given))
    if given and given != above:
        raise invalid("parent", "other_parent", begins=f"{given}/")
    if above and above not in known:
        raise invalid("code", "nothing_above", above=above)
    return known[above] if above else None


def _moved_below(standing: Unit, parent: Unit | None) -> Unit | None:
    """Another unit to lie below, or none. Raises Refusal `invalid` for a circle and for what would be too deep."""
    if parent is None or parent.code == (standing.parent.code if standing.parent else ""):
        return parent
    if parent.path.startswith(standing.path):
        raise invalid("parent", "circle")
    if parent.is_retired:
        raise invalid("parent", "retired_above")
    return parent


def _accepting(values: Values, *, is_outside: bool) -> tuple[int | None, str]:
    """Within which time an outside unit must accept what is sent to it."""
    if not text(values, "accept_amount", 20, may_be_empty=True):
        return None, ""
    if not is_outside:
        raise invalid("accept_amount", "only_outside")
    return whole(values, "accept_amount"), one_of(values, "accept_unit", LIMIT_UNITS)


UNITS: Kept[Any] = Kept(
    "units",
    columns=(
        "code", "name", "kind", "parent", "area", "phone", "outside", "accept_amount", "accept_unit", "retired",
    ),
    key=("code",),
    rows=_unit_rows,
    told=_unit_told,
    reader=_unit_reader,
    found_by=("code", "name", "kind", "phone", "area__name"),
    is_tree=True,
)  # fmt: skip


def below(path: str) -> dict[int, str]:
    """The paths of the unit and of all below it, by id."""
    return dict(Unit.objects.filter(path__gte=path, path__lt=path[:-1] + "0").values_list("pk", "path"))


def _role_told(row: Role) -> dict[str, str]:
    return {"code": row.key, "name": row.name, "name_en": row.name_en, "permissions": told(sorted(row.permissions))}


def _read_role(values: Values) -> Role:
    key, permissions = text(values, "code", 40), several(values, "permissions", LONGEST_PERMISSION)
    if not ROLE_KEY.fullmatch(key):
        raise invalid("code", "bad_role_key")
    if any(not PERMISSION.fullmatch(name) for name in permissions):
        raise invalid("permissions", "bad_permission")
    return Role(
        key=key,
        name=text(values, "name", 60),
        name_en=text(values, "name_en", 60, may_be_empty=True),
        permissions=sorted(permissions),
    )


ROLES: Kept[Any] = Kept(
    "roles",
    columns=("code", "name", "name_en", "permissions"),
    key=("code",),
    rows=lambda: Role.objects.order_by("key"),
    told=_role_told,
    reader=lambda: _read_role,
    found_by=("key", "name", "name_en"),
)


def holders(key: str) -> list[Grant]:
    """Who holds the role, each with the node, by user name."""
    rows = Grant.objects.filter(role=key, account__is_active=True).select_related("account", "area", "unit")
    return list(rows.defer("area__boundary").order_by("account__username", "id"))


def permissions_by_role() -> dict[str, frozenset[str]]:
    """What each role may do."""
    return {key: frozenset(names) for key, names in Role.objects.values_list("key", "permissions")}


@dataclass(frozen=True, slots=True)
class OnUnit:
    """What hangs on a unit: its people who can sign in, the roles that are held on it, the units below it."""

    people: int
    grants: int
    below: int


def on_unit(code: str) -> OnUnit:
    """Counted, with three queries."""
    return OnUnit(
        Account.objects.filter(unit__code=code, is_active=True).count(),
        in_force().filter(unit__code=code, account__is_active=True).count(),
        Unit.objects.filter(parent__code=code, is_retired=False).count(),
    )


def in_charge(codes: Collection[str]) -> dict[str, list[str]]:
    """For each of these areas the names of the units that work there and of the people who have a role on the area
    itself, with two queries."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for code, name in Unit.objects.filter(area__code__in=codes, is_retired=False).values_list("area__code", "name"):
        found[code][name] = None
    held = in_force().filter(area__code__in=codes, account__is_active=True).order_by("role_id", "account__username")
    for code, name in held.values_list("area__code", "account__name"):
        found[code][name] = None
    return {code: list(names) for code, names in found.items()}


def posted(codes: Collection[str]) -> dict[str, int]:
    """How many people have a role on each of these areas itself; nobody is named."""
    held = in_force().filter(area__code__in=codes, account__is_active=True).values_list("area__code")
    return dict(held.annotate(Count("account", distinct=True)))


def at_work(permission: str) -> int:
    """How many people who can sign in hold the permission somewhere."""
    roles = Role.objects.filter(permissions__overlap=[permission, ANYTHING])
    held = in_force().filter(role__in=roles, account__is_active=True)
    return held.aggregate(found=Count("account", distinct=True))["found"] or 0
