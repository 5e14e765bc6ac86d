"""What happens to cases by themselves, in time."""

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.cases import actions
from linli.cases.queries import retention
from linli.kernel import files, register
from linli.kernel.actor import machine
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory

RETENTION = machine("job:retention")
CASES_A_ROUND = 500


# 19:41 UTC is the small hours where this is at home.
@app.periodic(cron="41 19 * * *")
@app.task(name="cases.retain", queue="tidy", queueing_lock="cases.retain", pass_context=False)
def retain(timestamp: int) -> None:
    """Erases what has been kept long enough, in rounds that each leave a record, and sweeps the pictures' bytes."""
    while _one_round() == CASES_A_ROUND:
        pass
    files.sweep()


def _one_round() -> int:
    """Erases in so many cases and puts it on record; also when there was nothing. Returns in how many."""
    began = timezone.now()
    with territory(RETENTION):
        due = retention.due(RETENTION, began, CASES_A_ROUND)
    done = [number for number in due if _expire(number)]
    faults = [*register.undeclared(), *register.forbidden()]
    actions.run_retention(RETENTION, None, numbers=done, began=began, faults=faults)
    return len(done)


def _expire(number: str) -> bool:
    """False when somebody reopened the case a moment ago, or another round was here."""
    try:
        actions.expire(RETENTION, number)
    except Refusal as refusal:
        structlog.get_logger().info("nothing erased", number=number, code=refusal.code)
        return False
    return True
