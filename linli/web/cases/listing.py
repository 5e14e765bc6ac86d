"""What the desk list is asked for, as it stands in the address, so that it can be kept and shared."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import labels
from linli.cases.queries import (
    DUE_FIRST,
    NEWEST_FIRST,
    READERS,
    SORTS,
    Filter,
    applications_waiting_for,
    contests_waiting_for,
    sift,
    states_waiting_for,
)
from linli.cases.workflow import CLOSED, OPEN, TAKEN_ON, VOIDED
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal, invalid
from linli.web.labels import LIGHTS

NEEDS_ME, ALL, MINE, TO_CALL = "needs-me", "all", "mine", "to-call"
TABS: Mapping[str, Any] = {
    NEEDS_ME: _("Needs me now"),
    ALL: pgettext_lazy("tab", "All"),
    MINE: pgettext_lazy("tab", "Mine"),
    TO_CALL: pgettext_lazy("tab", "To call back"),
}
SORT_WORDS: Mapping[str, Any] = {
    "-reported_at": _("Latest first"),
    "reported_at": _("Oldest first"),
    "due_at": _("Due first"),
}
# `mine` is a tab here.
NAMES = tuple(name for name in READERS if name != "mine")
LIST, BOARD, MAP = "", "board", "map"
VIEWS: Mapping[str, Any] = {
    LIST: pgettext_lazy("view", "List"),
    BOARD: pgettext_lazy("view", "Board"),
    MAP: pgettext_lazy("view", "Map"),
}
VIEW_ICONS: Mapping[str, str] = {LIST: "list", BOARD: "layout-kanban", MAP: "map"}
# Behind “More filters”; and what only links lead to, from a figure or the map.
RARER = (
    *("channel", "level", "outcome", "from", "to", "contested", "reopened", "urged", "without_photo", "applied"),
    "bbox",
)
LED_TO = (
    *("closed_from", "closed_to", "weekday", "hour", "light", "late", "on_time", "returned", "answered", "rating"),
    *("to_call", "called", "without", "bbox"),
)
# The filters by what comes after the closing.
AFTERWARDS = frozenset({"to_call", "called", "closed_from", "closed_to", "on_time", "rating"})
# The tabs that are only for whoever holds a permission.
TABS_OF = {TO_CALL: "case.call_back"}
YES_WORDS: Mapping[str, Any] = {
    "overdue": _("Overdue only"),
    "contested": _("Contested only"),
    "reopened": _("Reopened only"),
    "urged": _("Urged only"),
    "without_photo": _("Without a picture of afterwards"),
    "applied": _("Application not answered yet"),
    "to_call": _("To call back"),
    "late": _("Was overdue once"),
    "on_time": _("Closed on time"),
    "returned": _("Returned by a unit"),
    "answered": _("Looked at for the first time"),
    "bbox": _("A part of the map"),
}
DAY_WORDS: Mapping[str, Any] = {
    "from": _("from %(day)s"),
    "to": _("until %(day)s"),
    "closed_from": _("closed from %(day)s"),
    "closed_to": _("closed until %(day)s"),
}
# How the list is shown, of which an address names one.
CHOICES: Mapping[str, Collection[str]] = {"tab": TABS, "sort": SORTS, "view": VIEWS}
# What each filter is called, where it is said what is wrong with it.
FILTER_WORDS: Mapping[str, Any] = {
    **YES_WORDS,
    "state": _("State"),
    "area": _("Community or grid"),
    "unit": _("Unit"),
    "class": _("Class"),
    "channel": _("Channel"),
    "level": _("Level"),
    "outcome": labels.INPUTS["outcome"],
    "from": _("Reported from"),
    "to": _("until"),
    "closed_from": _("Closed from"),
    "closed_to": _("Closed until"),
    "weekday": _("Weekday"),
    "hour": _("Hour"),
    "light": _("Clock"),
    "rating": _("Rating"),
    "called": _("Call back"),
    "without": _("Without"),
    "point": _("A place on the map"),
    "q": _("Number, words or address"),
    "tab": _("Which cases"),
    "sort": _("Order"),
    "view": pgettext_lazy("list", "View"),
}


def _hour(value: str) -> str:
    return f"{int(value):02d}:00–{int(value):02d}:59"


def _without(value: str) -> str:
    return " · ".join(str(FILTER_WORDS[kind]) for kind in value.split(","))


# How values are said that no list to choose from names.
VALUE_WORDS: Mapping[str, Callable[[str], str]] = {
    "weekday": lambda value: str(WEEKDAYS[int(value) - 1]),
    "hour": _hour,
    "light": lambda value: str(LIGHTS[value]),
    "rating": lambda value: str(labels.SATISFACTION.get(value, _("any"))),
    "called": lambda value: str(labels.CALLED[value]),
    "without": _without,
}


class Choice(NamedTuple):
    """One entry of a list to choose from: its value in the address, and its words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A filter that is on, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Listing:
    """One state of the list. `faults` says of what was typed and is no filter why it is none; the list goes without."""

    tab: str
    given: Mapping[str, Sequence[str]]
    cursor: str = ""
    wanted: Filter = field(default_factory=Filter)
    faults: Mapping[str, Refusal] = field(default_factory=dict)
    view: str = LIST

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """Unknown names are left out."""
        given = {name: [v.strip() for v in query.getlist(name) if v.strip()] for name in NAMES}
        sifted = sift(given)
        chosen = {name: query.get(name, "") for name in CHOICES}
        faults = dict(sifted.faults)
        for name, known in CHOICES.items():
            if chosen[name] and chosen[name] not in known:
                chosen[name] = ""
                faults[name] = invalid(name, "none_of_these", choices=", ".join(filter(None, known)))
        kept = dict(sifted.kept) | ({"sort": (chosen["sort"],)} if chosen["sort"] else {})
        return cls(chosen["tab"] or NEEDS_ME, kept, query.get("cursor", ""), sifted.filter, faults, chosen["view"])

    def strict(self) -> Self:
        """The same, where nothing may be left out. Raises Refusal `invalid`."""
        for refusal in self.faults.values():
            raise refusal
        return self

    def one(self, name: str) -> str:
        """The value of a filter that has only one."""
        return next(iter(self.given.get(name, ())), "")

    @property
    def sort(self) -> str:
        """What waits comes by its time unless another order is asked for; what one only looks through, latest first."""
        return self.one("sort") or (DUE_FIRST if self.tab == NEEDS_ME else NEWEST_FIRST)

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(state for text in self.given.get("state", ()) for state in text.split(","))

    @property
    def led_to(self) -> Sequence[tuple[str, str]]:
        """The filters that are on and have no field of their own."""
        return [(name, value) for name in LED_TO for value in self.given.get(name, ())]

    @property
    def is_narrowed_further(self) -> bool:
        """Whether a filter is on that stands behind “More filters”."""
        return any(name in self.given or name in self.faults for name in RARER)

    @property
    def leaves_out_voided(self) -> bool:
        """What was voided, be it by an undone import, is no work: it shows to whoever asks for that state, or by words
        or number."""
        is_any = self.tab in (ALL, MINE)
        return is_any and self.view != BOARD and not self.states and not self.wanted.q

    @property
    def leaves_out_ended(self) -> bool:
        """On the board what has ended would only push aside what goes on."""
        return self.tab in (ALL, MINE) and self.view == BOARD and not self.states

    @property
    def voided(self) -> str:
        """The address of what is left out."""
        return self.address(state=VOIDED)

    def address(self, **changes: str | None) -> str:
        """The query string with some values changed; None takes one out. A page mark never survives a change."""
        values: dict[str, Any] = {"tab": self.tab, **{name: list(v) for name, v in self.given.items()}}
        if self.view:
            values["view"] = self.view
        values |= {name: value for name, value in changes.items() if value is not None}
        kept = {name: value for name, value in values.items() if changes.get(name, "") is not None}
        return "?" + urlencode(kept, doseq=True)

    def filter(self, actor: Actor) -> Filter:
        """What the query wants."""
        wanted = replace(self.wanted, mine=self.tab == MINE, without_voided=self.leaves_out_voided)
        if self.tab == NEEDS_ME:
            return _waiting_for(actor, wanted)
        if self.tab == TO_CALL:
            return replace(wanted, to_call=True, states=wanted.states or (CLOSED,))
        return replace(wanted, states=OPEN) if self.leaves_out_ended else wanted

    def tags(self, choices: Mapping[str, Sequence[Choice]]) -> list[Tag]:
        """The filters that are on, each with a way to take it off."""
        found = [Tag(_named("state", str(labels.STATES[state])), self._without_state(state)) for state in self.states]
        others = [name for name in NAMES if name != "state" and name in self.given]
        return found + [Tag(self._tag(name, choices.get(name, ())), self.address(**{name: None})) for name in others]

    def _tag(self, name: str, choices: Sequence[Choice]) -> str:
        """The value with the name of its filter, where the value does not say of what it is."""
        words = self._words(name, choices)
        return words if name in YES_WORDS or name in DAY_WORDS or name == "q" else _named(name, words)

    def _words(self, name: str, choices: Sequence[Choice]) -> str:
        value = self.one(name)
        if name in YES_WORDS:
            return str(YES_WORDS[name])
        if name in DAY_WORDS:
            return str(DAY_WORDS[name]) % {"day": value}
        if name == "q":
            return f"“{value}”"
        if name in VALUE_WORDS:
            return VALUE_WORDS[name](value)
        return next((choice.words for choice in choices if choice.value == value), value)

    def _without_state(self, state: str) -> str:
        left = tuple(other for other in self.states if other != state)
        return replace(self, given={**self.given, "state": left}).address()


