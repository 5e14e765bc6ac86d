"""What the desk list is asked for, as it stands in the address, so that it can be kept and shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import labels
from linli.cases.queries import SORTS, Filter, states_waiting_for
from linli.kernel.actor import Actor

NEEDS_ME, ALL, MINE = "needs-me", "all", "mine"
TABS: Mapping[str, Any] = {
    NEEDS_ME: _("Needs me now"),
    ALL: pgettext_lazy("tab", "All"),
    MINE: pgettext_lazy("tab", "Mine"),
}
SORT_WORDS: Mapping[str, Any] = {
    "-reported_at": _("Latest first"),
    "reported_at": _("Oldest first"),
    "due_at": _("Due first"),
}
NAMES = ("state", "area", "unit", "class", "overdue", "q", "sort")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from: its value in the address, its words, and what the query wants."""

    value: str
    words: str
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A filter that is on, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Listing:
    """One state of the list."""

    tab: str
    given: Mapping[str, tuple[str, ...]]
    cursor: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Unknown names are left out; unknown values are dropped where they are used."""
        given = {name: tuple(v.strip() for v in query.getlist(name) if v.strip()) for name in NAMES}
        tab = query.get("tab", "")
        return cls(
            tab if tab in TABS else NEEDS_ME,
            {name: values for name, values in given.items() if values},
            query.get("cursor", ""),
        )

    def one(self, name: str) -> str:
        """The value of a filter that has only one."""
        return next(iter(self.given.get(name, ())), "")

    @property
    def sort(self) -> str:
        return self.one("sort") if self.one("sort") in SORTS else "-reported_at"

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(state for state in self.given.get("state", ()) if state in labels.STATES)

    def address(self, **changes: str | None) -> str:
        """The query string with some values changed; None takes one out. A page mark never survives a change."""
        values: dict[str, Any] = {"tab": self.tab, **{name: list(v) for name, v in self.given.items()}}
        values |= {name: value for name, value in changes.items() if value is not None}
        kept = {name: value for name, value in values.items() if changes.get(name, "") is not None}
        return "?" + urlencode(kept, doseq=True)

    def filter(self, actor: Actor, areas: Sequence[Choice]) -> Filter:
        """What the query wants."""
        states = self.states
        if self.tab == NEEDS_ME:
            waiting = states_waiting_for(actor)
            states = tuple(state for state in waiting if state in states or not states) or ("",)
        return Filter(
            states=states,
            area=next((area.wanted for area in areas if area.value == self.one("area")), ""),
            unit=self.one("unit"),
            class_code=self.one("class"),
            q=self.one("q"),
            is_overdue=bool(self.one("overdue")),
            mine=self.tab == MINE,
        )

    def tags(self, areas: Sequence[Choice], units: Sequence[Choice], classes: Sequence[Choice]) -> list[Tag]:
        """The filters that are on, each with a way to take it off."""
        found = [Tag(str(labels.STATES[state]), self._without_state(state)) for state in self.states]
        for name, choices in (("area", areas), ("unit", units), ("class", classes)):
            words = next((choice.words for choice in choices if choice.value == self.one(name)), "")
            if words:
                found.append(Tag(words, self.address(**{name: None})))
        if self.one("overdue"):
            found.append(Tag(str(_("Overdue only")), self.address(overdue=None)))
        if self.one("q"):
            found.append(Tag(f"“{self.one('q')}”", self.address(q=None)))
        return found

    def _without_state(self, state: str) -> str:
        left = tuple(other for other in self.states if other != state)
        return Listing(self.tab, {**self.given, "state": left}).address()
