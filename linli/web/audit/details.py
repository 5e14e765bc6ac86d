"""What an entry of the audit says, in words for people: who, and what beside the move. The file that may be taken away
holds keys and values as they are."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext, pgettext

from linli.accounts.queries import roles, units
from linli.cases.labels import CHANNELS, CLOCKS, FINDINGS, LAPSED, LEVELS, OUTCOMES, STATES
from linli.cases.queries.audit import Row
from linli.places.queries import names_of
from linli.web.audit import labels
from linli.web.labels import CONTACT_FIELDS, SEE_AS_REASONS
from linli.web.privacy.labels import FIELDS, TABLES
from linli.web.templatetags.linli import action_label, moment, role_name

CHOICES: Mapping[str, Mapping[str, Any]] = {
    "from": {**labels.STATES, **STATES},
    "to": {**labels.STATES, **STATES},
    "states": STATES,
    "channel": CHANNELS,
    "level": LEVELS,
    "clock": CLOCKS,
    "finding": FINDINGS,
    "lapsed": LAPSED,
    "outcome": OUTCOMES,
    "field": {**FIELDS, **CONTACT_FIELDS},
    "fields": {**FIELDS, **CONTACT_FIELDS},
    "changed": {**FIELDS, **labels.DETAILS},
    "reason": SEE_AS_REASONS,
    "table": TABLES,
    "what": labels.TAKEN,
}
# Several codes in one text.
LISTED = frozenset({"fields", "changed", "roles", "states", "without"})
# A keyed digest says nothing to a reader but that there were words.
DIGEST = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*")
EMPTY: tuple[Any, ...] = ("", None, [], {})
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words: who it was where there is no name, and keys with values."""

    who: str
    details: Sequence[tuple[str, str]]


def told(rows: Iterable[Row]) -> dict[int, Told]:
    """Each row in words by its id, with three queries however many there are."""
    known = list(rows)
    names = _names(known)
    return {row.id: Told(called(row.actor), list(_details(row.data, names))) for row in known}


def called(actor: str) -> str:
    """Who it was, by the key: a resident, the holder of a code, which machine; '' for a key of no known kind."""
    kind, _, rest = actor.partition(":")
    return str((labels.JOBS.get(rest) if kind == "job" else None) or labels.ACTORS.get(kind, ""))


def word_of(key: str) -> str:
    """The word for what an entry tells; what was erased is told by table and field. '' for an unknown key."""
    table, _, field = key.partition(".")
    if table in TABLES and field in FIELDS:
        return f"{TABLES[table]} · {FIELDS[field]}"
    return str(labels.DETAILS.get(key, ""))


def _details(data: Mapping[str, Any], names: Names) -> Iterable[tuple[str, str]]:
    for key, value in data.items():
        if value not in EMPTY:
            yield word_of(key) or key, _value(key, value, names)


def _names(rows: Sequence[Row]) -> Names:
    paths = [str(row.data[key]) for row in rows for key in ("area", "left") if row.data.get(key)]
    areas, known = names_of(sorted(set(paths))), units()
    by_code, by_path = {unit.code: unit.name for unit in known}, {unit.path: unit.name for unit in known}
    named = {role.key: role_name(role) for role in roles()}
    return {
        "area": areas,
        "left": areas,
        "unit": by_code,
        "differs_from": by_code,
        "by_unit": by_path,
        "role": named,
        "roles": named,
    }


def _value(key: str, value: Any, names: Names) -> str:
    if isinstance(value, bool):
        return pgettext("detail", "Yes") if value else pgettext("detail", "No")
    if isinstance(value, Mapping):
        return _joined(value.items(), lambda pair: f"{word_of(pair[0]) or pair[0]} {_value('', pair[1], names)}")
    if isinstance(value, list):
        return _joined(value, lambda each: _value(key, each, names))
    if key in LISTED:
        return _joined(str(value).split(","), lambda each: _word(key, each, names))
    return _word(key, "—" if value in EMPTY else str(value), names)


def _word(key: str, text: str, names: Names) -> str:
    if DIGEST.fullmatch(text):
        return gettext("kept apart; here only a sealed mark of it")
    if INSTANT.fullmatch(text):
        return moment(datetime.fromisoformat(text))
    if key == "action":
        return action_label(text)
    return str(CHOICES.get(key, {}).get(text) or names.get(key, {}).get(text) or text)


def _joined(parts: Iterable[Any], say: Callable[[Any], str]) -> str:
    return ("、" if str(get_language()).startswith("zh") else ", ").join(map(say, parts))
