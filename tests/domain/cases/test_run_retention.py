"""PIPL 47: each round of erasing leaves a record for whoever checks it."""

import pytest

from linli.cases import jobs
from linli.cases.models import RetentionRun
from linli.cases.queries import retention
from linli.kernel.territory import territory
from tests.domain.asking import in_state
from tests.domain.cases.test_expire import last_run, retain_in
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_a_night_with_nothing_to_do_is_on_record_too(committed: World) -> None:
    jobs.retain(0)
    assert (last_run().cases, last_run().faults) == (0, 0)


def test_many_cases_go_in_rounds(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CASES_A_ROUND", 2)
    for _ in range(5):
        in_state(committed, "voided", contact={"phone": "13800000067"})
    retain_in(181)
    with territory(jobs.RETENTION):
        counts = [run.cases for run in retention.runs(jobs.RETENTION)[0]]
    assert counts == [1, 2, 2]


def test_the_auditor_of_the_town_sees_the_rounds_and_nobody_else(committed: World) -> None:
    jobs.retain(0)
    for who, seen in (("auditor", 1), ("next_auditor", 0), ("chen", 0), ("stranger", 0)):
        actor = committed.actors[who]
        with territory(actor):
            assert RetentionRun.objects.visible_to(actor).count() == seen, who
