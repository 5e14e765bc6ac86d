"""How often a source may do something, counted in the database because every process must count together."""

import hashlib
import hmac
import time
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection

from linli.kernel.models import Allowance
from linli.kernel.refusals import Refusal

LONGEST_WINDOW = 86_400

TAKE = (
    'INSERT INTO kernel_allowance AS a (bucket, "window", used) VALUES (%s, %s, 1)'
    " ON CONFLICT (bucket) DO UPDATE SET"
    ' used = CASE WHEN a."window" = excluded."window" THEN a.used + 1 ELSE 1 END, "window" = excluded."window"'
    " RETURNING used"
)


def take(what: str, source: str, allowed: int, seconds: int) -> None:
    """Counts one use by this source. Raises Refusal `too_many` (429, with `retry_after` in seconds) beyond `allowed`
    within the current window."""
    now = time.time()
    window = int(now // seconds) * seconds  # when it began
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [f"{what}:{_mask(source)}", window])
        used = int(cursor.fetchone()[0])
    if used > allowed:
        raise Refusal("too_many", retry_after=int(window + seconds - now) + 1)


def network_of(address: str) -> str:
    """What counts as one source: an IPv4 address, also one written as IPv6, or the /64 of an IPv6 address."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def forget_past() -> None:
    """Drops the windows that began more than a day ago; none is longer."""
    Allowance.objects.filter(window__lt=int(time.time()) - LONGEST_WINDOW).delete()


def _mask(source: str) -> str:
    """The source is kept only as a digest whose key changes every day."""
    salt = f"{settings.SECRET_KEY}{datetime.now(UTC):%Y-%m-%d}".encode()
    return hmac.new(salt, source.encode(), hashlib.sha256).hexdigest()[:24]
