"""Reads what stands as text in a file or a form. Pure. Each raises Refusal `invalid` or `missing_input`."""

from collections.abc import Collection, Mapping
from datetime import date

from linli.kernel.refusals import Refusal, invalid

LARGEST = 100_000
YES, NO = "true", "false"
BETWEEN = "|"
Texts = Mapping[str, str]


def text(row: Texts, field: str, longest: int, *, may_be_empty: bool = False) -> str:
    """One line of text."""
    kept = " ".join(str(row.get(field) or "").split())
    if not kept and not may_be_empty:
        raise Refusal("missing_input", field=field)
    if len(kept) > longest:
        raise invalid(field, "too_long", longest=longest)
    if not kept.isprintable():
        raise invalid(field, "not_printable")
    return kept


def whole(row: Texts, field: str) -> int:
    """A whole number of one or more."""
    given = text(row, field, 20)
    if not (given.isascii() and given.isdigit() and 0 < int(given) <= LARGEST):
        raise invalid(field, "not_a_number")
    return int(given)


def yes(row: Texts, field: str) -> bool:
    """True or false; what is empty is false."""
    given = text(row, field, 10, may_be_empty=True).lower() or NO
    if given not in (YES, NO):
        raise invalid(field, "not_yes_or_no")
    return given == YES


def day(row: Texts, field: str) -> date | None:
    """A date, None for what is empty."""
    given = text(row, field, 20, may_be_empty=True)
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise invalid(field, "not_a_date") from error


def one_of(row: Texts, field: str, choices: Collection[str], reason: str = "unknown_choice") -> str:
    """One of these."""
    given = text(row, field, 120)
    if given not in choices:
        raise invalid(field, reason)
    return given


def several(row: Texts, field: str, longest: int) -> list[str]:
    """Words with bars between, none twice."""
    parts = (" ".join(part.split()) for part in str(row.get(field) or "").split(BETWEEN))
    found = list(dict.fromkeys(part for part in parts if part))
    for part in found:
        text({field: part}, field, longest)
    return found


def told(value: object) -> str:
    """A value as text again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list | tuple):
        return BETWEEN.join(value)
    return str(value)