def _waiting_for(actor: Actor, wanted: Filter) -> Filter:
    """What waits for a move onward, for an answer to an application, and to be opened again or not."""
    waiting, asked, contested = states_waiting_for(actor), applications_waiting_for(actor), contests_waiting_for(actor)
    only_asked = tuple(state for state in TAKEN_ON if asked and state not in waiting)
    every = (*waiting, *only_asked, *contested)
    states = tuple(state for state in every if state in wanted.states or not wanted.states)
    # Whoever has no move onward has nothing that waits, rather than everything.
    return replace(wanted, states=states or ("",), only_asked=only_asked, asked=asked, only_contested=contested)


def tabs_of(actor: Actor) -> dict[str, Any]:
    """The tabs of this person, in their order."""
    return {name: words for name, words in TABS.items() if name not in TABS_OF or actor.holds(TABS_OF[name])}


def first_tab(actor: Actor, listing: Listing) -> str:
    """Where a list opens whose address names no tab: with what waits, but not where the filter asks for what has ended,
    nor for whoever only looks on."""
    if listing.wanted.to_call and TO_CALL in tabs_of(actor):
        return TO_CALL
    return ALL if AFTERWARDS & listing.given.keys() or not waits_for(actor) else NEEDS_ME


def waits_for(actor: Actor) -> bool:
    """Whether anything ever waits for this person."""
    return any(ask(actor) for ask in (states_waiting_for, applications_waiting_for, contests_waiting_for))


def _named(name: str, words: str) -> str:
    return f"{FILTER_WORDS[name]} · {words}"
