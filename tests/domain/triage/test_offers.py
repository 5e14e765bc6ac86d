"""Classes are offered from the tables and from the city's own closed cases; no text is kept."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel import registers
from linli.places.queries import root_path
from linli.triage import actions, jobs, rules
from linli.triage import queries as queries_of_triage
from linli.triage.models import Gram, Learnt
from linli.triage.queries import offers
from tests.domain.asking import case_of, in_state
from tests.world import World

pytestmark = pytest.mark.postgres15


def count_of(gram: str) -> int:
    found = Gram.objects.filter(digest=rules.digest(settings.SECRET_KEY, gram)).first()
    return found.count if found else 0


@pytest.fixture(autouse=True)
def tables(world: World) -> None:
    actions.learn_tables()


def set_class(world: World, **changes: str) -> None:
    values = queries.CLASSES.told(queries.event_class("06025"))
    target = registers.aim("classes", root_path())
    cases.change_class(world.admin, target, row="world|matter|06025", values={**values, **changes})
    actions.learn_tables()


def test_the_name_of_a_class_is_understood_with_the_reason_and_one_query(world: World) -> None:
    with CaptureQueriesContext(connection) as seen:
        (offer, *_) = offers("There is dirty water in the river")
    assert (offer.code, set(offer.because)) == ("06025", {"dirty water"})
    assert len(seen) == 1
    assert offers("!") == []


def test_what_people_call_it_is_understood_after_an_administrator_says_so(world: World) -> None:
    assert offers("河里漂垃圾") == []
    set_class(world, words="河里漂垃圾")
    assert [offer.code for offer in offers("我家门口的河里漂垃圾")] == ["06025"]


def test_closed_cases_teach_their_class_once_and_leave_no_text(world: World) -> None:
    numbers = [in_state(world, "closed", text="泵房半夜轰鸣睡不着") for _ in range(25)]
    for number in (*numbers, *numbers):
        actions.learn_case(case_of(number).pk)
    assert count_of("轰鸣") == 25
    assert [offer.code for offer in offers("泵房轰鸣")] == ["06025"]
    actions.learn_closed()
    assert count_of("轰鸣") == 25


def test_a_past_that_came_in_at_once_is_counted(world: World) -> None:
    in_state(world, "closed", text="泵房轰鸣")
    in_state(world, "filed", text="泵房轰鸣")
    actions.learn_closed()
    assert count_of("轰鸣") == 1


def test_what_one_case_taught_goes_with_its_words_and_what_others_taught_stays(world: World) -> None:
    one, other = (in_state(world, "closed", text="泵房轰鸣") for _ in range(2))
    actions.learn_closed()
    assert count_of("轰鸣") == 2
    cases.erase(world.holder(one), one)
    actions.learn_case(case_of(one).pk)
    actions.learn_case(case_of(one).pk)
    assert count_of("轰鸣") == 1
    cases.erase(world.holder(other), other)
    jobs.learn(0)
    assert not Gram.objects.filter(weight=0).exists()
    assert not Learnt.objects.exclude(digests=[]).exists()


def test_a_case_that_never_was_closed_teaches_nothing_when_it_is_erased(world: World) -> None:
    number = in_state(world, "voided", text="泵房轰鸣")
    actions.learn_case(case_of(number).pk)
    assert count_of("轰鸣") == 0


def test_a_confidential_class_is_not_offered_to_the_public(world: World) -> None:
    set_class(world, confidential="true")
    assert offers("dirty water") == []
    assert [offer.code for offer in offers("dirty water", is_public=False)] == ["06025"]


def test_a_retired_class_is_offered_to_nobody(world: World) -> None:
    set_class(world, retired="true")
    assert offers("dirty water", is_public=False) == []


def test_what_this_city_writes_in_most_cases_says_nothing_and_the_name_of_a_class_always_does(world: World) -> None:
    set_class(world, words="泵房轰鸣")
    for at in range(queries_of_triage.FEWEST_COMMON):
        in_state(world, "closed", text="墨竹苑泵房轰鸣" if at else "墨竹苑泵房轰鸣，井盖响")
    actions.learn_closed()
    with CaptureQueriesContext(connection) as seen:
        assert queries_of_triage.common("墨竹苑泵房轰鸣，井盖响") == {"墨竹", "竹苑", "苑泵"}
    assert len(seen) == 1
    assert queries_of_triage.common("!") == set()
