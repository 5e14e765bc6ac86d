"""`/healthz`: this process answers. `/readyz`: the database is safe, migrated and holds a town."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from linli.kernel import checks
from linli.kernel.beats import stalled
from linli.places.queries import town


def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the web process and the worker's loops go round; 503 names the loop that stands still."""
    try:
        still = stalled(timezone.now())
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


def unready() -> list[str]:
    """Why people cannot work yet although the database is safe."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["Migrations are waiting: run linli migrate."]
    return [] if town() else ["No town is loaded: run linli load FOLDER."]
