"""How often a source may do something, counted in the database because every process must count together."""

import hashlib
import hmac
import secrets
import time
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection, transaction

from linli.kernel.models import Allowance
from linli.kernel.refusals import Refusal

HOUR, DAY = 3600, 86_400
LONGEST_WINDOW = DAY

TAKE = (
    'INSERT INTO kernel_allowance AS a (bucket, "window", used) VALUES (%s, %s, 1)'
    " ON CONFLICT (bucket) DO UPDATE SET"
    ' used = CASE WHEN a."window" = excluded."window" THEN a.used + 1 ELSE 1 END, "window" = excluded."window"'
    " RETURNING used"
)
SALT_OF = "SELECT value FROM kernel_salt WHERE day = %s"
KEEP_SALT = "INSERT INTO kernel_salt (day, value) VALUES (%s, %s)"
ANY_OLDER = "SELECT EXISTS (SELECT FROM kernel_salt WHERE day < %s)"
ALONE = "LOCK TABLE kernel_salt IN ACCESS EXCLUSIVE MODE"
# A deleted row stays readable in the file until it is overwritten; a truncated table has a new file.
DESTROY = "TRUNCATE kernel_salt"
# What everybody may do so often in an hour, by the setting that says how often.
AN_HOUR = {
    "report": "LINLI_REPORTS_AN_HOUR",
    "photo": "LINLI_PHOTOS_AN_HOUR",
    "words": "LINLI_WORDS_AN_HOUR",
    "look": "LINLI_LOOKS_AN_HOUR",
}
_known: dict[int, bytes] = {}


def spend(what: str, address: str) -> None:
    """Counts one use of a row of `AN_HOUR` by the network of this address. Raises Refusal `too_many`."""
    take(what, network_of(address or "0.0.0.0"), getattr(settings, AN_HOUR[what]), HOUR)


def take(what: str, source: str, allowed: int, seconds: int) -> None:
    """Counts one use by this source. Raises Refusal `too_many` (429, with `retry_after` in seconds) beyond `allowed`
    within the current window."""
    used, retry_after = count(what, source, seconds)
    if used > allowed:
        raise Refusal("too_many", retry_after=retry_after)


def count(what: str, source: str, seconds: int) -> tuple[int, int]:
    """Counts one use by this source; returns which one it is within the current window, and how many seconds until the
    next window begins."""
    now = time.time()
    window = int(now // seconds) * seconds  # when it began
    bucket = f"{what}:{_mask(source, int(now // DAY))}"
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [bucket, window])
        return int(cursor.fetchone()[0]), int(window + seconds - now) + 1


def network_of(address: str) -> str:
    """What counts as one source: an IPv4 address, also one written as IPv6, or the /64 of an IPv6 address."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def forget_past() -> None:
    """Drops the windows that began more than a day ago, none is longer; and destroys the salt of a day that is over."""
    now = time.time()
    Allowance.objects.filter(window__lt=int(now) - LONGEST_WINDOW).delete()
    with connection.cursor() as cursor:
        cursor.execute(ANY_OLDER, [int(now // DAY)])
        is_over = cursor.fetchone()[0]
    if is_over:
        _begin_day(int(now // DAY))


def _mask(source: str, day: int) -> str:
    """The source is kept only as a digest under two keys: the installation's, which is not in the database, and the
    day's, which nobody has any more when the day is over."""
    return hmac.new(_salt(day) + settings.SECRET_KEY.encode(), source.encode(), hashlib.sha256).hexdigest()[:24]


def _salt(day: int) -> bytes:
    """The day's random salt, the same for every process."""
    if day not in _known:
        with connection.cursor() as cursor:
            cursor.execute(SALT_OF, [day])
            found = cursor.fetchone()
        salt = bytes(found[0]) if found else _begin_day(day)
        _known.clear()
        _known[day] = salt
    return _known[day]


def _begin_day(day: int) -> bytes:
    """Destroys every other day's salt and makes this day's, unless another process was first.

    Nothing of the table may have been read before in the same transaction: two who then want it alone wait for each
    other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(SALT_OF, [day])
        found = cursor.fetchone()
        salt = bytes(found[0]) if found else secrets.token_bytes(32)
        cursor.execute(DESTROY)
        cursor.execute(KEEP_SALT, [day, salt])
    return salt
