"""Brings the database up to date, as its owner: tables, then the policies and privileges that the models declare."""

from django.core.management import call_command
from django.db import connections, transaction

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.kernel import policies, search
from linli.ops.errors import OperationError

ADMIN = "admin"


def run() -> None:
    """Migrates and applies the policies; safe to repeat. Raises OperationError without LINLI_ADMIN_URL."""
    if ADMIN not in connections.settings:
        raise OperationError(
            "未指明表属主的数据库地址 · LINLI_ADMIN_URL is not set: the address of the owner of the tables",
            "export LINLI_ADMIN_URL=postgresql://linli_owner@…/linli; docs/install.md",
        )
    call_command("migrate", database=ADMIN, interactive=False, verbosity=0)
    with transaction.atomic(using=ADMIN), connections[ADMIN].cursor() as cursor:
        policies.apply(cursor)
    search.fill(ADMIN)
