"""The relay gives positions after the commit: none is skipped, none doubled, and jobs come with them or not at all."""

import json
from collections.abc import Sequence
from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.kernel import jobs, outbox
from linli.kernel.facts import FACTS
from linli.kernel.models import Event
from tests import cluster
from tests.domain.asking import at_once, in_state, refused, rows
from tests.world import World

pytestmark = pytest.mark.postgres15


def nothing(hearings: Sequence[outbox.Hearing]) -> None:
    """Nobody listens."""


def positions() -> list[tuple[int, int | None]]:
    return list(Event.objects.using("relay").order_by("id").values_list("id", "position"))


def relay_all() -> int:
    total = 0
    while relayed := outbox.relay_once(nothing):
        total += relayed
    return total


def test_facts_get_positions_in_their_order_without_a_gap(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 4)
    in_state(committed, "closed")
    count = relay_all()
    assert [position for _, position in positions()] == list(range(1, count + 1))
    assert outbox.relay_once(nothing) == 0


def test_a_fact_that_committed_late_comes_after_those_already_told_and_is_not_skipped(committed: World) -> None:
    late = psycopg.connect(cluster.environment(cluster.database_name())["DATABASE_URL"])
    late.execute(
        "INSERT INTO kernel_event (name, object_type, object_id, version, at, payload, area_path, unit_path,"
        " participants, excluded) VALUES ('case.filed', 'case', 1, 1, now(), '{}', '', '', '{}', '{}')"
    )
    committed.report()
    relay_all()
    late.commit()
    late.close()
    assert relay_all() == 1
    (late_id, late_position), (last_id, last_position) = positions()[-2:]
    assert late_id < last_id
    assert (late_position or 0) == (last_position or 0) + 1


def test_a_fact_of_a_refused_action_is_never_announced(committed: World) -> None:
    before = len(positions())
    with refused("forbidden"):
        committed.act(committed.report(), "file", by=committed.leader)
    assert [event.name for event in Event.objects.using("relay").order_by("id")[before:]] == ["case.reported"]


def test_relays_at_once_give_each_position_once(committed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 3)
    in_state(committed, "closed")
    at_once(4, lambda _: relay_all())
    relay_all()
    found = [position for _, position in positions()]
    assert sorted(found, key=lambda p: p or 0) == list(range(1, len(found) + 1))


def test_each_handler_gets_one_job_a_fact_in_the_same_transaction(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "HANDLERS", {"case.filed": {"one.hears": print, "two.hears": print}})
    number = in_state(committed, "filed")
    outbox.relay_once(jobs.defer_hearings)
    deferred = rows(
        "SELECT args ->> 'handler', args -> 'fact' -> 'payload' FROM procrastinate_jobs ORDER BY id", using="relay"
    )
    assert [handler for handler, _ in deferred] == ["one.hears", "two.hears"]
    payloads = [json.loads(payload) for _, payload in deferred]
    assert {payload["number"] for payload in payloads} == {number}
    assert all(set(payload) == FACTS["case.filed"] for payload in payloads)


def test_when_a_job_cannot_be_deferred_no_position_is_given_and_all_is_tried_again(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "HANDLERS", {"case.filed": {"one.hears": print}})
    in_state(committed, "filed")

    def fails(hearings: Sequence[outbox.Hearing]) -> None:
        raise DatabaseError

    with pytest.raises(DatabaseError):
        outbox.relay_once(fails)
    assert {position for _, position in positions()} == {None}
    heard: list[outbox.Hearing] = []
    outbox.relay_once(heard.extend)
    assert [handler for handler, _ in heard] == ["one.hears"]


def test_many_facts_are_deferred_by_as_many_statements_as_few(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "HANDLERS", {"case.filed": {"one.hears": print}})
    counts = []
    for cases in (1, 12):
        for _ in range(cases):
            in_state(committed, "filed")
        with CaptureQueriesContext(connections["relay"]) as asked:
            outbox.relay_once(jobs.defer_hearings)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert rows("SELECT count(*) FROM procrastinate_jobs", using="relay") == [(13,)]


def test_who_makes_a_whole_anew_hears_the_last_of_many_facts_and_runs_alone(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "HANDLERS", {"case.filed": {"whole.hears": print}})
    monkeypatch.setattr(outbox, "ALONE", {"whole.hears"})
    last = [in_state(committed, "filed") for _ in range(3)][-1]
    outbox.relay_once(jobs.defer_hearings)
    deferred = rows("SELECT lock, args #>> '{fact,payload,number}' FROM procrastinate_jobs", using="relay")
    assert deferred == [("whole.hears", last)]


def test_whoever_waits_for_the_stream_is_woken_by_the_last_position(committed: World) -> None:
    with psycopg.connect(cluster.environment(cluster.database_name())["DATABASE_URL"], autocommit=True) as stream:
        stream.execute(f"LISTEN {outbox.CHANNEL}".encode())
        count = outbox.relay_once(nothing)
        (woken,) = list(stream.notifies(timeout=5, stop_after=1))
    assert woken.payload == str(count)


def test_a_fact_carries_the_scope_that_the_object_had_when_it_happened(committed: World) -> None:
    committed.drive(in_state(committed, "dispatched"), "return")
    found = Event.objects.using("relay").order_by("id")
    units = {event.name: event.unit_path for event in found if event.name.startswith("case.")}
    assert units["case.dispatched"] == "/street/water/"
    assert units["case.returned"] == ""


def test_old_facts_are_forgotten_once_they_went_out_but_for_the_last(committed: World) -> None:
    in_state(committed, "filed")
    assert outbox.forget(timezone.now() + timedelta(days=1)) == 0
    count = relay_all()
    assert outbox.forget(timezone.now() - timedelta(days=1)) == 0
    assert outbox.forget(timezone.now() + timedelta(days=1)) == count - 1
    committed.report()
    relay_all()
    assert [position for _, position in positions()] == [count, count + 1]


def test_a_fact_names_where_the_object_has_left(committed: World) -> None:
    committed.drive(committed.report(), "file", "dispatch", "return")
    with connections["relay"].cursor() as cursor:
        cursor.execute("SELECT name, unit_path, left_unit_path FROM kernel_event WHERE unit_path <> left_unit_path")
        assert cursor.fetchall() == [("case.dispatched", "/street/water/", ""), ("case.returned", "", "/street/water/")]
