"""How long things are kept, what was erased when, and who looked into the audit trail."""

from typing import ClassVar

from django.db import models

from linli.cases.permissions import AUDIT_VIEW
from linli.kernel.models import LoopModel
from linli.kernel.personal import impersonal
from linli.kernel.scope import Scope


class Retention(models.Model):
    """How many days after the end of its matter this city keeps a field, where that differs from the declaration."""

    table = models.CharField(max_length=60)
    field = models.CharField(max_length=40)
    days = models.PositiveIntegerField()
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Retention"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["table", "field"], name="one_retention_a_field")]


class RetentionRun(LoopModel):
    """One round of erasing what has been kept long enough. `faults` counts what the look for things that must not be
    there found."""

    scope = Scope(view=AUDIT_VIEW, area="area_path", participants="participants")

    number = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()
    cases = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    photos = models.PositiveIntegerField()
    faults = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at", "-id"], name="retention_run_latest")]


class Look(LoopModel):
    """Somebody looked into the audit trail: the object under which the look itself is in the audit."""

    scope = Scope(view=AUDIT_VIEW, area="area_path", participants="participants")

    number = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()


impersonal("cases_retention")
impersonal("cases_retentionrun")
impersonal("cases_look")
