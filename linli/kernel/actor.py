"""Who is acting, and how far that reaches. Pure.

Staff are built by `accounts` from their grants; the public and machines are built here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

ANYTHING = "*"
EVERYWHERE = "/"
CODE = "code:"
# How the machines are called that do by themselves what follows in time.
JOB = "job:"
# What somebody without an account may do, and what whoever holds a report's code may do with it.
OF_THE_PUBLIC = frozenset({"case.report", "case.join"})
OF_A_REPORTER = frozenset({"case.add_photo", "case.answer_message", "case.rate", "case.contest"}) | {
    "case.copy", "case.correct", "case.reword", "case.withdraw", "case.erase",
}  # fmt: skip

# What shows to whoever looks through somebody's eyes. Whatever else asks for a permission to see stays closed to them
# until it is named here.
OPEN_TO_LOOKERS = frozenset({"case.view", "account.view", "register.view", "import.view"})


class Placed(Protocol):
    """Anything that lies in the territory: a case, an event, an inspection."""

    @property
    def area_path(self) -> str: ...
    @property
    def unit_path(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Grant:
    """A role given on a set of nodes. Paths are materialised and end in '/'; a grant on a node covers all below it."""

    role: str
    permissions: frozenset[str]
    areas: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    def allows(self, permission: str) -> bool:
        return permission in self.permissions or ANYTHING in self.permissions

    def covers(self, target: Placed) -> bool:
        return covers(self.areas, target.area_path) or covers(self.units, target.unit_path)


def covers(prefixes: Iterable[str], path: str) -> bool:
    """True when the path is one of the nodes or lies below one. An empty path lies nowhere."""
    return bool(path) and any(path.startswith(prefix) for prefix in prefixes)


def nodes_above(path: str) -> list[str]:
    """The path itself and every path above it, from the root down."""
    return [path[: end + 1] for end, letter in enumerate(path) if letter == "/" and end]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, the holder of a code, or a machine.

    `key` is what audit and separation of duties remember ('account:12', 'code:9f…', 'job:relay'); `tokens` are the
    participations that open single objects. `looker` is the key of somebody who looks through this person's eyes and
    may do nothing; '' for whoever acts.
    """

    key: str
    name: str = ""
    grants: tuple[Grant, ...] = ()
    tokens: frozenset[str] = frozenset()
    account_id: int | None = None
    unit_path: str = ""
    roles: tuple[str, ...] = field(default=())
    looker: str = ""

    @property
    def is_staff(self) -> bool:
        return self.account_id is not None

    @property
    def code(self) -> str:
        """The digest of the code by which the actor comes, '' for anybody else."""
        return self.key.removeprefix(CODE) if self.key.startswith(CODE) else ""

    def lent(self, *permissions: str) -> "Actor":
        """The same person with further permissions, for what an action does along with itself; nothing more is seen."""
        return replace(self, grants=(*self.grants, Grant("lent", frozenset(permissions), (EVERYWHERE,), (EVERYWHERE,))))

    def holds(self, permission: str) -> bool:
        """True when the permission is held somewhere, be it on one node only."""
        return any(grant.allows(permission) for grant in self.grants)

    def may(self, permission: str, target: Placed) -> bool:
        """True when a single grant holds the permission and covers the target."""
        return any(grant.allows(permission) and grant.covers(target) for grant in self.grants)

    def areas(self, permission: str) -> tuple[str, ...]:
        return self._nodes(permission, "areas")

    def units(self, permission: str) -> tuple[str, ...]:
        return self._nodes(permission, "units")

    def _nodes(self, permission: str, kind: str) -> tuple[str, ...]:
        found = {node for grant in self.grants if grant.allows(permission) for node in getattr(grant, kind)}
        return tuple(sorted(node for node in found if not covers(found - {node}, node)))

    def territory(self, views: Sequence[str]) -> Mapping[str, object]:
        """What row-level security is told: for each viewing permission its nodes, and the participations."""
        shown = [view for view in views if not self.looker or view in OPEN_TO_LOOKERS]
        nodes = {view: {"areas": self.areas(view), "units": self.units(view)} for view in shown}
        return {"views": nodes, "tokens": sorted(self.tokens)} | ({"code": self.code} if self.code else {})


def public(code_digest: str | None = None) -> Actor:
    """Somebody without an account. Holding a report's code opens that report and its case, nothing else."""
    may_report = Grant("public", OF_THE_PUBLIC, areas=(EVERYWHERE,))
    if code_digest is None:
        return Actor("public", grants=(may_report,))
    token = f"{CODE}{code_digest}"
    reporter = Grant("reporter", OF_A_REPORTER, areas=(EVERYWHERE,))
    return Actor(token, grants=(may_report, reporter), tokens=frozenset({token}))


def machine(name: str) -> Actor:
    """Background work, which enters by the same door as a person and is named in the audit ('job:timekeeper')."""
    return Actor(name, name, grants=(Grant(name, frozenset({ANYTHING}), (EVERYWHERE,), (EVERYWHERE,)),))
