"""What pairs of characters say about classes: counts, no text."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.cases.models import EventClass
from linli.cases.models.register import DUTY
from linli.kernel.personal import Kind, PersonalField, declare


class Gram(models.Model):
    """How a pair of characters speaks for a class: `weight` by the class's name, words and conditions, `count` by the
    closed cases in which it stood."""

    gram = models.CharField(max_length=20)
    event_class = models.ForeignKey(EventClass, on_delete=models.CASCADE, related_name="+")
    weight = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["gram", "event_class"], name="one_gram_a_class")]


class Learnt(models.Model):
    """The cases that were counted, so that none is counted twice."""

    case_id = models.BigIntegerField(primary_key=True)


declare(
    "triage_gram",
    PersonalField(
        "gram",
        _("to propose a class: pairs of characters, and in how many matters they stood, not in which"),
        DUTY,
        None,
        "",
        Kind.WORDS,
    ),
)
