"""The public register of everything that is kept about people, put together from the declarations beside the models;
and what is missing in it. The kernel's own tables are declared here.
"""

import re
from collections.abc import Iterator

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.models import LoopModel
from linli.kernel.personal import IMPERSONAL, REGISTER, Kind, PersonalField, Since, declare, impersonal

DUTY = _("Personal Information Protection Law 13 (3), duties by law")
SECURITY = _("Personal Information Protection Law 13 (3); Cybersecurity Law 23, logs of at least six months")
# The permission to read the audit trail, wherever it is asked for.
AUDIT_VIEW = "audit.view"
WHO_ACTED = _("to say who acted, for whoever checks later; a number of an account or of a code, no name")
# What every object on its way round a loop has, told once.
OF_EVERY_LOOP = (
    PersonalField("participants", _("to open the object to those who take part in it"), DUTY, None, "", Kind.STAFF),
    PersonalField("excluded", _("to keep out those who must not see the object"), DUTY, None, "", Kind.STAFF),
    PersonalField("played", _("to keep duties apart that one person may not both have"), DUTY, None, "", Kind.STAFF),
)
IMPERSONAL_IN_A_LOOP = frozenset({"area_path", "unit_path", "state", "head", "digest_key", "number"})
TELLING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.FloatField,
    models.DecimalField,
    models.BinaryField,
    models.GenericIPAddressField,
    models.FileField,
    models.DateField,
    ArrayField,
    SearchVectorField,
)
# Links to people and to pictures.
LINKED = ("accounts.Account", "kernel.StoredFile")
# Tables of the software itself, in which nothing about anybody has a place.
OF_THE_SOFTWARE = ("auth_", "django_content_type", "procrastinate_", "kernel_participation")


def entries() -> list[tuple[str, PersonalField]]:
    """Every personal field with its table, by table."""
    found = [(table, field) for table, fields in REGISTER.items() for field in fields.values()]
    found += [(model._meta.db_table, field) for model in _loops() for field in OF_EVERY_LOOP]
    return sorted(found, key=lambda pair: pair[0])


def undeclared() -> list[str]:
    """The columns that could hold something about a person and of which nobody has said whether they do."""
    return [
        f"{model._meta.db_table}.{field.name}"
        for model in apps.get_models()
        if not model._meta.db_table.startswith(OF_THE_SOFTWARE)
        for field in _telling(model)
        if not _is_settled(model, field.name)
    ]


# What must be nowhere, by words in the names of tables and columns: see docs/scope.md.
FORBIDDEN = re.compile(
    r"face|biometr|fingerprint|religio|ethnic|diagnos|addict|convict|criminal|offen[cs]e|watch_?list|blacklist"
    r"|citizen_score|social_credit|risk_score|trajector|footstep|petitioner_profile|id_card|identity_number"
)


def forbidden() -> list[str]:
    """Columns whose names tell of something that this software declines to keep."""
    names = [
        f"{model._meta.db_table}.{field.name}" for model in apps.get_models() for field in model._meta.concrete_fields
    ]
    return [name for name in names if FORBIDDEN.search(name)]


def _loops() -> Iterator[type[LoopModel]]:
    return (model for model in apps.get_models() if issubclass(model, LoopModel))


def _telling(model: type[models.Model]) -> "Iterator[models.Field[object, object]]":
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            if field.related_model._meta.label in LINKED:
                yield field
        elif isinstance(field, TELLING) and not isinstance(field, models.DateTimeField):
            yield field


def _is_settled(model: type[models.Model], column: str) -> bool:
    table = model._meta.db_table
    of_a_loop = {*IMPERSONAL_IN_A_LOOP, *(field.name for field in OF_EVERY_LOOP)}
    if issubclass(model, LoopModel) and column in of_a_loop:
        return True
    known = IMPERSONAL.get(table, frozenset())
    return known is None or column in known or column in REGISTER.get(table, {})


declare("kernel_auditentry", PersonalField("actor", WHO_ACTED, SECURITY, None, AUDIT_VIEW, Kind.STAFF, Since.MADE))
impersonal("kernel_auditentry", "object_type", "action", "data", "digest")
declare("kernel_refusedattempt", PersonalField("actor", WHO_ACTED, SECURITY, None, AUDIT_VIEW, Kind.STAFF, Since.MADE))
impersonal("kernel_refusedattempt", "action", "object_type", "reference", "code")
declare(
    "kernel_event",
    PersonalField("participants", _("to tell only those who may see it"), DUTY, 7, "", Kind.STAFF, Since.MADE),
    PersonalField("excluded", _("to tell nothing to those who must not see it"), DUTY, 7, "", Kind.STAFF, Since.MADE),
)
impersonal(
    "kernel_event", "name", "object_type", "payload", "area_path", "unit_path", "left_area_path", "left_unit_path"
)
declare(
    "kernel_idempotencykey",
    PersonalField("owner", _("to carry out what is sent twice only once"), DUTY, 30, "", Kind.STAFF, Since.MADE),
)
impersonal("kernel_idempotencykey", "key", "action", "body", "answer")
impersonal("kernel_batch", "kind", "file_sha256")
declare(
    "kernel_wording",
    PersonalField("grams", _("to find a matter by its words; goes together with them"), DUTY, None, "", Kind.WORDS),
)
impersonal("kernel_wording", "object_type")
impersonal("kernel_salt", "value")
for _table in (
    "checkpoint",
    "clock",
    "workcalendardocument",
    "calendarday",
    "workshift",
    "storedfile",
    "allowance",
    "beat",
):
    impersonal(f"kernel_{_table}")
