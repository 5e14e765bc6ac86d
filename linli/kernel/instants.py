"""Instants that come from outside."""

from datetime import UTC, datetime

FIRST_YEAR, LAST_YEAR = 1900, 2199


def in_utc(at: datetime) -> datetime:
    """The same instant in UTC; the database knows no offset of 16 hours or more. Raises ValueError for one without an
    offset and for years that are not of our time."""
    if at.tzinfo is None:
        raise ValueError(f"no offset: {at}")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"not from {FIRST_YEAR} to {LAST_YEAR}: {at}")
    return at.astimezone(UTC)
