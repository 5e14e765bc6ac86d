"""Whoever locks several cases does it in one order, so that two people never wait for each other."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import connection, connections, transaction

from linli.cases import actions as cases
from linli.cases.models import Case
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests.domain.asking import EYE
from tests.domain.cases.test_copy import of
from tests.world import TO_THE_END, World

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def waiting_for_a_lock() -> int:
    with connection.cursor() as cursor:
        # Activity is told as it was at the first question of a transaction, unless one says to look again.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def once_waiting(pool: ThreadPoolExecutor, call: Callable[[], object], count: int) -> "Future[str]":
    """Starts the call, and returns as soon as so many wait for a lock."""

    def answer() -> str:
        try:
            call()
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    begun = pool.submit(answer)
    for _ in range(500):
        if waiting_for_a_lock() >= count:
            return begun
        time.sleep(0.01)
    raise AssertionError("nobody waits")


def test_erasing_and_parting_the_same_two_cases_never_wait_for_each_other(committed: World) -> None:
    """Both wait for the later case; whoever has it next must not hold what the other needs."""
    first, second = committed.report("canary"), committed.report()
    holder = committed.holder(first)
    committed.merged(first, second)
    committed.drive(second, *TO_THE_END)
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic(), territory(EYE):
            list(Case.objects.visible_to(EYE).filter(number=second).select_for_update(of=("self",)))
            erasing = once_waiting(pool, lambda: cases.erase(holder, second), 1)
            parting = once_waiting(pool, lambda: cases.unmerge(committed.chen, first, reason="Another tap."), 2)
        assert (erasing.result(), parting.result()) == ("done", "illegal_move")
    assert not of(committed, first).has_words
