"""How long a pool of connections waits for a database that is away."""

from psycopg_pool.base import AttemptWithBackoff

DAY = 86_400.0


def test_a_pool_looks_each_half_second_however_long_the_database_is_away() -> None:
    attempt, now, waits = AttemptWithBackoff(timeout=DAY), 1.0, []
    for _ in range(10):
        attempt.update_delay(now)
        waits.append(attempt.delay)
        now += attempt.delay
    assert max(waits) < 0.6
    assert min(waits) > 0.4
