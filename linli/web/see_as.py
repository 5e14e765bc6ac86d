"""Looking as another person sees the product: what the session knows of it, and what it keeps closed."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from linli.accounts import actions, queries
from linli.accounts.models import AccountRecord
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal

IN_SESSION = "see_as"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# These are asked by whoever looks, in their own name.
IN_OWN_NAME = ("/manage/see-as/", "/manage/staff/why/")
END, SIGN_OUT = "/manage/see-as/end/", ("/accounts/logout/", "/api/v1/session")
# A choice of how pages look is no write.
HARMLESS = (END, "/look/", SIGN_OUT[0])
# The person's own affairs, the audit trail, and papers that leave the house.
CLOSED = re.compile(
    r"/accounts/(?!login/|logout/)|/audit/|/api/v1/(tokens|corrections|audit/)|/cases/[^/]+/dossier\.pdf$|/r/"
)


@dataclass(frozen=True, slots=True)
class SeeAs:
    """As whom somebody looks, and until when; `own` is who looks."""

    record: AccountRecord
    until: datetime
    own: Actor

    @property
    def seen(self) -> Actor:
        return queries.seen_by(self.own, self.record)


def begin(session: SessionBase, number: str, until: datetime) -> None:
    """Remembers it in this browser's session."""
    session[IN_SESSION] = {"number": number, "until": until.isoformat()}


def current(session: SessionBase, own: Actor) -> SeeAs | None:
    """What the session knows, while it holds. What has run out, or is not theirs to look as any more, ends here."""
    told: dict[str, Any] | None = session.get(IN_SESSION)
    if not told:
        return None
    record, until = queries.looked_at(told["number"]), datetime.fromisoformat(told["until"])
    if record is None:
        del session[IN_SESSION]
        return None
    found = SeeAs(record, until, own)
    if timezone.now() < until and queries.may_see_as(own, record):
        return found
    end(session, found)
    return None


def end(session: SessionBase, found: SeeAs) -> None:
    """Ends it, on record."""
    del session[IN_SESSION]
    actions.end_see_as(found.own, found.record)


def refuse(method: str, path: str) -> None:
    """Raises Refusal `only_looking` for whatever is more than looking at the work."""
    if method not in READING and path not in HARMLESS and not (method == "DELETE" and path == SIGN_OUT[1]):
        raise Refusal("only_looking")
    if CLOSED.match(path) and path not in HARMLESS:
        raise Refusal("only_looking")
