"""What leaves the straight path: applications for more time, transfers, sub-tasks of assisting units."""

from datetime import datetime
from typing import ClassVar

from django.db import models

from linli.accounts.models import Account, Unit
from linli.cases.models.cases import Case
from linli.cases.permissions import CASE_VIEW
from linli.kernel.models import LoopModel
from linli.kernel.scope import Scope, ScopedModel


class Application(ScopedModel):
    """A unit asks for an extension (延期) or a suspension (挂账); the step says how far the answer is."""

    scope = Scope(parent="case")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="applications")
    kind = models.CharField(max_length=12)
    step = models.CharField(max_length=12)
    reason = models.TextField()
    until = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    endorsed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    endorsed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(decided_at__isnull=True), name="one_open_application"
            ),
        ]


class Transfer(ScopedModel):
    """A case on its way to or from an outside unit (110, 12345): receipt, return or answer."""

    scope = Scope(parent="case")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="transfers")
    partner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_incoming = models.BooleanField()
    reference = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(ended_at__isnull=True), name="one_open_transfer"
            ),
        ]


class Task(LoopModel):
    """What an assisting unit does for a case (协办); until it has ended the case stays with the unit that leads.

    `unit_path` is the assisting unit's, `lead_path` that of the unit that had the case when it was asked; `result` is
    what was done, or why not.
    """

    scope = Scope(view=CASE_VIEW, area="area_path", unit="unit_path", participants="participants", excluded="excluded")

    fetched_with = ("unit",)
    unit_paths = ("unit_path", "lead_path")

    number = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    lead_path = models.CharField(max_length=160, blank=True, default="")
    text = models.TextField()
    result = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def is_overdue_at(self, at: datetime) -> bool:
        """Whether it was, or was left, undone beyond its limit."""
        return self.due_at is not None and (self.ended_at or at) > self.due_at

    def __str__(self) -> str:
        return self.number
