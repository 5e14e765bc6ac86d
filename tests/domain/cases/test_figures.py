"""Each number of a figure is the length of the list that it leads to, whatever the filter and whoever asks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.cases import actions, queries
from linli.cases.models import Case
from linli.cases.queries import FIGURES, Bar, Filter, comparing
from linli.cases.queries.lists import lit
from linli.cases.rules import LIGHTS, OUTCOMES, light
from linli.cases.workflow import CLOSED, OPEN
from linli.kernel.actor import Actor
from linli.kernel.models import Clock
from linli.kernel.territory import territory
from tests.conftest import Trial
from tests.contracts.test_query_counts import load, past, statements
from tests.domain.asking import EYE, in_state
from tests.world import COMMUNITY, NEXT_BUILDING, OTHER_BUILDING, World

pytestmark = pytest.mark.postgres15
TODAY = timezone.localdate().isoformat()
GIVEN: list[dict[str, str]] = [
    {},
    {"state": "closed,reported,handling", "from": "2026-03-02"},
    {"area": COMMUNITY},
    {"unit": "street/water", "closed_from": TODAY, "closed_to": TODAY},
    {"class": "06025", "to": TODAY},
    {"without": "unit", "q": "tap"},
    {"light": "green"},
    {"outcome": "partly"},
]


@pytest.fixture
def town(world: World) -> World:
    """Cases in most states, in two months and several places; one was rated, one returned, one opened again."""
    load(past(1), past(2, rounds=1))
    for state in ("reported", "dispatched", "handling", "suspended", "voided", "merged"):
        in_state(world, state)
    world.act(in_state(world, "checked"), "close", outcome="partly")
    closed = in_state(world, "closed")
    actions.rate(world.holder(closed), closed, level="dissatisfied", is_solved=False)
    world.act(in_state(world, "closed", building=OTHER_BUILDING), "reopen")
    world.act(in_state(world, "dispatched"), "return")
    world.report(building=NEXT_BUILDING)
    return world


def every_bar(actor: Actor, wanted: Filter) -> Iterator[tuple[str, Bar]]:
    for name, bars in queries.bars(actor, wanted).items():
        yield from ((name, bar) for bar in bars)
    for queue in queries.queues(actor, wanted):
        yield from (("queues", bar) for bar in (*queue.lights.values(), queue.whole))


def length(actor: Actor, query: dict[str, str]) -> int:
    return queries.count(actor, queries.read({name: [value] for name, value in query.items()}), 10_000)


def test_every_number_is_the_length_of_its_list(town: World, trial: Trial) -> None:
    asked = [("chen", query) for query in GIVEN] + [(who, {}) for who in ("lin", "zhao", "stranger")]
    for who, query in asked:
        actor = town.actors[who]
        with trial(f"{who} {query}"), territory(actor):
            wanted = queries.read({name: [value] for name, value in query.items()})
            counted = [(name, bar) for name, bar in every_bar(actor, wanted) if bar.count]
            assert counted
            for name, bar in counted:
                assert length(actor, query | dict(bar.narrowed)) == bar.count, (name, bar)


def test_each_figure_counts_every_case_once(town: World) -> None:
    with territory(town.chen):
        whole = queries.count(town.chen, Filter())
        found = queries.bars(town.chen, Filter())
        assert whole > 10
        for name in ("months", "hours", "classes", "units", "areas", "states"):
            assert sum(bar.count for bar in found[name]) == whole, name
        is_open = queries.count(town.chen, Filter(states=OPEN))
        assert sum(bar.count for bar in found["lights"]) == is_open
        assert sum(queue.whole.count for queue in queries.queues(town.chen, Filter())) == is_open


def test_what_is_closed_is_counted_by_what_became_of_it(town: World) -> None:
    with territory(town.chen):
        found = queries.bars(town.chen, Filter(), "outcomes")["outcomes"]
        closed = queries.count(town.chen, Filter(states=(CLOSED,)))
        (partly,) = queries.page(town.chen, Filter(outcome="partly")).rows
        Case.objects.visible_to(town.chen).filter(pk=partly.pk).update(outcome="")
        unsaid = queries.bars(town.chen, Filter(), "outcomes")["outcomes"][-1]
    assert [bar.key for bar in found] == [*OUTCOMES, ""]
    assert (found[1].count, found[-1].count, sum(bar.count for bar in found)) == (1, 0, closed)
    assert (unsaid.count, unsaid.narrowed) == (1, {"state": "closed", "without": "outcome"})


def test_nobody_counts_what_they_do_not_see(town: World) -> None:
    for who, expected in (("stranger", 1), ("ren", 0), ("admin", 0)):
        with territory(town.actors[who]):
            found = queries.bars(town.actors[who], Filter())
        assert sum(bar.count for bar in found["states"]) == expected, who


def test_the_trend_has_the_median_and_the_quartiles_of_the_hours_to_closing(world: World) -> None:
    load(*(past(number) for number in range(5)))
    with territory(EYE):
        for hours, case in enumerate(Case.objects.visible_to(EYE).order_by("reported_at"), start=1):
            done = {"closed_at": case.reported_at + timedelta(hours=hours), "state": "closed"}
            Case.objects.visible_to(EYE).filter(pk=case.pk).update(**done)
        (month,) = queries.bars(EYE, Filter(), "trend")["trend"]
    assert (month.key, month.count, month.quartiles) == ("2026-03", 5, (2.0, 3.0, 4.0))


def test_a_month_without_reports_is_not_left_out(world: World) -> None:
    load(past(1))
    world.report()
    with territory(world.chen):
        months = queries.bars(world.chen, Filter(), "months")["months"]
    first, last = months[0], months[-1]
    assert (first.key, first.count, last.count) == ("2026-03", 1, 1)
    assert [bar.count for bar in months[1:-1]] == [0] * (len(months) - 2)
    assert first.narrowed == {"from": "2026-03-01", "to": "2026-03-31"}


def test_figures_cost_the_same_for_three_cases_and_for_thirty(world: World) -> None:
    def read() -> None:
        with territory(world.chen):
            list(every_bar(world.chen, Filter()))

    load(*(past(number) for number in range(3)))
    few = statements(read)
    load(*(past(number) for number in range(27)))
    assert len(statements(read)) == len(few) <= len(FIGURES) + 2


@settings(max_examples=25)
@given(minutes=st.tuples(st.integers(-300, 300), st.one_of(st.none(), st.integers(0, 300))))
def _lights_agree(world: World, minutes: tuple[int, int | None]) -> None:
    began, lasts = minutes
    now = timezone.now()
    started = now + timedelta(minutes=began)
    due = None if lasts is None else started + timedelta(minutes=lasts)
    with territory(EYE):
        Clock.objects.filter(object_type="case", name="file").update(started_at=started, due_at=due)
        (case,) = lit(Case.objects.visible_to(EYE), now)
    assert case.light == (light(started, due, now) or "paused")


def test_the_database_gives_a_clock_the_light_that_the_rule_gives_it(world: World) -> None:
    in_state(world, "reported")
    _lights_agree(world)
    assert set(LIGHTS) == {"red", "yellow", "green", "paused"}


def test_the_cards_stand_beside_the_median_of_the_street_and_say_nothing_of_few(world: World) -> None:
    load(*(past(number) for number in range(10)))
    with territory(world.wang):
        kind, found = queries.cards(world.wang, Filter())
    assert kind == "communities"
    told = {card.name: (card.own, card.cases, card.street, card.peers) for card in found}
    # One community alone has enough cases, so its value is no median of the street.
    assert told["returned"] == (0.0, 10, None, 1)
    assert told["on_time"] == (None, 0, None, 0)


def test_the_median_is_of_those_who_have_enough_cases(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "LEAST_CASES", 1)
    monkeypatch.setattr(comparing, "LEAST_PEERS", 2)
    world.act(in_state(world, "dispatched"), "return")
    world.report()
    world.report(building=NEXT_BUILDING)
    with territory(world.wang):
        _kind, found = queries.cards(world.wang, Filter())
    card = next(card for card in found if card.name == "returned")
    assert (card.own, card.count, card.street, card.peers) == (0.5, 1, 0.25, 2)
    with territory(world.zhao):
        assert queries.cards(world.zhao, Filter())[0] == "units"


def test_each_number_on_a_card_is_the_length_of_its_list(town: World) -> None:
    with territory(town.chen):
        for card in queries.cards(town.chen, Filter())[1]:
            assert length(town.chen, dict(card.base)) == card.cases, card.name
            if card.counted:
                assert length(town.chen, dict(card.counted)) == card.count, card.name
