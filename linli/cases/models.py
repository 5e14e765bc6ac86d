"""Reports and cases."""

from typing import ClassVar

from django.db import models

from linli.accounts.models import Account, Unit
from linli.cases.permissions import CASE_REVEAL, CASE_VIEW
from linli.kernel.models import LoopModel, StoredFile
from linli.kernel.personal import PersonalField, PersonalModel, declare
from linli.kernel.scope import Scope, ScopedModel
from linli.places.models import Building

CONTACT = declare(
    "cases_contact",
    PersonalField("name", "to address the reporter", "PIPL 13 (1), consent", 180, CASE_REVEAL),
    PersonalField(
        "phone",
        "to ask back and to tell the result",
        "PIPL 13 (1), consent",
        180,
        CASE_REVEAL,
    ),
)


class EventClass(models.Model):
    """What kind of matter it is: a row of a published table, the city's limit, the unit that usually handles it."""

    scheme = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    major_code = models.CharField(max_length=6)
    major_name = models.CharField(max_length=40)
    limit_amount = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=20)
    is_self_handled = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["scheme", "kind", "code"], name="one_class_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Case(LoopModel):
    """A matter on its way round the loop, opened by the first report of it."""

    scope = Scope(view=CASE_VIEW, area="area_path", unit="unit_path", participants="participants", excluded="excluded")

    fetched_with = ("event_class", "unit")

    number = models.CharField(max_length=20)
    text = models.TextField()
    channel = models.CharField(max_length=16)
    event_class = models.ForeignKey(EventClass, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    is_outside = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_overdue = models.BooleanField(default=False)
    reworks = models.PositiveIntegerField(default=0)
    returns = models.PositiveIntegerField(default=0)
    open_holds = models.PositiveIntegerField(default=0)
    result = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-reported_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-reported_at", "-id"], name="case_latest"),
            models.Index(fields=["area_path"], name="case_area"),
            models.Index(fields=["state", "-reported_at", "-id"], name="case_state_latest"),
            models.Index(fields=["unit_path", "-reported_at"], name="case_unit_latest"),
            models.Index(fields=["due_at", "id"], name="case_due"),
        ]
        # No index for patterns comes with this, as it would with unique=True: row security would keep it unused.
        constraints: ClassVar = [models.UniqueConstraint(fields=["number"], name="one_case_a_number")]

    def __str__(self) -> str:
        return self.number


class Report(ScopedModel):
    """What one neighbour said. Only the digest of the tracking code is kept."""

    scope = Scope(parent="case")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reports")
    code_digest = models.CharField(max_length=32, unique=True)
    channel = models.CharField(max_length=16)
    text = models.TextField()
    is_anonymous = models.BooleanField(default=False)
    received_at = models.DateTimeField()


class Contact(PersonalModel):
    """How to reach the reporter, if the reporter wished to say."""

    scope = Scope(parent="case")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="contacts")


class Remark(ScopedModel):
    """The words that went with an action: a reason, a result. `version` ties them to the audit entry."""

    scope = Scope(parent="case")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remarks")
    version = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "version"], name="one_remark_an_action")]


class Photo(ScopedModel):
    """A picture of the matter. `sent_sha256` is of the bytes as sent; what is kept was re-encoded without metadata."""

    scope = Scope(parent="case")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sent_sha256 = models.CharField(max_length=64)
    is_after = models.BooleanField(default=False)
    version = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "sent_sha256"], name="photo_sent")]


class Hold(ScopedModel):
    """Something above the case (a sub-task, a whistle, an order) that must end before the case may close."""

    scope = Scope(parent="case")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="holds")
    holder = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "holder"],
                condition=models.Q(released_at__isnull=True),
                name="one_open_hold_a_holder",
            ),
        ]
