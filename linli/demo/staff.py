"""Who may make which move, for the history: under the separation of duties that holds for people."""

from collections.abc import Mapping, Sequence
from random import Random

from linli.demo.people import Person

CHECKED_BY_GRID_WORKER = 0.55
DISPATCHED_BY_CHIEF = 0.1
CLOSED_BY_CHIEF = 0.35


class Staff:
    """Draws the person for a move from those whose grants reach the case."""

    def __init__(self, random: Random, people: Sequence[Person]) -> None:
        self._random = random
        self._by_role: dict[str, list[Person]] = {}
        for person in people:
            self._by_role.setdefault(person.role, []).append(person)
        self._worker_of: Mapping[str, str] = {
            person.areas[0]: person.username for person in self._by_role["grid_worker"]
        }

    def grid_worker(self, grid: str) -> str:
        return self._worker_of[grid]

    def registrar(self) -> str:
        return self._one("registrar")

    def dispatcher(self) -> str:
        return self._one("duty_chief" if self._random.random() < DISPATCHED_BY_CHIEF else "dispatcher")

    def chief(self) -> str:
        return self._one("duty_chief")

    def lead(self, unit: str) -> str:
        return self._of_unit(unit, ("unit_lead",))

    def acceptor(self, unit: str) -> str:
        return self._of_unit(unit, ("unit_lead", "handler"))

    def handler(self, unit: str) -> str:
        return self._of_unit(unit, ("handler",))

    def verifier(self, grid: str, reporter: str | None) -> str:
        """The worker of the grid or the verifier of that quarter; neither handles, nobody checks an own report."""
        worker = self._worker_of[grid]
        if worker != reporter and self._random.random() < CHECKED_BY_GRID_WORKER:
            return worker
        return next(person.username for person in self._by_role["verifier"] if grid[:12] in person.areas)

    def closer(self, registered_by: str | None) -> str:
        """Somebody at the desk who did not take the call."""
        role = "duty_chief" if self._random.random() < CLOSED_BY_CHIEF else "registrar"
        free = [person.username for person in self._by_role[role] if person.username != registered_by]
        return self._random.choice(free)

    def _one(self, role: str) -> str:
        return self._random.choice(self._by_role[role]).username

    def _of_unit(self, unit: str, roles: Sequence[str]) -> str:
        people = [person for role in roles for person in self._by_role[role] if unit in person.units]
        return self._random.choice(people).username
