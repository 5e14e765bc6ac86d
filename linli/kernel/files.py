"""Bytes kept under their own SHA-256 in the data folder: synced before the row commits.

Bytes to which no row points are swept after a day.
"""

import hashlib
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, ManyToOneRel, OuterRef
from django.utils import timezone

from linli.kernel.actor import machine
from linli.kernel.models import StoredFile
from linli.kernel.scope import ScopedModel
from linli.kernel.territory import territory

KEPT_UNREFERENCED = timedelta(hours=24)
SWEEPER = machine("job:sweep")


def path_of(sha256: str) -> Path:
    """Where the bytes with this digest are kept, whether or not they exist."""
    return Path(settings.LINLI_DATA_DIR) / "files" / sha256[:2] / sha256[2:4] / sha256


def turns() -> Path:
    """Where the processes of this instance agree on whose turn it is to decode."""
    return Path(settings.LINLI_DATA_DIR) / "turns"


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
    """Removes rows to which nothing points and bytes that no row describes, older than a day. Returns how many bytes'
    files."""
    oldest = timezone.now() - KEPT_UNREFERENCED
    _forget_rows(oldest)
    root = Path(settings.LINLI_DATA_DIR) / "files"
    aged = [p for p in root.glob("*/*/*") if p.is_file() and p.stat().st_mtime < oldest.timestamp()]
    known = set(StoredFile.objects.filter(sha256__in=[p.name for p in aged]).values_list("sha256", flat=True))
    orphans = [p for p in aged if p.name not in known]
    for orphan in orphans:
        # Whoever keeps the same bytes again meanwhile makes them young.
        if orphan.stat().st_mtime < oldest.timestamp():
            orphan.unlink(missing_ok=True)
    return len(orphans)


def _forget_rows(oldest: datetime) -> None:
    """Removes the descriptions of bytes that nothing points to any more, unless somebody just kept them again."""
    with territory(SWEEPER):
        rows = StoredFile.objects.filter(stored_at__lt=oldest)
        for pointing in StoredFile._meta.get_fields(include_hidden=True):
            if isinstance(pointing, ManyToOneRel):
                points_here = pointing.field.model._default_manager.all()
                if issubclass(pointing.field.model, ScopedModel):
                    points_here = pointing.field.model.objects.visible_to(SWEEPER)
                rows = rows.exclude(Exists(points_here.filter(**{pointing.field.name: OuterRef("pk")})))
        unused = [sha256 for sha256 in rows.values_list("sha256", flat=True) if not _is_young(sha256, oldest)]
        StoredFile.objects.filter(sha256__in=unused).delete()


def _is_young(sha256: str, oldest: datetime) -> bool:
    place = path_of(sha256)
    return place.exists() and place.stat().st_mtime >= oldest.timestamp()
