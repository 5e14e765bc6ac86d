"""The case, and what goes with it round the loop."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce

from linli.accounts.models import Account, Unit
from linli.cases.models.classes import EventClass, Standard
from linli.cases.permissions import CASE_VIEW
from linli.cases.rules import COMMUNITY, NEVER
from linli.cases.workflow import ANSWERED, ENDED, IN_HAND, MERGED, SUSPENDED, TAKEN_ON, TRANSFERRED, owner
from linli.kernel.models import LoopModel, StoredFile
from linli.kernel.scope import Scope, ScopedModel
from linli.kernel.search import Searched
from linli.places.models import Building

# When the clock of the case's present stage is due, from the columns that remember it; NEVER for what has none. As one
# expression, so that an index can be by it.
NEXT_DUE = Coalesce(
    models.Case(
        models.When(state__in=ENDED, then=models.Value(None)),
        models.When(state__in=(*TAKEN_ON, TRANSFERRED), then="due_at"),
        models.When(state=SUSPENDED, then="suspended_until"),
        default="stage_due_at",
    ),
    models.Value(NEVER),
    output_field=models.DateTimeField(),
)


class Case(LoopModel):
    """A matter on its way round the loop, opened by the first report of it.

    The limit is the class's or standard's at the time of filing: a new version applies to new cases. `level` is how far
    up it was escalated; `state_before` is where a suspended case goes on; `source` and `external_number` tell which
    outside unit sent it in, and under which number of its own. `asked` is the step of the open application, and
    `returned_by` holds the units that gave the case back, once for each time. `due_at` is of handling, `stage_due_at`
    of the latest stage before or after it; see NEXT_DUE. `urged` counts how often the unit was urged since its last
    move, `urged_at` is the last time and `urged_by` the path of the office that did it. `has_after_photo` tells of a
    picture of afterwards in this round, `lacks_photo` that it was handed in without one, by way of exception. `outcome`
    is what became of the matter as `rules.OUTCOMES` have it, '' while nobody said.
    `call_back_until` is set while a reporter of what was closed waits for a call.
    """

    scope = Scope(view=CASE_VIEW, area="area_path", unit="unit_path", participants="participants", excluded="excluded")

    searched = Searched(
        ("number", "text", "address", "result"), named={"building": ("name",), "event_class": ("code", "name")}
    )
    fetched_with = ("event_class", "unit", "standard")

    number = models.CharField(max_length=20)
    text = models.TextField()
    channel = models.CharField(max_length=16)
    event_class = models.ForeignKey(EventClass, null=True, on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    limit_amount = models.PositiveIntegerField(null=True)
    limit_unit = models.CharField(max_length=20, blank=True, default="")
    level = models.CharField(max_length=12, default=COMMUNITY)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    is_outside = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    stage_due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_overdue = models.BooleanField(default=False)
    reworks = models.PositiveIntegerField(default=0)
    returns = models.PositiveIntegerField(default=0)
    unread_messages = models.PositiveIntegerField(default=0)
    open_holds = models.PositiveIntegerField(default=0)
    open_tasks = models.PositiveIntegerField(default=0)
    has_after_photo = models.BooleanField(default=False)
    lacks_photo = models.BooleanField(default=False)
    result = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="absorbed", db_index=False
    )
    reopened = models.PositiveIntegerField(default=0)
    is_contested = models.BooleanField(default=False)
    extensions = models.PositiveIntegerField(default=0)
    suspended_until = models.DateTimeField(null=True)
    asked = models.CharField(max_length=20, blank=True, default="")
    returned_by = ArrayField(models.TextField(), default=list, blank=True)
    state_before = models.CharField(max_length=24, blank=True, default="")
    urged = models.PositiveIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    urged_by = models.TextField(blank=True, default="")
    call_back_until = models.DateTimeField(null=True)
    source = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_number = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-reported_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["-reported_at", "-id"], name="case_latest"),
            models.Index(fields=["area_path"], name="case_area"),
            models.Index(fields=["state", "-reported_at", "-id"], name="case_state_latest"),
            models.Index(fields=["unit_path", "-reported_at"], name="case_unit_latest"),
            models.Index(NEXT_DUE, "id", name="case_next_due"),
            models.Index(fields=["state"], name="case_contested", condition=models.Q(is_contested=True)),
            models.Index(fields=["state"], name="case_lacks_photo", condition=models.Q(lacks_photo=True)),
            models.Index(
                fields=["merged_into"], name="case_merged_into", condition=models.Q(merged_into__isnull=False)
            ),
            models.Index(fields=["urged_at"], name="case_urged", condition=models.Q(urged__gte=1)),
            models.Index(
                fields=["call_back_until"],
                name="case_to_call",
                condition=models.Q(call_back_until__isnull=False),
            ),
            models.Index(
                fields=["source", "external_number"],
                name="case_source",
                condition=models.Q(source__isnull=False),
            ),
        ]
        # No index for patterns comes with this, as it would with unique=True: row security would keep it unused.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="one_case_a_number"),
            models.CheckConstraint(
                condition=~models.Q(state__in=IN_HAND) | ~models.Q(unit_path=""),
                name="at_a_unit_there_is_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=SUSPENDED)
                | (models.Q(state_before__in=TAKEN_ON, suspended_until__isnull=False) & ~models.Q(unit_path="")),
                name="a_rest_has_an_end_and_a_way_back",
            ),
            models.CheckConstraint(
                condition=models.Q(open_tasks=0) | models.Q(state__in=TAKEN_ON),
                name="assisted_while_a_unit_has_it",
            ),
            models.CheckConstraint(
                condition=models.Q(state=MERGED, merged_into__isnull=False)
                | (~models.Q(state=MERGED) & models.Q(merged_into__isnull=True)),
                name="merged_is_merged_into_one",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(state__in=ANSWERED), name="an_outcome_is_of_what_was_handled"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def owner(self) -> str:
        """Who answers for it, see `workflow.owner`."""
        return owner(self.state, self.unit_path, self.state_before)

    @property
    def answer(self) -> str:
        """The result as its reporters may read it: not before the matter has ended, because until then it is what a
        unit says of itself, or the answer of a time before."""
        return self.result if self.state in ENDED else ""

    @property
    def ended_as(self) -> str:
        """The outcome as its reporters may read it: not before the matter has ended either."""
        return self.outcome if self.state in ENDED else ""


class Remark(ScopedModel):
    """The words that went with an action of somebody who works here: a reason, a result, a note. `version` ties them to
    the audit entry; `is_shown` lets reporters read them: why somebody looked at a contact. `subject` names the input
    of words beside those of the move itself: why there is no picture."""

    scope = Scope(parent="case", shown="is_shown")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="remarks")
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=20, blank=True, default="")
    is_shown = models.BooleanField(default=False)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "version", "subject"], name="one_remark_a_subject")
        ]


class Photo(ScopedModel):
    """A picture of the matter. `sent_sha256` is of the bytes as sent; what is kept was re-encoded without metadata.

    A reporter's picture belongs to the own report; one without a report was taken by somebody who works here.
    """

    scope = Scope(parent="case", within="report")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="photos")
    report = models.ForeignKey(
        "cases.Report", null=True, on_delete=models.CASCADE, related_name="photos", db_index=False
    )
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sent_sha256 = models.CharField(max_length=64)
    is_after = models.BooleanField(default=False)
    # The case that it was taken of, when that was merged into this one.
    came_from = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case", "sent_sha256"], name="photo_sent"),
            models.Index(fields=["came_from"], name="photo_came_from", condition=models.Q(came_from__isnull=False)),
        ]


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
