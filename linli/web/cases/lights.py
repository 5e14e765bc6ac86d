"""How a running clock looks. Pure."""

from datetime import datetime

GREEN, YELLOW, RED = "green", "yellow", "red"
# The part of the time after which a clock is yellow.
SOON = 0.75


def light(started_at: datetime, due_at: datetime | None, at: datetime) -> str:
    """Green, in the last quarter of the time yellow, after it red; '' for a clock that is paused."""
    if due_at is None:
        return ""
    if at > due_at:
        return RED
    whole = (due_at - started_at).total_seconds()
    return YELLOW if whole and (at - started_at).total_seconds() / whole >= SOON else GREEN
