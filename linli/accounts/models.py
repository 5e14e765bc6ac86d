"""The people who work here."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from linli.accounts.permissions import ACCOUNT_CHANGE, ACCOUNT_VIEW
from linli.kernel.actor import EVERYWHERE
from linli.kernel.models import LoopModel
from linli.kernel.personal import Kind, PersonalField, Since, declare, impersonal
from linli.kernel.scope import Scope
from linli.places.models import Area


class Unit(models.Model):
    """A department, squad or community office. `path` is made of short slugs and ends in '/'.

    An outside unit (110, 12345) has a loop of its own; what it has not accepted within its limit comes back. A retired
    one gets no new cases; those that it has it brings to their end.
    """

    code = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    path = models.CharField(max_length=160, unique=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="units")
    phone = models.CharField(max_length=40, blank=True)
    is_outside = models.BooleanField(default=False)
    accept_amount = models.PositiveIntegerField(null=True)
    accept_unit = models.CharField(max_length=20, blank=True, default="")
    is_retired = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A named set of permissions; a city's data."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    permissions = ArrayField(models.TextField())

    def __str__(self) -> str:
        return self.name


class ShippedRole(models.Model):
    """What a role of this key may do as the software brought it last. A role that says the same was changed by nobody,
    and follows the next release."""

    key = models.CharField(max_length=40, primary_key=True)
    permissions = ArrayField(models.TextField())


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by their user name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who signs in. What they may do is in their grants, not here."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    # Grows when all sessions end at once; each session carries its mark.
    session_epoch = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.username = self.normalize_username(self.username).lower()

    def get_full_name(self) -> str:
        """What a page calls this person."""
        return self.name

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be this account's: it changes with the password and with the epoch."""
        return salted_hmac("linli.session", f"{self.password}:{self.session_epoch}", algorithm="sha256").hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.clean()
        super().save(*args, **kwargs)


class AccountRecord(LoopModel):
    """What is done to an account is audited under this object. Its state follows the account's `is_active`, which the
    same action writes."""

    fetched_with = ("account__unit__area",)
    scope = Scope(view=ACCOUNT_VIEW, area="area_path", unit="unit_path", participants="participants")

    number = models.CharField(max_length=20, unique=True)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="record")


class Grant(models.Model):
    """A role given to an account on one node of the area tree or of the unit tree, or without a node everywhere;
    several rows make a set. `until` is the last day on which it holds."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="grants")
    until = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(area__isnull=True) | models.Q(unit__isnull=True),
                name="grant_on_one_node_at_most",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "area", "unit"], name="grant_once", nulls_distinct=False
            ),
        ]

    @property
    def area_path(self) -> str:
        """Where the grant lies in the area tree: on its area, else that of its unit; everywhere without a node."""
        if self.unit:
            return self.unit.area.path if self.unit.area else ""
        return self.area.path if self.area else EVERYWHERE

    @property
    def unit_path(self) -> str:
        """Where it lies in the unit tree."""
        return self.unit.path if self.unit else ""

    def is_like(self, other: "Grant") -> bool:
        """Whether both give the same role on the same node."""
        return (self.role_id, self.area_id, self.unit_id) == (other.role_id, other.area_id, other.unit_id)


class Token(LoopModel):
    """A key with which a program acts for an account. Only its digest is kept."""

    scope = Scope(view=ACCOUNT_VIEW, area="area_path", participants="participants", is_withheld=True)

    number = models.CharField(max_length=20, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # The latest day; more would be a trace of what somebody does all day.
    last_used_on = models.DateField(null=True)

    @property
    def has_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class Correction(LoopModel):
    """Somebody who works here asks to have put right what is held about them: seen by them and by whoever changes
    accounts where they work. `wanted` is how it should be, `answer` why it was granted or refused."""

    fetched_with = ("account__unit__area",)
    scope = Scope(view=ACCOUNT_CHANGE, area="area_path", unit="unit_path", participants="participants")

    number = models.CharField(max_length=20, unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=20)
    wanted = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    @property
    def is_late(self) -> bool:
        """Whether nobody has answered in time."""
        return self.decided_at is None and self.due_at <= timezone.now()


CONTRACT = _("Personal Information Protection Law 13 (2), work contract")
SECURITY = _("Personal Information Protection Law 13 (3); Cybersecurity Law 23, logs of at least six months")
SIGNING_IN = _("to let the right person in and nobody else")
GUESSING = _("to stop whoever guesses passwords")


def _staff(name: str, purpose: object, permission: str = ACCOUNT_VIEW) -> PersonalField:
    return PersonalField(name, purpose, CONTRACT, None, permission, Kind.STAFF, Since.END_OF_ACCOUNT)


declare(
    "accounts_account",
    _staff("username", SIGNING_IN),
    _staff("name", _("to name whoever acted to colleagues")),
    _staff("title", _("to tell colleagues whom to ask")),
    _staff("password", SIGNING_IN, ""),
)
declare(
    "accounts_accountrecord",
    _staff("account", _("to know which account was changed, and that its password was, never to what")),
)
declare(
    "accounts_grant",
    _staff("account", _("to know who may do what, and where")),
    _staff("until", _("to know who may do what, and where")),
)
declare(
    "accounts_token",
    _staff("account", _("to know for whom a program acts")),
    _staff("name", _("to tell the own programs apart")),
    _staff("last_used_on", _("to notice a key that nobody uses, or that somebody else uses")),
)
impersonal("accounts_token", "digest")
RIGHTS = _("to answer within the term whoever asks to have something put right, and to show that it was done")
declare(
    "accounts_correction",
    *(_staff(name, RIGHTS, ACCOUNT_CHANGE) for name in ("account", "wanted", "answer", "decided_by")),
)
impersonal("accounts_correction", "field")
impersonal("accounts_unit")
impersonal("accounts_role")
impersonal("accounts_shippedrole")
# The tables of what was bought for signing in.
declare(
    "django_session",
    *(
        PersonalField(name, SIGNING_IN, CONTRACT, 1, "", Kind.STAFF, Since.MADE)
        for name in ("session_key", "session_data")
    ),
)
_TRIED = ("user_agent", "ip_address", "username", "http_accept", "path_info")
for _table, _more in (
    ("axes_accessattempt", ("get_data", "post_data")),
    ("axes_accessfailurelog", ()),
    ("axes_accesslog", ("session_hash",)),
):
    declare(
        _table,
        *(PersonalField(name, GUESSING, SECURITY, 1, "", Kind.STAFF, Since.MADE) for name in (*_TRIED, *_more)),
    )
