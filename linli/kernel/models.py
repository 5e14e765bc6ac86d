"""The kernel's tables, and what an object needs to be moved round a loop."""

from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel.scope import Scope, ScopedModel

READ_AND_ADD = "SELECT, INSERT"


class LoopModel(ScopedModel):
    """An object that actions move round a loop: it has a place, a version, a state and the head of its audit chain.

    `version` grows by one with each action and is the number of its audit entry; `played` remembers who played which
    duty; `participants` and `excluded` hold tokens ('unit:/liangzhu/water/', 'account:7', 'code:…'). `digest_key` keys
    the digests of personal text in the audit: destroying it makes them meaningless.
    """

    # Related rows that actions need, fetched together with the object.
    fetched_with: ClassVar[tuple[str, ...]] = ()
    # Columns with paths of units, which follow when a unit moves.
    unit_paths: ClassVar[tuple[str, ...]] = ("unit_path",)

    area_path = models.CharField(max_length=160)
    unit_path = models.CharField(max_length=160, blank=True, default="")
    participants = ArrayField(models.TextField(), default=list, blank=True)
    excluded = ArrayField(models.TextField(), default=list, blank=True)
    state = models.CharField(max_length=24)
    version = models.PositiveIntegerField(default=0)
    head = models.BinaryField(default=bytes)
    played = ArrayField(models.TextField(), default=list, blank=True)
    digest_key = models.BinaryField(null=True)

    class Meta:
        abstract = True


class Batch(LoopModel):
    """Many rows that came in at once from a file: the object under which the import is audited."""

    scope = Scope(view="import.view", area="area_path", participants="participants")

    number = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=40)
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()
    file_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")


class Register(LoopModel):
    """What an administrator keeps as data (classes, routes): the object under which each change of a row is audited."""

    scope = Scope(view="register.view", area="area_path")

    number = models.CharField(max_length=40, unique=True)


class AuditEntry(models.Model):
    """One action on one object. Entries of an object form a hash chain; nobody can change or remove one."""

    is_about_an_object = True
    app_rights = READ_AND_ADD

    id = models.BigAutoField(primary_key=True)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    data = models.TextField()
    digest = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object_type", "object_id", "version"], name="audit_one_entry_a_version"),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="audit_at")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_truncated",
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION 'the audit is never truncated';",
            ),
        ]


class RefusedAttempt(models.Model):
    """An attempt that permission, separation of duties or a rule refused."""

    app_rights = READ_AND_ADD

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=40)

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class Checkpoint(models.Model):
    """The signed list of the chain heads that grew since the last one; a copy is kept outside as a witness.

    `upto` is the id of the newest audit entry that could be seen when it was made.
    """

    app_rights = READ_AND_ADD

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    document = models.TextField()
    signature = models.BinaryField()
    upto = models.BigIntegerField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class Event(models.Model):
    """The outbox: a fact, written in the transaction that made it true, with the scope it had at that moment.

    `left_area_path` and `left_unit_path` are where the object lay before, if it has left: those who see it no more
    are told of this as the last. The relay gives `position` after the commit, so listeners in this order skip none.
    """

    app_rights = "INSERT"
    relay_rights = "SELECT, INSERT, UPDATE, DELETE"

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    payload = models.JSONField(default=dict)
    area_path = models.CharField(max_length=160, blank=True, default="")
    unit_path = models.CharField(max_length=160, blank=True, default="")
    participants = ArrayField(models.TextField(), default=list)
    excluded = ArrayField(models.TextField(), default=list)
    left_area_path = models.CharField(max_length=160, blank=True, db_default="")
    left_unit_path = models.CharField(max_length=160, blank=True, db_default="")
    position = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], name="event_waiting", condition=models.Q(position__isnull=True)),
        ]


class IdempotencyKey(models.Model):
    """What a client's key was answered with. Answers hold numbers, states and times, never a personal value."""

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    body = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "key"], name="one_answer_a_key")]


class Clock(models.Model):
    """A named clock on an object. `due_at` is computed from `pauses`, intervals [from, to or null]."""

    is_about_an_object = True
    relay_rights = "SELECT, UPDATE"

    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    name = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)
    pauses = models.JSONField(default=list)
    due_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    fired_at = models.DateTimeField(null=True)
    # The version of the calendar by which it was started, and goes on.
    calendar = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object_type", "object_id", "name"], name="one_clock_a_name"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                name="clock_running",
                condition=models.Q(stopped_at__isnull=True, fired_at__isnull=True, due_at__isnull=False),
            ),
        ]


class WorkCalendarDocument(models.Model):
    """A city's working hours and days as data; see `linli.kernel.calendar`. What stood before a change is kept under a
    name of its own, because clocks that run by it go on by it; `version` counts the changes."""

    name = models.CharField(max_length=40, primary_key=True)
    document = models.JSONField()
    loaded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0, db_default=0)


class CalendarDay(models.Model):
    """A day off, or a weekend day on which offices are open to make up for one. A year with such a day is published."""

    day = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)


class WorkShift(models.Model):
    """Hours of every workday, from when to when."""

    opens = models.TimeField(primary_key=True)
    closes = models.TimeField()


class StoredFile(models.Model):
    """Bytes kept under their own SHA-256. Rows of the domains point here; unreferenced bytes are swept after a day."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    stored_at = models.DateTimeField()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Adds the row; the same bytes may be described by two people at the same moment."""
        StoredFile.objects.bulk_create([self], ignore_conflicts=True)


class Allowance(models.Model):
    """What a source has used of a limit within a window; see `linli.kernel.allowances`."""

    bucket = models.CharField(max_length=120, primary_key=True)
    window = models.BigIntegerField()
    used = models.PositiveIntegerField()


class Salt(models.Model):
    """What the day's sources are masked with; see `linli.kernel.allowances`. The table is not logged, so it reaches no
    archive of the log, and it is truncated when the day is over."""

    app_rights = "SELECT, INSERT, TRUNCATE"

    day = models.PositiveIntegerField(primary_key=True)
    value = models.BinaryField()


class Beat(models.Model):
    """When a background loop last went round; `/healthz` asks it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
