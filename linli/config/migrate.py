"""Brings the database up to date, as its owner: tables, then the policies and privileges that the models declare."""

import os
import secrets
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

ADMIN = "admin"


def run() -> None:
    """Migrates and applies the policies. Needs LINLI_ADMIN_URL; safe to repeat."""
    keep_secret_key(Path(settings.LINLI_DATA_DIR))
    django.setup()
    from linli.kernel import policies  # needs the loaded registry

    call_command("migrate", database=ADMIN, interactive=False, verbosity=0)
    with transaction.atomic(using=ADMIN), connections[ADMIN].cursor() as cursor:
        policies.apply(cursor)


def keep_secret_key(folder: Path) -> None:
    """Makes the installation's secret key once, readable by its owner only."""
    place = folder / "secret.key"
    if os.environ.get("LINLI_SECRET_KEY") or place.exists():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
