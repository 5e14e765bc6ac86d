"""What waits for somebody who works outdoors, made for one thumb."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from linli.cases import queries
from linli.cases.labels import TASK_VERBS, VERBS
from linli.cases.models import Case
from linli.cases.queries import Errand, Urging
from linli.cases.rules import NEVER, light
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.places.queries import names_of
from linli.web.cases.desk import applied_at_unit, contested_at_unit
from linli.web.cases.listing import FILTER_WORDS
from linli.web.entry import staff_only, this_town
from linli.web.labels import VERB_ICONS
from linli.web.request import Request

MINE, ALL = "mine", "all"
TABS: Mapping[str, Any] = {MINE: pgettext_lazy("tasks", "Mine"), ALL: pgettext_lazy("tab", "All")}
URGENCY, PLACE = "", "place"
SORTS: Mapping[str, Any] = {URGENCY: _("Urgent first"), PLACE: _("By grid and building")}
# What is asked for by nothing but the press itself.
AT_ONCE = frozenset({"accept", "start"})
TASK_ICONS = {"accept": "user-check", "report_done": "clipboard-check"}


@dataclass(frozen=True, slots=True)
class Step:
    """A button of a card. Where its press is the move, it has the key of that one move."""

    words: Any
    icon: str
    address: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A case or a sub-task as one holds it in the hand."""

    errand: Errand
    area: str
    place: str
    started_at: datetime
    due_at: datetime | None
    light: str
    urging: Urging | None = None

    @property
    def case(self) -> Case:
        return self.errand.case

    @property
    def number(self) -> str:
        return self.errand.task.number if self.errand.task else self.case.number

    @property
    def text(self) -> str:
        return self.errand.task.text if self.errand.task else self.case.text

    @property
    def version(self) -> int:
        return self.errand.task.version if self.errand.task else self.case.version

    @property
    def why_not(self) -> str:
        return sentence(self.errand.barred) if self.errand.barred else ""

    @property
    def may_picture(self) -> bool:
        """Whether a picture of what is being done belongs to the case already."""
        return self.errand.task is None and "report_back" in self.errand.verbs

    @property
    def steps(self) -> list[Step]:
        return [self._step(verb) for verb in self.errand.verbs]

    def _step(self, verb: str) -> Step:
        word = verb.replace("_", "-")
        key = uuid.uuid4().hex if verb in AT_ONCE else ""
        if self.errand.task:
            return Step(TASK_VERBS[verb], TASK_ICONS[verb], f"/tasks/{self.number}/{word}", key)
        return Step(VERBS[verb], VERB_ICONS[verb], f"/cases/{self.number}/{word}", key)


@dataclass(frozen=True, slots=True)
class Group:
    """Some cards under the name of their grid; all of them under none when they are not sorted by place."""

    area: str
    cards: Sequence[Card]


@staff_only
@require_safe
def today(request: Request) -> HttpResponse:
    """The cases and sub-tasks whose next step is this person's; or all that this person could take further. The
    position of whoever looks is never sent: the page knows where the matters are, and the phone does the rest."""
    if not queries.works_outdoors(request.actor):
        raise Refusal("forbidden")
    (tab, sort), faults = _asked(request)
    found = queries.errands(request.actor)
    lists = {MINE: [errand for errand in found if errand.is_mine], ALL: found}
    cards = _cards(request.actor, lists[tab], this_town().name)
    said = {
        "tab": tab,
        "tabs": [(name, words, _address(name, sort), len(lists[name])) for name, words in TABS.items()],
        "sort": sort,
        "sorts": [(name, words, _address(tab, name)) for name, words in SORTS.items()],
        "groups": _by_place(cards) if sort else [Group("", sorted(cards, key=_urgency))] if cards else [],
        "others": len(found) if tab == MINE else 0,
        "is_more": len(found) >= queries.MOST_ERRANDS,
        "contested": contested_at_unit(request.actor),
        "applied": applied_at_unit(request.actor),
        "faults": faults,
        "filter_words": FILTER_WORDS,
    }
    return render(request, "web/cases/today.html", said, status=422 if faults else 200)


def way_back(request: Request, number: str) -> str:
    """To the card from which a move was made, '' when it was made elsewhere."""
    return f"{reverse('today')}#{number}" if request.POST.get("from") == "today" else ""


def _asked(request: Request) -> tuple[list[str], dict[str, str]]:
    """Tab and order as the address asks for them; what there is not is said, and the usual one shown."""
    found, faults = [], {}
    for name, known, usual in (("tab", TABS, MINE), ("sort", SORTS, URGENCY)):
        wanted = request.GET.get(name, "")
        if wanted and wanted not in known:
            faults[name] = sentence(invalid(name, "none_of_these", choices=", ".join(filter(None, known))))
        found.append(wanted if wanted in known else usual)
    return found, faults


def _address(tab: str, sort: str) -> str:
    return f"?tab={tab}&sort={sort}" if sort else f"?tab={tab}"


def _cards(actor: Actor, errands: Sequence[Errand], street: str) -> list[Card]:
    """The cards with the names of their places, their clocks and who urged: as many queries however many there are."""
    cases = [errand.case for errand in errands]
    names = names_of([case.area_path for case in cases])
    clocks = queries.stage_clocks(cases)
    urged = queries.urgings(actor, [errand.case for errand in errands if errand.task is None])
    now = timezone.now()
    cards = [_card(errand, names, clocks, street, now) for errand in errands]
    return [card if card.errand.task else replace(card, urging=urged.get(card.case.pk)) for card in cards]


def _card(
    errand: Errand, names: Mapping[str, str], clocks: Mapping[int, queries.Running], street: str, now: datetime
) -> Card:
    case, clock = errand.case, clocks.get(errand.case.pk)
    started_at, due_at = case.reported_at, None
    if errand.task:
        started_at, due_at = errand.task.asked_at, errand.task.due_at
    elif clock:
        started_at, due_at = clock.started_at, clock.due_at
    building = case.building.name if case.building else ""
    address = case.address.removeprefix(street)
    place = address if building in address else f"{address} · {building}".strip(" ·")
    return Card(errand, names.get(case.area_path, ""), place, started_at, due_at, light(started_at, due_at, now))


def _urgency(card: Card) -> tuple[datetime, datetime]:
    return (card.due_at or NEVER, card.started_at)


def _by_place(cards: Sequence[Card]) -> list[Group]:
    ordered = sorted(cards, key=lambda card: (card.area, card.place, *_urgency(card)))
    return [Group(area, list(found)) for area, found in groupby(ordered, lambda card: card.area)]
