"""What an entry of the audit says beside who, what and when, in words for people. The file that may be taken away holds
keys and values as they are."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import pgettext_lazy as _

from linli.accounts.queries import units
from linli.cases.labels import CHANNELS, LEVELS, STATES
from linli.cases.queries.audit import Row
from linli.places.queries import names_of

KEYS: dict[str, Any] = {
    "from": _("detail", "Before"),
    "to": _("detail", "After"),
    "area": _("detail", "Area"),
    "unit": _("detail", "Unit"),
    "class_code": _("detail", "Class"),
    "channel": _("detail", "Came by"),
    "level": _("detail", "Level"),
    "anonymous": _("detail", "Anonymous"),
    "text": _("detail", "Words"),
    "remark": _("detail", "Words"),
    "message": _("detail", "Words"),
    "report": _("detail", "Report"),
    "field": _("detail", "Field"),
}
CHOICES: Mapping[str, Mapping[str, Any]] = {"from": STATES, "to": STATES, "channel": CHANNELS, "level": LEVELS}
# A keyed digest says nothing to a reader but that there were words.
DIGEST = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")


def told(rows: Iterable[Row]) -> dict[int, list[tuple[str, str]]]:
    """Keys and values of each row by its id, with two queries however many there are."""
    known = list(rows)
    paths = {str(row.data["area"]) for row in known if row.data.get("area")}
    names = {"area": names_of(list(paths)), "unit": {unit.code: unit.name for unit in units()}}
    return {
        row.id: [(str(KEYS.get(key, key)), _value(key, value, names)) for key, value in row.data.items() if value != ""]
        for row in known
    }


def _value(key: str, value: Any, names: Mapping[str, Mapping[str, str]]) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    text = str(value)
    if DIGEST.fullmatch(text):
        return gettext("kept apart; here only a sealed mark of it")
    return str(CHOICES.get(key, {}).get(text) or names.get(key, {}).get(text) or text)
