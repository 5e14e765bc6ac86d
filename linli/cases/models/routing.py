"""Who does what: the routes by which cases find their unit, and the published list of matters by authority."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.accounts.models import Unit
from linli.cases.models.classes import Scheme
from linli.places.models import Area


class Route(models.Model):
    """Matters whose class begins with `class_code` in `area` go to `unit`; empty means any. The most specific wins."""

    scheme = models.ForeignKey(Scheme, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, blank=True)
    class_code = models.CharField(max_length=12, blank=True)
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="routes")
    since = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheme", "kind", "class_code", "area"], name="one_route_a_place", nulls_distinct=False
            ),
        ]


class MatterList(models.Model):
    """A published version of the list of matters by authority (事项清单)."""

    version = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    published_on = models.DateField()
    replaced_on = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-published_on", "-id"]

    def __str__(self) -> str:
        return self.version


class Matter(models.Model):
    """One matter of the list: whose duty it is, who helps, and on what legal basis."""

    in_list = models.ForeignKey(MatterList, on_delete=models.CASCADE, related_name="matters")
    number = models.CharField(max_length=20)
    category = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    authority = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="+")
    assisting = ArrayField(models.TextField(), default=list, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    # Codes of the classes that it covers.
    classes = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["in_list", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["in_list", "number"], name="one_matter_a_number")]

    def __str__(self) -> str:
        return self.name
