"""Whether what was restored is whole: rights, policies, the audit against its checkpoints."""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.config.health import unready
from linli.kernel import checkpoints, checks, verifier
from linli.ops.backups import output_of
from linli.ops.binaries import Binaries


def findings(backup_url: str, binaries: Binaries, tell: Callable[[str], None]) -> list[str]:
    """What is wrong, each a sentence; empty when all is as it was."""
    found = [str(fault.msg) for fault in checks.faults()]
    for reason in unready():
        tell(f"· {reason}")
    return found + _audit(backup_url, binaries, tell)


def _audit(backup_url: str, binaries: Binaries, tell: Callable[[str], None]) -> list[str]:
    """The offline verifier over a dump of what is there now, against the checkpoints that came with the backup. Those
    from after its base are in the database, signed, and get their files again."""
    checkpoints.write_all_witnesses()
    place = Path(settings.LINLI_DATA_DIR) / "checkpoints"
    if not any(place.glob("*.json")):
        tell("· 尚无检查点 · no checkpoint yet, so there is nothing to check the audit against")
        return []
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / "audit.sql"
        command = [binaries.path("pg_dump"), "--data-only", "--table=kernel_auditentry", f"--dbname={backup_url}"]
        with output_of(command) as stream, dump.open("wb") as file:
            while piece := stream.read(1 << 20):
                file.write(piece)
        status = verifier.main(dump, place, said)
    if status == 0:
        tell(f"✓ 审计 · audit: {said.getvalue().strip()}")
        return []
    return said.getvalue().splitlines()
