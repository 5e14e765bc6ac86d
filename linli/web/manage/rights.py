"""Every permission that a role may hold, in the reader's words, by what it is about."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import OF_ONES_OWN, permissions_by_role
from linli.cases.labels import TASK_VERBS, VERBS
from linli.cases.permissions import CASE_VIEW
from linli.cases.workflow import CASE
from linli.kernel import duties
from linli.kernel.actions import REGISTRY
from linli.kernel.actor import ANYTHING, OF_A_REPORTER
from linli.kernel.scope import view_permissions
from linli.web.manage.frame import Page

Group = tuple[Any, list[tuple[str, Any]]]
# What machines do, and what comes by a code or belongs to oneself, is given by no role.
BY_MACHINES = {
    "role.ship",
    "division.take_effect",
    "division.set_aside",
    "case.become_overdue",
    "case.place",
    "case.bring_in",
    "case.take_back",
    "case.expire",
}
# Lent by the action of whoever may see what it takes away.
LENT = {"personal.export", "account.end_see_as"}
NOT_GIVEN = (OF_ONES_OWN | OF_A_REPORTER | BY_MACHINES | LENT) - {"case.report", "case.add_photo"}
WORDS: Mapping[str, Any] = {
    ANYTHING: _("Everything"),
    "case.view": _("See cases"),
    "case.export": _("Export lists of cases"),
    "account.view": _("See who works here"),
    "account.add": _("Add people"),
    "account.change": _("Change name, post or unit"),
    "account.bring_in": _("Bring in people by file"),
    "account.load": _("Load people of a new town"),
    "account.grant": _("Give roles"),
    "account.revoke_grant": _("Take roles away"),
    "account.reset_password": _("Reset passwords"),
    "account.disable": _("Disable accounts"),
    "account.enable": _("Enable accounts"),
    "account.see_as": _("See as another person, without changing anything"),
    "token.load": _("Change and end keys of programs by file"),
    "register.view": _("See the registers"),
    "register.open": _("Begin a register"),
    "area.redivide": _("Divide areas anew"),
    "division.plan": _("Plan a division ahead"),
    "division.cancel": _("Cancel a planned division"),
    "building.load": _("Load buildings"),
    "town.load": _("Load the town"),
    "history.load": _("Load past cases"),
    "import.view": _("See imports"),
    "import.begin": _("Begin an import of cases"),
    "import.take_in": _("Take in rows of an import"),
    "import.stop": _("Stop an import"),
    "import.go_on": _("Go on with an import"),
    "import.finish": _("Finish an import"),
    "import.undo": _("Undo an import"),
    "import.take_out": _("Take out rows of an import"),
    "correction.grant": _("Put right what is held about staff"),
    "correction.refuse": _("Refuse to put right what is held about staff"),
    "audit.view": _("Look into the audit trail"),
    "audit.export": _("Export the audit trail"),
    "audit.verify": _("Verify the audit trail"),
    "retention.change": _("Change how long things are kept"),
    "retention.load": _("Bring in by file how long things are kept"),
    "retention.run": _("Run the retention"),
}
GROUPS: Mapping[str, Any] = {
    "case": pgettext_lazy("rights", "Cases"),
    "task": pgettext_lazy("rights", "Tasks of assisting units"),
    "account": pgettext_lazy("rights", "People"),
    "role": pgettext_lazy("rights", "Registers"),
    "import": pgettext_lazy("rights", "Imports"),
    "audit": pgettext_lazy("rights", "Audit and retention"),
}
TOGETHER = {"retention": "audit", "history": "import", "token": "account"}


def words_of(permission: str, pages: Iterable[Page]) -> Any:
    """What the permission allows."""
    noun, _dot, verb = permission.partition(".")
    if permission in WORDS:
        return WORDS[permission]
    if noun == "case" and verb in VERBS:
        return VERBS[verb]
    if noun == "task" and verb in TASK_VERBS:
        return TASK_VERBS[verb]
    for page in pages:
        own = page.permission.partition(".")[0]
        if permission == page.permission:
            return gettext("%(register)s: change") % {"register": page.title}
        if own == noun and verb == "load":
            return gettext("%(register)s: bring in by file") % {"register": page.title}
    return permission


def groups(pages: Sequence[Page]) -> list[Group]:
    """Everything that can be given, or is held by some role, group by group."""
    held = {name for names in permissions_by_role().values() for name in names}
    known = {*REGISTRY, *view_permissions(), CASE_VIEW} - NOT_GIVEN | held - {ANYTHING}
    found: dict[str, list[tuple[str, Any]]] = {name: [] for name in GROUPS}
    for permission in sorted(known, key=_in_order):
        found[_group(permission)].append((permission, words_of(permission, pages)))
    return [(GROUPS[name], rows) for name, rows in found.items() if rows]


def _group(permission: str) -> str:
    noun = permission.partition(".")[0]
    noun = TOGETHER.get(noun, noun)
    return noun if noun in GROUPS else "role"


def _in_order(permission: str) -> tuple[int, str]:
    """Moves of a case along the loop, all else by name."""
    noun, _dot, verb = permission.partition(".")
    order = list(VERBS)
    if verb == "view":
        return (-1, permission)
    return (order.index(verb) + 1 if noun == "case" and verb in order else 0, permission)


def against(permissions: Iterable[str]) -> list[tuple[Any, Any]]:
    """Pairs of moves among these that one person may not both make on the same case."""
    may = {name.partition(".")[2] for name in permissions if name.startswith("case.")}
    duty_of = {move.name: move.duty for move in CASE.moves if move.duty and move.name in may}
    found = {
        (first, then): None
        for then, duty in duty_of.items()
        for first, before in duty_of.items()
        if before in duties.CONFLICTS[duty]
    }
    return [(VERBS[first], VERBS[then]) for first, then in found]
