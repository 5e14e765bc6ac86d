"""Reading accounts; here the Actor is built from the grants, with one query, on every request."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple, TypeVar

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from linli.accounts.models import Account, AccountRecord, Grant, Role, Token, Unit
from linli.accounts.workflow import ACTIVE
from linli.kernel import actor as actors
from linli.kernel.actor import ANYTHING, EVERYWHERE, Actor, Placed, covers, nodes_above
from linli.kernel.attempts import unseen
from linli.kernel.models import AuditEntry
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.territory import territory
from linli.places.models import Area

Lying = TypeVar("Lying", bound=Placed)

OF_ONES_OWN = actors.OF_THE_PUBLIC | {
    *("account.change_password", "token.issue", "token.use", "token.change", "token.revoke"),
    *("correction.ask", "correction.withdraw"),
    *("filter.keep", "filter.prefer", "filter.rename", "filter.remove"),
}
# Whoever works here may report like any neighbour, wherever they are.
AS_A_NEIGHBOUR = actors.Grant("neighbour", OF_ONES_OWN, (EVERYWHERE,))
# Who looks for a token's account before there is an actor.
SIGN_IN = actors.machine("job:sign_in")


def actor_for(account: Account) -> Actor:
    """What this account may do now, from its grants."""
    return actors_for([account])[account.pk]


def actors_for(accounts: Sequence[Account]) -> dict[int, Actor]:
    """The actors of many accounts, with one query however many there are.

    It is asked on every request, so it reads plain values and makes no rows of models.
    """
    given = Account.objects.filter(pk__in=[account.pk for account in accounts]).order_by("pk", "grants__id")
    rows: dict[int, list[Held]] = defaultdict(list)
    for row in given.values_list(
        "pk",
        "name",
        "unit__path",
        "grants__role_id",
        "grants__role__permissions",
        "grants__area__path",
        "grants__unit__path",
        "grants__until",
    ):
        rows[row[0]].append(Held(*row[1:]))
    return {account_id: _build(account_id, held) for account_id, held in rows.items()}


class Held(NamedTuple):
    """A grant of an account with the values that an actor is made of; from `role` on they are None without a grant."""

    name: str
    unit_path: str | None
    role: str | None
    permissions: list[str] | None
    on_area: str | None
    on_unit: str | None
    until: date | None


def _build(account_id: int, rows: Sequence[Held]) -> Actor:
    nodes: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    permissions: dict[str, frozenset[str]] = {}
    today = timezone.localdate()
    for row in rows:
        if row.role is None or (row.until and row.until < today):
            continue
        permissions[row.role] = frozenset(row.permissions or ())
        areas, units = nodes[row.role]
        areas += [row.on_area or EVERYWHERE] if row.on_area or not row.on_unit else []
        units += [row.on_unit or EVERYWHERE] if row.on_unit or not row.on_area else []
    grants = [actors.Grant(key, permissions[key], tuple(a), tuple(u)) for key, (a, u) in nodes.items()]
    key, unit_path = f"account:{account_id}", rows[0].unit_path or ""
    tokens = {key, *([f"unit:{unit_path}"] if unit_path else [])}
    return Actor(
        key,
        rows[0].name,
        (*grants, AS_A_NEIGHBOUR),
        frozenset(tokens),
        account_id,
        unit_path,
        tuple(nodes),
    )


def account_of_token(secret: str) -> Account | None:
    """The active account for which a program shows this key."""
    found = token_of(secret)
    return found.account if found else None


def token_of(secret: str) -> Token | None:
    """The token that a program shows, with its account, as long as it opens something."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    with territory(SIGN_IN):
        rows = Token.objects.visible_to(SIGN_IN).filter(digest=digest, state=ACTIVE, expires_at__gt=timezone.now())
        found = rows.select_related("account").first()
    return found if found and found.account.is_active else None


def tokens_of(actor: Actor) -> list[Token]:
    """The actor's own tokens, the newest first."""
    rows = Token.objects.visible_to(actor).filter(account_id=actor.account_id or 0)
    return list(rows.order_by("-issued_at"))


def may_keep_tokens(actor: Actor, standing: AccountRecord) -> bool:
    """Whoever may disable an account may end its keys too."""
    return actor.may("account.disable", standing)


def tokens_of_staff(actor: Actor) -> list[Token]:
    """The tokens of everybody whose keys the actor may end, the newest first, with their holders and what these may do.
    The actor's territory shows no token but the own ones."""
    kept = {standing.account_id: standing.account for standing in records(actor) if may_keep_tokens(actor, standing)}
    with territory(SIGN_IN):
        found = list(Token.objects.visible_to(SIGN_IN).filter(account_id__in=kept).order_by("-issued_at"))
    for token in found:
        token.account = kept[token.account_id]
    return found


