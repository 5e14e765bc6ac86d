"""How long something may take. Pure."""

from dataclasses import dataclass

from linli.kernel.calendar import Unit


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of a unit of time: 4 work hours, 2 calendar days."""

    amount: int
    unit: Unit
