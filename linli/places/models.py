"""The town as a tree of areas, and its buildings."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.models import LoopModel
from linli.kernel.personal import Kind, PersonalField, declare, impersonal
from linli.kernel.scope import Scope


class Level(models.TextChoices):
    """From the city down to the micro-grid. A town may leave levels out."""

    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    MICRO_GRID = "micro_grid"


class Town(models.Model):
    """The one town that this installation serves: its root area, its name and its phones."""

    name = models.CharField(max_length=80)
    root = models.ForeignKey("Area", on_delete=models.PROTECT, related_name="+")
    division_version = models.CharField(max_length=40)
    # Grows with every change of the areas, so that every process notices.
    areas_version = models.PositiveIntegerField(default=0, db_default=0)
    phones = models.JSONField(default=list)
    loaded_at = models.DateTimeField()


class Area(models.Model):
    """One node: a street, a community, a grid. `path` holds the codes from the root down and ends in '/'.

    Codes follow the statistical division codes (12 digits to the community), 15 digits for a grid and 17 for a
    micro-grid; trailing zeros are cut from the segments of a path. `boundary` is a GeoJSON polygon in CGCS2000. A
    retired area is of an earlier division: what ended there stays there, and nothing new comes to lie in it.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    name_key = models.CharField(max_length=200, blank=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    kind = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=160, unique=True)
    households = models.PositiveIntegerField(default=0)
    boundary = models.JSONField(null=True)
    is_retired = models.BooleanField(default=False, db_default=False)
    # Whom the street names to everybody for this area, and the telephone of that duty; empty where it names nobody.
    duty_name = models.CharField(max_length=40, blank=True, default="", db_default="")
    duty_phone = models.CharField(max_length=40, blank=True, default="", db_default="")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name


def new_place_code() -> str:
    """A random, rotatable token for a place: what the code at a building's door holds."""
    return secrets.token_hex(8)


class Building(models.Model):
    """A building with its address. `code`: the community's 12 digits and 5 of its own; `place_code`: on its door."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200, db_index=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="buildings")
    area_path = models.CharField(max_length=160, db_index=True)
    lon = models.FloatField()
    lat = models.FloatField()
    kind = models.CharField(max_length=20)
    households = models.PositiveIntegerField(default=0)
    floors = models.PositiveIntegerField(default=1)
    place_code = models.CharField(max_length=24, unique=True, default=new_place_code)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.address


class PlannedDivision(LoopModel):
    """A division of a day to come: `rows` are what `places.actions.redivide` takes, `fault` why it was set aside."""

    scope = Scope(view="register.view", area="area_path")

    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    starts_on = models.DateField()
    rows = models.JSONField()
    fault = models.CharField(max_length=40, blank=True, default="")


for _table in ("town", "building", "planneddivision"):
    impersonal(f"places_{_table}")
impersonal("places_area", "code", "name", "name_key", "level", "kind", "path", "boundary")
declare(
    "places_area",
    *(
        PersonalField(
            name,
            _("to tell everybody whom to ask in a grid, where the street publishes it; gone when it takes it out"),
            _("Personal Information Protection Law 13 (3), duties by law"),
            None,
            "",
            Kind.STAFF,
        )
        for name in ("duty_name", "duty_phone")
    ),
)
