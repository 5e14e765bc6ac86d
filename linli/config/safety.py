"""Refuses to work on a database that cannot keep the product's promises."""

from django.db import connections

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.kernel import checks
from linli.ops.errors import OperationError


def refuse_unsafe_database() -> None:
    """Raises OperationError with the first fault and its remedy. A database that does not answer yet is no fault: the
    server starts and says through `/readyz` that it is not ready."""
    faults = [fault for fault in checks.faults() if fault.id != checks.NO_ANSWER]
    connections.close_all()
    if faults:
        raise OperationError(f"数据库不安全 · Unsafe database: {faults[0].msg}", str(faults[0].hint))
