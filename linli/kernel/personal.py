"""Values about a person. Each field declares why it is kept, on what basis, how long and for whom; what is kept in a
table of its own is masked by queries, and to reveal it is an action that leaves a trace.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models

from linli.kernel.scope import ScopedModel


class Kind(StrEnum):
    """What a personal field holds: a value that is masked, words in which somebody may have written a value, a picture,
    or something about a person who works here."""

    VALUE = "value"
    WORDS = "words"
    PICTURE = "picture"
    STAFF = "staff"


class Since(StrEnum):
    """From when the days of keeping are counted."""

    END_OF_MATTER = "end_of_matter"
    MADE = "made"
    END_OF_ACCOUNT = "end_of_account"


@dataclass(frozen=True, slots=True)
class PersonalField:
    """The declaration. `retention_days` counts from `since`; None means as long as the records that name the person.

    Whichever roles hold `permission` may read it: which those are is the city's data. Without one nobody reads it but
    the person and the software. `purpose` and `basis` are read by everybody, in their language.
    """

    name: str
    purpose: Any
    basis: Any
    retention_days: int | None
    permission: str
    kind: Kind = Kind.VALUE
    since: Since = Since.END_OF_MATTER


# How many characters of a long value show at its two ends.
HEAD, TAIL = 3, 2
REGISTER: dict[str, dict[str, PersonalField]] = {}
# Columns that could hold something about a person, and do not; None stands for the whole table.
IMPERSONAL: dict[str, frozenset[str] | None] = {}


def declare(table: str, *fields: PersonalField) -> dict[str, PersonalField]:
    """Enters the personal fields of a table in the public register."""
    REGISTER[table] = {field.name: field for field in fields}
    return REGISTER[table]


def impersonal(table: str, *columns: str) -> None:
    """Says of columns, or without any of the whole table, that there is nothing about a person in them."""
    IMPERSONAL[table] = frozenset(columns) or None


def mask(value: str) -> str:
    """Keeps five characters of a value of ten or more ('138••••••67'), the first one of a shorter value."""
    if len(value) < 2 * (HEAD + TAIL):
        return value[:1] + "•" * (len(value) - 1)
    return value[:HEAD] + "•" * (len(value) - HEAD - TAIL) + value[-TAIL:]


class PersonalModel(ScopedModel):
    """One value of one field about one subject; the subclass adds the foreign key to the subject."""

    field = models.CharField(max_length=30)
    value = models.CharField(max_length=200)

    class Meta:
        abstract = True

    @property
    def masked(self) -> str:
        """What a page may show without a logged reason."""
        return mask(self.value)
