"""Bytes kept under their own SHA-256 in the data folder: synced before the row commits.

Bytes to which no row points are swept after a day.
"""

import hashlib
import os
import tempfile
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from linli.kernel.models import StoredFile

KEPT_UNREFERENCED = timedelta(hours=24)


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest are kept, whether or not they exist."""
    return Path(settings.LINLI_DATA_DIR) / "files" / sha256[:2] / sha256[2:4] / sha256


def keep(data: bytes) -> str:
    """Writes the bytes durably and returns their SHA-256. Keeping the same bytes again changes nothing."""
    sha256 = hashlib.sha256(data).hexdigest()
    place = path_of(sha256)
    if place.exists():
        os.utime(place)
        return sha256
    write_durably(place, data)
    return sha256


def write_durably(place: Path, data: bytes) -> None:
    """Makes the whole file appear at once, synced with its folder; readable by its owner only."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name, place)
    folder = os.open(place.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def row_for(data: bytes, content_type: str, width: int, height: int) -> StoredFile:
    """The row that describes kept bytes, unsaved; keeps them first."""
    return StoredFile(
        sha256=keep(data),
        size=len(data),
        content_type=content_type,
        width=width,
        height=height,
        stored_at=timezone.now(),
    )


def sweep() -> int:
    """Removes bytes that no row describes and that are older than a day. Returns how many."""
    oldest = (timezone.now() - KEPT_UNREFERENCED).timestamp()
    root = Path(settings.LINLI_DATA_DIR) / "files"
    aged = [p for p in root.glob("*/*/*") if p.is_file() and p.stat().st_mtime < oldest]
    known = set(StoredFile.objects.filter(sha256__in=[p.name for p in aged]).values_list("sha256", flat=True))
    orphans = [p for p in aged if p.name not in known]
    for orphan in orphans:
        # Whoever keeps the same bytes again meanwhile makes them young.
        if orphan.stat().st_mtime < oldest:
            orphan.unlink(missing_ok=True)
    return len(orphans)
