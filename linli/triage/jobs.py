"""What triage does in time."""

from procrastinate.contrib.django import app

from linli.triage import actions


# 20:11 UTC, after what was kept long enough has been erased.
@app.periodic(cron="11 20 * * *")
@app.task(name="triage.learn", queue="tidy", queueing_lock="triage.learn", pass_context=False)
def learn(timestamp: int) -> None:
    """Counts what was not counted yet, as after an upgrade, and takes out what a failed handler left."""
    actions.learn_closed()
