"""What pairs of characters say about classes: counts under keyed digests, no text."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.cases.models import EventClass
from linli.cases.models.register import DUTY
from linli.kernel.personal import Kind, PersonalField, declare


class Gram(models.Model):
    """How a pair of characters speaks for a class: `weight` by the class's name, words and conditions, `count` by the
    closed cases in which it stands. Of the pair there is the digest alone."""

    digest = models.BigIntegerField()
    event_class = models.ForeignKey(EventClass, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["digest", "event_class"], name="one_digest_a_class")]


class Learnt(models.Model):
    """What a case taught and for which class, so that it counts once and can be taken out again."""

    case_id = models.BigIntegerField(primary_key=True)
    event_class = models.ForeignKey(EventClass, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    digests = ArrayField(models.BigIntegerField(), default=list)


declare(
    "triage_learnt",
    PersonalField(
        "digests",
        _("to propose a class: keyed digests of the pairs of characters in a matter's words; they go with the words"),
        DUTY,
        None,
        "",
        Kind.WORDS,
    ),
)
