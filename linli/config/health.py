"""`/healthz`: this process answers. `/readyz`: the database is safe, migrated and holds a town."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from linli.kernel import checks
from linli.kernel.models import Beat
from linli.places.queries import town

STALLED_AFTER = timedelta(seconds=15)


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the web process and the worker's loops go round; 503 names the loop that stands still."""
    try:
        still = _stalled()
    except DatabaseError:
        still = []
    status = 503 if still else 200
    return JsonResponse({"status": "stalled" if still else "ok", "stalled": still}, status=status)


def readyz(request: HttpRequest) -> HttpResponse:
    """200 only when people may work: no fault in the database, all migrations applied, a town loaded."""
    reasons = [str(fault.msg) for fault in checks.faults()]
    if not reasons:
        reasons += unready()
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def _stalled() -> list[str]:
    """Loops of the worker that have not gone round lately; a loop that never began is not missed here."""
    return list(Beat.objects.filter(at__lt=timezone.now() - STALLED_AFTER).values_list("name", flat=True))


def unready() -> list[str]:
    """Why people cannot work yet although the database is safe."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["Migrations are waiting: run linli migrate."]
    return [] if town() else ["No town is loaded: run linli load FOLDER."]
