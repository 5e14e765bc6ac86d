"""What kinds of matter there are, and by which standard each is filed, timed and closed."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Scheme(models.Model):
    """A published table of classes ('GB/T 47678.5-2026'); several may be in force after one another."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=80)
    in_force_from = models.DateField(null=True)
    in_force_to = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code


class EventClass(models.Model):
    """What kind of matter it is: a row of a published table.

    Its limit holds where no standard says otherwise; `words` are what people say when they mean it; nothing of a
    confidential class is shown to the public. One that needs an `after_photo` is not handed in as handled without a
    picture of afterwards. One that is retired takes no new cases.
    """

    scheme = models.ForeignKey(
        Scheme, on_delete=models.PROTECT, db_column="scheme", related_name="classes", db_index=False
    )
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    major_code = models.CharField(max_length=6)
    major_name = models.CharField(max_length=40)
    limit_amount = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=20)
    is_self_handled = models.BooleanField(default=False)
    needs_after_photo = models.BooleanField(default=False)
    is_confidential = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)
    words = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["scheme", "kind", "code"], name="one_class_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Standard(models.Model):
    """One condition under which a matter of the class is filed, with its limit and the condition that closes it.

    A row is never changed: what replaces it begins on the day on which it ends, and a case keeps the one it was filed
    by.
    """

    event_class = models.ForeignKey(EventClass, on_delete=models.CASCADE, related_name="standards")
    item = models.PositiveIntegerField()
    filing_condition = models.CharField(max_length=300)
    closing_condition = models.CharField(max_length=200, blank=True)
    limit_amount = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["event_class", "item", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_class", "item"], condition=models.Q(valid_to__isnull=True), name="one_standard_an_item"
            ),
        ]

    def __str__(self) -> str:
        return self.filing_condition
