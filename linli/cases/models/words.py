"""What a street says in its own words: replies prepared for the desk, and sentences of the public pages."""

from typing import ClassVar

from django.db import models

from linli.kernel.personal import impersonal


class ReplyTemplate(models.Model):
    """A reply that is prepared for a move by which the desk writes to a reporter, for matters whose class begins with
    `class_code` and for one `outcome`; empty means any. Names in braces are filled in from the case."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    move = models.CharField(max_length=20, blank=True)
    class_code = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    text = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Phrase(models.Model):
    """A sentence of a public page in the street's own words; what is empty stays as it is."""

    place = models.CharField(max_length=30, unique=True)
    zh = models.CharField(max_length=300, blank=True)
    en = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["place"]

    def __str__(self) -> str:
        return self.place


class StageLimit(models.Model):
    """How long a stage may take in this city, where that is not what the product sets."""

    stage = models.CharField(max_length=20, unique=True)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20)

    class Meta:
        ordering: ClassVar = ["stage"]

    def __str__(self) -> str:
        return self.stage


for _table in ("replytemplate", "phrase", "stagelimit"):
    impersonal(f"cases_{_table}")
