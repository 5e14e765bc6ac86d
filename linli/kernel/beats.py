"""The signs of life of the worker's loops."""

from datetime import datetime, timedelta

from linli.kernel.models import Beat

STALLED_AFTER = timedelta(seconds=15)


def stalled(now: datetime) -> list[str]:
    """Loops that have not gone round lately; a loop that never began is not missed."""
    return list(Beat.objects.filter(at__lt=now - STALLED_AFTER).values_list("name", flat=True))


def has_begun() -> bool:
    """Whether the worker ever ran here."""
    return Beat.objects.exists()
