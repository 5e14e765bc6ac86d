"""Figures by program: the numbers of the page, each with the query that lists its cases."""

from tests.api.conftest import Caller, People
from tests.domain.asking import in_state
from tests.world import World


def test_each_number_comes_with_the_query_of_its_list(world: World, people: People) -> None:
    in_state(world, "filed")
    in_state(world, "handling")
    answer = people["chen"].get("/figures?state=filed,handling").json()
    bars = [bar for figure in answer["figures"] for bar in figure["bars"] if bar["count"]]
    assert {figure["name"] for figure in answer["figures"]} >= {"months", "trend", "lights"}
    for bar in bars:
        # The figure's own filter is taken over where the bar says nothing else of it.
        state = "" if "state=" in bar["query"] else "&state=filed,handling"
        assert len(people["chen"].get(f"/cases?{bar['query']}{state}").json()["cases"]) == bar["count"], bar


def test_single_figures_are_asked_for_by_name(world: World, people: People) -> None:
    answer = people["chen"].get("/figures?figure=states&figure=months").json()
    assert [figure["name"] for figure in answer["figures"]] == ["states", "months"]
    assert people["chen"].get("/figures?figure=people").status_code == 422


def test_everybody_reads_the_open_statistics(world: World, public: Caller) -> None:
    world.report()
    assert public.get("/statistics").json() == {"months": [], "quarters": [], "years": []}
