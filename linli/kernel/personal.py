"""Values about a person, in one table per domain. Each field declares why it is kept, on what basis, how long and for
whom; queries return it masked; to reveal it is an action that leaves a trace.
"""

from dataclasses import dataclass

from django.db import models

from linli.kernel.scope import ScopedModel


@dataclass(frozen=True, slots=True)
class PersonalField:
    """The declaration. `retention_days` counts from the end of the matter. Whichever roles hold
    `permission` may reveal it: which those are is the city's data."""

    name: str
    purpose: str
    basis: str
    retention_days: int
    permission: str


# How many characters of a long value show at its two ends.
HEAD, TAIL = 3, 2
REGISTER: dict[str, dict[str, PersonalField]] = {}


def declare(table: str, *fields: PersonalField) -> dict[str, PersonalField]:
    """Enters a domain's personal fields in the public register."""
    REGISTER[table] = {field.name: field for field in fields}
    return REGISTER[table]


def mask(value: str) -> str:
    """Keeps five characters of a value of ten or more ('138••••••67'), the first one of a shorter value."""
    if len(value) < 2 * (HEAD + TAIL):
        return value[:1] + "•" * (len(value) - 1)
    return value[:HEAD] + "•" * (len(value) - HEAD - TAIL) + value[-TAIL:]


class PersonalModel(ScopedModel):
    """One value of one field about one subject; the subclass adds the foreign key to the subject."""

    field = models.CharField(max_length=30)
    value = models.CharField(max_length=200)
    erase_after = models.DateField(null=True)

    class Meta:
        abstract = True

    @property
    def masked(self) -> str:
        """What a page may show without a logged reason."""
        return mask(self.value)
