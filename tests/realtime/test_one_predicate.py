"""Whoever may see a case in a list sees it on the stream, and nobody else: the three forms of the one declaration."""

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.models import Case
from linli.kernel.actor import Actor, Grant
from linli.kernel.territory import territory
from tests.world import World

AREAS = ["/33/", "/33/1/", "/33/1/11/", "/33/1/12/", "/33/10/", "/33/2/", "/33/2/21/"]
UNITS = ["/a/", "/a/b/", "/a/bc/", "/c/"]
TOKENS = ["account:1", "unit:/a/", "unit:/a/b/", "code:9f"]

grants = st.builds(
    lambda permission, areas, units: Grant("role", frozenset({permission}), tuple(areas), tuple(units)),
    st.sampled_from(["case.view", "case.close", "*"]),
    st.lists(st.sampled_from([*AREAS, "/"]), max_size=2),
    st.lists(st.sampled_from(UNITS), max_size=2),
)
actors = st.builds(
    lambda found, tokens: Actor("account:1", grants=tuple(found), tokens=frozenset(tokens), account_id=1),
    st.lists(grants, max_size=3),
    st.sets(st.sampled_from(TOKENS), max_size=2),
)
rows = st.fixed_dictionaries(
    {
        "area_path": st.sampled_from(AREAS),
        "unit_path": st.sampled_from(["", *UNITS]),
        "participants": st.lists(st.sampled_from(TOKENS), max_size=2, unique=True),
        "excluded": st.lists(st.sampled_from(TOKENS), max_size=1),
    }
)
EVERYTHING = Actor("job:test", grants=(Grant("job", frozenset({"*"}), ("/",), ("/a/", "/c/")),))


@pytest.mark.postgres15
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actor=actors, drawn=st.lists(rows, min_size=1, max_size=8))
def test_stream_list_and_row_security_show_the_same_cases(
    world: World, actor: Actor, drawn: list[dict[str, Any]]
) -> None:
    with territory(EVERYTHING):
        Case.objects.visible_to(EVERYTHING).delete()
        Case.objects.bulk_create(_case(number, row) for number, row in enumerate(drawn))
    streamed = {f"{number}" for number, row in enumerate(drawn) if Case.scope.sees(actor, row)}
    with territory(EVERYTHING):
        listed = set(Case.objects.visible_to(actor).values_list("number", flat=True))
    with territory(actor):
        secured = set(Case._base_manager.values_list("number", flat=True))
    assert streamed == listed == secured


def _case(number: int, row: dict[str, Any]) -> Case:
    return Case(number=str(number), state="reported", text="", channel="web", reported_at=timezone.now(), **row)
