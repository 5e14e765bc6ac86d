"""Every fact that may be announced and what its payload holds besides number and state: ids and codes, never a
personal value. The contract tests hold each action's fact against this list."""

from typing import Final

MOVED: Final = frozenset({"number", "state"})

FACTS: Final[dict[str, frozenset[str]]] = {
    "clock.fired": frozenset({"clock", "due_at", "fired_at"}),
    "register.opened": MOVED,
    "area.loaded": MOVED,
    "building.loaded": MOVED,
    "town.loaded": MOVED,
    "unit.loaded": MOVED,
    "role.loaded": MOVED,
    "account.loaded": MOVED,
    "password.changed": MOVED,
    "account.added": MOVED | {"account"},
    "account.granted": MOVED | {"account"},
    "account.grant_revoked": MOVED | {"account"},
    "account.password_reset": MOVED | {"account"},
    "account.disabled": MOVED | {"account"},
    "account.enabled": MOVED | {"account"},
    "token.issued": MOVED,
    "token.revoked": MOVED,
    "class.loaded": MOVED,
    "class.changed": MOVED | {"row"},
    "history.loaded": MOVED,
    "case.reported": MOVED | {"channel", "class_code"},
    "case.filed": MOVED | {"class_code"},
    "case.voided": MOVED,
    "case.dispatched": MOVED | {"unit"},
    "case.accepted": MOVED,
    "case.started": MOVED,
    "case.returned": MOVED | {"unit"},
    "case.reported_back": MOVED,
    "case.check_passed": MOVED,
    "case.check_failed": MOVED | {"rework"},
    "case.closed": MOVED,
    "case.self_handled": MOVED | {"drawn"},
    "case.became_overdue": MOVED | {"clock"},
    "case.held": MOVED | {"hold"},
    "case.released": MOVED | {"hold"},
    "case.photo_added": MOVED | {"stored"},
    "case.revealed": MOVED | {"field"},
}
