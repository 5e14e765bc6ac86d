"""Brings the database up to date, as its owner: tables, then the policies and privileges that the models declare."""

from django.core.management import call_command
from django.db import connections, transaction

import linli.config.ready  # noqa: F401 - before everything that needs the models
from linli.kernel import policies, search

ADMIN = "admin"


def run() -> None:
    """Migrates and applies the policies. Needs LINLI_ADMIN_URL; safe to repeat."""
    call_command("migrate", database=ADMIN, interactive=False, verbosity=0)
    with transaction.atomic(using=ADMIN), connections[ADMIN].cursor() as cursor:
        policies.apply(cursor)
    search.fill(ADMIN)