def token_of_staff(actor: Actor, number: str) -> Token:
    """One of these. Raises Refusal `not_found`."""
    found = next((token for token in tokens_of_staff(actor) if token.number == number), None)
    if found is None:
        raise Refusal("not_found")
    return found


def holders_of(permission: str, target: Placed) -> list[Account]:
    """Active accounts that hold the permission on a node that covers the target, by user name."""
    roles = Role.objects.filter(permissions__overlap=[permission, ANYTHING])
    covering = in_force().filter(_covering(target.area_path, target.unit_path), role__in=roles)
    return list(Account.objects.filter(is_active=True, pk__in=covering.values("account_id")))


def without_holders(permission: str, targets: Sequence[Lying]) -> list[Lying]:
    """Those of the targets that nobody's grant of the permission covers, with one query however many there are."""
    if not targets:
        return []
    areas = {node for target in targets for node in nodes_above(target.area_path)}
    units = {node for target in targets for node in nodes_above(target.unit_path)}
    roles = Role.objects.filter(permissions__overlap=[permission, ANYTHING])
    grants = in_force().filter(_on(areas, units), role__in=roles, account__is_active=True)
    held: set[tuple[str | None, str | None]] = set(grants.values_list("area__path", "unit__path").distinct())
    if (None, None) in held:
        return []
    areas, units = {area for area, _ in held if area}, {unit for _, unit in held if unit}
    return [each for each in targets if not (covers(areas, each.area_path) or covers(units, each.unit_path))]


def in_force() -> QuerySet[Grant]:
    """The grants that hold today."""
    return Grant.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()))


def _covering(area_path: str, unit_path: str) -> Q:
    """The grants on a node that covers one of these places."""
    return _on(nodes_above(area_path), nodes_above(unit_path))


def _on(areas: Collection[str], units: Collection[str]) -> Q:
    """The grants on one of these nodes, or everywhere."""
    return Q(area__path__in=areas) | Q(unit__path__in=units) | Q(area=None, unit=None)


def grants_of(account: Account) -> list[Grant]:
    """Every grant of an account with its role and node."""
    rows = Grant.objects.filter(account=account).select_related("role", "area", "unit__area")
    return list(rows.defer("area__boundary", "unit__area__boundary").order_by("id"))


def role_of_key(key: str) -> Role:
    """Raises Refusal `invalid` when there is no such role."""
    found = Role.objects.filter(key=key).first()
    if found is None:
        raise invalid("role", "unknown_role")
    return found


def unit_of_code(code: str) -> Unit:
    """Raises Refusal `invalid` when there is no such unit."""
    found = Unit.objects.select_related("area").defer("area__boundary").filter(code=code).first()
    if found is None:
        raise invalid("unit", "unknown_unit")
    return found


def area_of_code(code: str) -> Area:
    """Raises Refusal `invalid` when there is no such area."""
    found = Area.objects.defer("boundary").filter(code=code).first()
    if found is None:
        raise invalid("area", "unknown_area")
    return found


def active_tokens(actor: Actor, account_id: int) -> list[str]:
    """The numbers of the account's tokens that still open something."""
    with territory(actor):
        rows = Token.objects.visible_to(actor).filter(account_id=account_id, state=ACTIVE)
        return list(rows.order_by("number").values_list("number", flat=True))


def record_of_user(actor: Actor, username: str) -> AccountRecord:
    """The record of the account with this user name, whatever its case. Raises Refusal `not_found`."""
    rows = AccountRecord.objects.visible_to(actor).select_related("account__unit")
    found = rows.filter(account__username=username.strip().lower()).first()
    if found is None:
        raise Refusal("not_found")
    return found


def records(actor: Actor) -> list[AccountRecord]:
    """The accounts that the actor sees, with their units and grants, by user name; three queries."""
    return list(staff(actor))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts: with these words, with this role, with a role on a node that covers this area or this unit."""

    q: str = ""
    role: str = ""
    area: str = ""
    unit: str = ""


def staff(actor: Actor, wanted: Wanted | None = None) -> QuerySet[AccountRecord]:
    """The accounts that the actor sees, with their units and grants, by user name. Raises Refusal `invalid`."""
    rows = AccountRecord.objects.visible_to(actor).select_related("account__unit")
    held = Prefetch("account__grants", Grant.objects.select_related("role", "area", "unit").defer("area__boundary"))
    rows = rows.prefetch_related(held).order_by("account__username")
    if wanted is None:
        return rows
    for word in wanted.q.split():
        names = ("account__username", "account__name", "account__title", "account__unit__name")
        rows = rows.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in names)))
    if not (wanted.role or wanted.area or wanted.unit):
        return rows
    grants = in_force().filter(role=wanted.role) if wanted.role else in_force()
    if wanted.area or wanted.unit:
        area_path = area_of_code(wanted.area).path if wanted.area else ""
        unit_path = unit_of_code(wanted.unit).path if wanted.unit else ""
        grants = grants.filter(_covering(area_path, unit_path))
    return rows.filter(account__in=grants.values("account_id"))


def record(actor: Actor, number: str) -> AccountRecord:
    """One account's record with its unit. Raises Refusal `not_found`."""
    found = AccountRecord.objects.visible_to(actor).select_related("account__unit").filter(number=number).first()
    if found is None:
        raise unseen(actor, AccountRecord, number)
    return found


