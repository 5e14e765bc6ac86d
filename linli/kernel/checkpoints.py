"""Signs, every half minute, the chain heads that grew, and puts a copy outside the database as a witness."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from linli.kernel import chain, files
from linli.kernel.actor import machine
from linli.kernel.models import Checkpoint
from linli.kernel.territory import territory

# Entries become visible when their transaction commits, so lower ids may show up after higher ones. No transaction of
# ours lives longer than this (statement and idle limits are seconds): looking back this far before the last checkpoint,
# however long ago that was, finds them all.
LOOK_BACK = timedelta(minutes=5)
WITNESSES_LOOKED_AFTER = 100
# After a bulk load a hundred thousand heads have grown: read and written at once they would hold up the threads beside.
HEADS_AT_ONCE = 1000
LATEST = (
    "SELECT DISTINCT ON (object_type, object_id) object_type, object_id, version, digest FROM kernel_auditentry"
    " WHERE id > %s ORDER BY object_type, object_id, version DESC"
)
NEWEST = "SELECT coalesce(max(id), 0) FROM kernel_auditentry"
# One process makes checkpoints at a time. The number is arbitrary, but the same in every process.
LOCK = 4_142_002
CHECKPOINTER = machine("job:checkpoint")


def folder() -> Path:
    """Where the witnesses and the public key are kept, to be copied to another place; the private key is not here."""
    return Path(settings.LINLI_DATA_DIR) / "checkpoints"


def make(now: datetime) -> Checkpoint | None:
    """Makes the next checkpoint, or several when many chains have grown. Returns the last; none when no chain has grown
    or another worker is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        try:
            return _make(now)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _make(now: datetime) -> Checkpoint | None:
    settled = _settled()
    number, before = (settled.number, settled.upto) if settled else (0, 0)
    known = _known_after(number)
    with territory(CHECKPOINTER), connection.cursor() as cursor:
        cursor.execute(NEWEST)
        upto = int(cursor.fetchone()[0])
        cursor.execute(LATEST, [before])
        rows = (chain.Head(kind, pk, version, bytes(digest)) for kind, pk, version, digest in cursor)
        heads = [head for head in rows if (head.object_type, head.object_id, head.version) not in known]
    row = None
    for begin in range(0, len(heads), HEADS_AT_ONCE):
        # Only the last of them may say that all was seen: the worker can end between two.
        is_last = begin + HEADS_AT_ONCE >= len(heads)
        row = _keep(now, heads[begin : begin + HEADS_AT_ONCE], upto if is_last else before)
    # Of the new ones, and of one whose process died before writing it.
    _write_witnesses(Checkpoint.objects.filter(number__gt=number - WITNESSES_LOOKED_AFTER))
    return row


def _settled() -> Checkpoint | None:
    """The newest checkpoint after which another looked late enough to see every entry up to its `upto`."""
    made = Checkpoint.objects.order_by("-number")
    last = made.first()
    return made.filter(at__lt=last.at - LOOK_BACK).first() if last else None


def _known_after(number: int) -> set[tuple[str, int, int]]:
    """The heads that the checkpoints after this one list."""
    recent = Checkpoint.objects.filter(number__gt=number).values_list("document", flat=True)
    heads = (head for text in recent for head in chain.read_document(text.encode()).heads)
    return {(head.object_type, head.object_id, head.version) for head in heads}


def _keep(now: datetime, heads: list[chain.Head], upto: int) -> Checkpoint:
    last = Checkpoint.objects.order_by("-number").first()
    previous = chain.fingerprint(last.document.encode()) if last else chain.GENESIS
    content = chain.document(chain.Checkpoint(last.number + 1 if last else 1, now, previous, tuple(heads)))
    key = chain.load_or_create_key(Path(settings.LINLI_DATA_DIR) / "audit.key")
    row = Checkpoint(
        number=last.number + 1 if last else 1,
        at=now,
        document=content.decode(),
        signature=chain.sign(content, key),
        upto=upto,
    )
    row.save(force_insert=True)
    return row


def write_all_witnesses() -> None:
    """Writes every witness that is missing: after a restore to a moment, those since the base."""
    _write_witnesses(Checkpoint.objects.all())


def _write_witnesses(rows: QuerySet[Checkpoint]) -> None:
    place = folder()
    for number in rows.order_by("number").values_list("number", flat=True):
        file = place / chain.witness_name(number)
        if not file.exists():
            row = Checkpoint.objects.get(number=number)
            files.write_durably(file, chain.witness(row.document.encode(), bytes(row.signature)))
    public = Path(settings.LINLI_DATA_DIR) / "audit.pub"
    if public.exists() and not (place / "audit.pub").exists():
        files.write_durably(place / "audit.pub", public.read_bytes())
