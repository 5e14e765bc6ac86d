"""Signs, every half minute, the chain heads that grew, and puts a copy outside the database as a witness."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from linli.kernel import chain
from linli.kernel.actor import machine
from linli.kernel.models import Checkpoint
from linli.kernel.territory import territory

# No transaction of ours lives longer (statement and idle limits are seconds), so that an entry which became visible
# late is still found by looking back this far.
LOOK_BACK = timedelta(minutes=2)
LATEST = (
    "SELECT DISTINCT ON (object_type, object_id) object_type, object_id, version, digest FROM kernel_auditentry"
    " WHERE at >= %s ORDER BY object_type, object_id, version DESC"
)


def folder() -> Path:
    """Where the witnesses are kept; the public key lies beside them."""
    return Path(settings.LINLI_DATA_DIR) / "checkpoints"


def make(now: datetime) -> Checkpoint | None:
    """Makes the next checkpoint, or none when no chain has grown. Only one process, the worker, calls this."""
    last = Checkpoint.objects.order_by("-number").first()
    covered = chain.read_document(last.document.encode()) if last else None
    since = covered.at - LOOK_BACK if covered else datetime.min.replace(tzinfo=now.tzinfo)
    heads = _heads_since(since, _known_since(since))
    if not heads:
        return None
    previous = chain.fingerprint(last.document.encode()) if last else chain.GENESIS
    found = chain.Checkpoint(last.number + 1 if last else 1, now, previous, tuple(heads))
    return _keep(found)


def _heads_since(since: datetime, known: set[tuple[str, int, int]]) -> list[chain.Head]:
    with territory(machine("job:checkpoint")), connection.cursor() as cursor:
        cursor.execute(LATEST, [since])
        rows = [
            chain.Head(kind, pk, version, bytes(digest)) for kind, pk, version, digest in cursor.fetchall()
        ]
    return [head for head in rows if (head.object_type, head.object_id, head.version) not in known]


def _known_since(since: datetime) -> set[tuple[str, int, int]]:
    """The heads that the recent checkpoints already list."""
    recent = Checkpoint.objects.filter(at__gte=since).values_list("document", flat=True)
    heads = (head for text in recent for head in chain.read_document(text.encode()).heads)
    return {(head.object_type, head.object_id, head.version) for head in heads}


def _keep(found: chain.Checkpoint) -> Checkpoint:
    content = chain.document(found)
    signature = chain.sign(content, chain.load_or_create_key(folder() / "audit.key"))
    row = Checkpoint(number=found.number, at=found.at, document=content.decode(), signature=signature)
    row.save(force_insert=True)
    place = folder() / chain.witness_name(found.number)
    place.write_bytes(chain.witness(content, signature))
    return row