def history(actor: Actor, standing: AccountRecord, limit: int = 100) -> list[AuditEntry]:
    """What was done to an account that the actor sees, the latest first."""
    rows = AuditEntry.objects.filter(object_type="accountrecord", object_id=record(actor, standing.number).pk)
    return list(rows.order_by("-version")[:limit])


def roles() -> list[Role]:
    """Every role, by key."""
    return list(Role.objects.order_by("key"))


def has_administrator() -> bool:
    """Whether somebody can add accounts."""
    roles = Role.objects.filter(permissions__overlap=["account.add", ANYTHING])
    return in_force().filter(role__in=roles, account__is_active=True).exists()


def names_of(account_ids: Iterable[int]) -> dict[int, str]:
    """Names of accounts by id, with one query however many there are."""
    return dict(Account.objects.filter(pk__in=set(account_ids)).values_list("pk", "name"))


def names_of_actors(keys: Iterable[str]) -> dict[str, str]:
    """Names of those staff whose keys in the audit ('account:7') these are."""
    ids = {int(key.removeprefix("account:")): key for key in keys if key.startswith("account:")}
    return {ids[account_id]: name for account_id, name in names_of(ids).items()}


def is_unit(code: str) -> bool:
    """Whether a unit has this code, retired or not."""
    return Unit.objects.filter(code=code).exists()


def units(below: str = "") -> Sequence[Unit]:
    """Units by path."""
    found = Unit.objects.all()
    return list(found.filter(path__startswith=below) if below else found)


def units_where(permission: str) -> QuerySet[Unit]:
    """Units in service with an active person who holds the permission there or above."""
    held = (
        in_force()
        .alias(here=ExpressionWrapper(OuterRef("path"), CharField()))
        .filter(Q(unit=None) | Q(here__startswith=F("unit__path")), account__is_active=True)
        .filter(role__permissions__overlap=[permission, ANYTHING])
    )
    return Unit.objects.filter(Exists(held), is_retired=False)


def street_office() -> Unit | None:
    """Whom to call instead of reading and writing: the unit above all others, if its telephone is known."""
    own = Unit.objects.filter(parent=None, is_outside=False, is_retired=False)
    return own.exclude(phone="").order_by("path").first()


def placed_units() -> list[Unit]:
    """Every unit with its area, by path."""
    return list(Unit.objects.select_related("area").defer("area__boundary"))


def own_account(actor: Actor) -> Account:
    """The account behind the actor, with its unit. Raises Account.DoesNotExist for anybody who is not staff."""
    return Account.objects.select_related("unit").get(pk=actor.account_id or 0)


def own_record(actor: Actor) -> AccountRecord | None:
    """The actor's own record, None for an account that has none yet."""
    return AccountRecord.objects.visible_to(actor).filter(account_id=actor.account_id or 0).first()


def own_number(actor: Actor) -> str:
    """The number of the actor's own record. Raises Refusal `not_found`."""
    with territory(actor):
        found = AccountRecord.objects.visible_to(actor).filter(account_id=actor.account_id or 0).first()
    if found is None:
        raise Refusal("not_found")
    return found.number


def own_grants(actor: Actor) -> list[Grant]:
    """The actor's grants that hold today, each with its role and node, with one query."""
    rows = in_force().filter(account_id=actor.account_id or 0).select_related("role", "area", "unit")
    return list(rows.defer("area__boundary").order_by("role", "area__path", "unit__path"))


def staff_by_role() -> list[tuple[Role, list[Account]]]:
    """Every role with the active accounts that hold it somewhere, with two queries."""
    rows = in_force().filter(account__is_active=True).select_related("account__unit").order_by("account_id")
    held: dict[str, dict[int, Account]] = defaultdict(dict)
    for row in rows:
        held[row.role_id][row.account_id] = row.account
    return [(role, list(held[role.key].values())) for role in Role.objects.order_by("key")]


def roles_by_permission() -> dict[str, list[Role]]:
    """For each permission that some role holds, the roles that hold it, with one query."""
    found: dict[str, list[Role]] = defaultdict(list)
    for role in Role.objects.order_by("key"):
        for permission in role.permissions:
            found[permission].append(role)
    return found
