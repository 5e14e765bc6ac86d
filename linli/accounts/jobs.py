"""What is tidied up about people who sign in."""

from datetime import timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

ATTEMPTS_LIVE = timedelta(days=1)


@app.periodic(cron="27 * * * *")
@app.task(name="accounts.tidy", queue="tidy", queueing_lock="accounts.tidy", pass_context=False)
def tidy(timestamp: int) -> None:
    """Forgets sessions that have ended, and wrong passwords (with address and name) after a day."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_LIVE).delete()
