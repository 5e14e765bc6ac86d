"""The sub-tasks as they must be: who may ask whom for a part of a case, who moves it, and what that does to the case.
Like `tests/model.py` it knows nothing of the product but a few names."""

from dataclasses import dataclass
from typing import Any

from tests.model import HELPERS, Model
from tests.unit.cases.expected import TAKEN_ON

ASKED_FOR: dict[str, dict[str, Any]] = {
    "accept": {},
    "report_done": {"result": "The road is closed."},
    "return": {"reason": "It is a private road."},
    "cancel": {"reason": "The road may stay open."},
}
# Where each move leads from.
NEXT = {
    ("asked", "accept"): "working",
    ("working", "report_done"): "done",
    ("asked", "return"): "returned",
    ("working", "return"): "returned",
    ("asked", "cancel"): "cancelled",
    ("working", "cancel"): "cancelled",
}
OPEN = ("asked", "working")
LEADERS = ("zhao", "chen")
# Whom one may ask, and whom not: the unit itself, an outside one, one that there is not.
UNITS = {
    "street/roads": "",
    "next/water": "",
    "street/water": "rule",
    "police": "rule",
    "nobody": "invalid",
}


def refusal_of_asking(case: Model, who: str, unit: str) -> str | None:
    """Why this person may not ask that unit for a part of the case now."""
    if not case.sees(who):
        return "not_found"
    if who not in LEADERS or (who == "zhao" and case.unit != "water"):
        return "forbidden"
    # Without a unit of its own there is none that would assist itself.
    if UNITS[unit] and (unit != "street/water" or case.unit == "water"):
        return UNITS[unit]
    return None if case.state in TAKEN_ON else "illegal_move"


@dataclass(eq=False)
class Part:
    """One sub-task as it must be."""

    number: str
    case: Model
    unit: str
    is_due: bool
    state: str = "asked"
    version: int = 1

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def sees(self, who: str) -> bool:
        """Those whose street it is, the unit that leads and the one that assists; also when it has ended."""
        if who in HELPERS:
            return HELPERS[who] == self.unit
        return who not in ("stranger", "li", "gong")

    def refusal(self, who: str, verb: str) -> str | None:
        """Why not, in the order of the runner; None when the move must be made."""
        if not self.sees(who):
            return "not_found"
        if who not in (LEADERS if verb == "cancel" else HELPERS):
            return "forbidden"
        if (self.state, verb) not in NEXT:
            return "illegal_move"
        if verb == "report_done" and ("observer", who) in self.case.played:
            return "separation_of_duties"
        return None

    def make(self, who: str, verb: str) -> None:
        """The move is made; what ends the part ends it in the case too."""
        self.state = NEXT[self.state, verb]
        self.version += 1
        if not self.is_open:
            self.case.disengage(who, self.unit, is_done=verb == "report_done")
