"""Pure decisions about cases."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from linli.kernel.calendar import Unit
from linli.kernel.instants import LAST_YEAR
from linli.kernel.limit import Limit
from linli.kernel.refusals import Refusal, invalid

LONGEST_TEXT = 2000
LONGEST_REMARK = 1000
LONGEST_HOLD_REASON = 200
LONGEST_ADDRESS = 200
LONGEST_CONTACT = 40
# A telephone number, and perhaps a second one.
BETWEEN_SIGNS, EXTENSION_WORDS = "/、,，;；", "转|ext|x|#"
A_PHONE = r"[-+() 0-9]{5,20}((转|ext\.?|EXT\.?|x|#) ?[0-9]{1,8})? ?"
A_CONTACT = f"{A_PHONE}([{BETWEEN_SIGNS}]{A_PHONE})?"
PHONES, BETWEEN = re.compile(A_CONTACT), re.compile(f"[{BETWEEN_SIGNS}]")
EXTENSION, DIGIT = re.compile(f"({EXTENSION_WORDS}).*", re.IGNORECASE), re.compile("[0-9]")
# Numbers are compared by their digits, with the country's prefix or without.
COUNTRY, SHORTEST_BARE, LONGEST_BARE = "86", 7, 11
LONGEST_EXTERNAL_NUMBER = 60
SHORTEST_KEY, LONGEST_KEY = 16, 80
MOST_PHOTOS = 10
MOST_EXTENSIONS = 2
# What was told to the desk is written down at most so long after.
LATEST_INTAKE = timedelta(days=366)
# So long one office waits for a unit that it has urged, before it urges it again.
URGED_AGAIN_AFTER = timedelta(hours=2)
# One in so many matters that a grid worker settled alone is checked by somebody else.
SPOT_CHECK_ONE_IN = 10
# The input that says why there is no picture of afterwards; also what the words kept of it are about.
WITHOUT_PHOTO = "without_photo"

# How a running clock looks, and from which part of its time on it is yellow; one that stands still is paused.
GREEN, YELLOW, RED, PAUSED = "green", "yellow", "red", "paused"
LIGHTS = (RED, YELLOW, GREEN, PAUSED)
SOON = 0.75

# How far up a case has come.
GRID, COMMUNITY, STREET, DISTRICT = "grid", "community", "street", "district"
LEVELS = (GRID, COMMUNITY, STREET, DISTRICT)
# What became of a matter, whatever its state: public words, figures and every comparison hang on what each means. Of a
# matter before it was handled, and of what ended without being handled, nothing is said.
DONE, PARTLY, NOT_FOUND, NO_ACTION, NOT_DONE = "done", "partly", "not_found", "no_action", "not_done"
OUTCOMES = (DONE, PARTLY, NOT_FOUND, NO_ACTION, NOT_DONE)
# What is settled on the spot leaves nothing to be done.
ON_THE_SPOT = (DONE, NOT_FOUND, NO_ACTION)
# Of these there is something to show.
SHOWN = (DONE, PARTLY)
# What a worker found who looked before filing.
FINDINGS = ("confirmed", "not_found")
# How the desk found out that whoever asks for a code is the reporter.
IDENTITIES = ("called_back", "in_person", "knew_the_matter", "source_vouches")
# How far an application is that nobody has answered.
EXTENSION_ASKED, EXTENSION_ENDORSED, SUSPENSION_ASKED = "extension_asked", "extension_endorsed", "suspension_asked"


class Channel(StrEnum):
    """How a report came in."""

    SCAN = "scan"
    WEB = "web"
    GRID_WORKER = "grid_worker"
    PATROL = "patrol"
    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    TRANSFER = "transfer"


class Level(StrEnum):
    """How content a reporter is."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    DISSATISFIED = "dissatisfied"


PUBLIC_CHANNELS = frozenset({Channel.SCAN, Channel.WEB})
# Through these the person at the keyboard saw the matter; by phone, visit or letter a registrar only writes it down.
OBSERVING_CHANNELS = frozenset({Channel.SCAN, Channel.WEB, Channel.GRID_WORKER, Channel.PATROL})

# When a matter is due that has no time: after all that have, and still a time that a cursor may tell.
NEVER = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)

# How long each stage may take when the city has set nothing else; the stage `handle` has its limit from the class.
STAGE_LIMITS = {
    "file": Limit(15, Unit.MINUTE),
    "receive": Limit(1, Unit.MINUTE),
    "verify": Limit(24, Unit.URGENT_HOUR),
    "dispatch": Limit(15, Unit.MINUTE),
    "accept": Limit(2, Unit.WORK_HOUR),
    "transfer": Limit(1, Unit.MINUTE),
    "handle": Limit(2, Unit.WORK_DAY),
    "check": Limit(2, Unit.WORK_HOUR),
    "close": Limit(2, Unit.WORK_HOUR),
}

# verb → the stages whose clocks it stops, and those whose clocks it starts
CLOCKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "report": ((), ("file",)),
    "ask_to_verify": ((), ("verify",)),
    "verify": (("verify",), ("file",)),
    "file": (("file", "receive"), ("dispatch",)),
    "dispatch": (("dispatch",), ("accept", "handle")),
    "accept": (("accept",), ()),
    "return": (("accept", "handle"), ("dispatch",)),
    "report_back": (("handle",), ("check",)),
    "check_pass": (("check",), ("close",)),
    "check_fail": (("check",), ("handle",)),
    "check_fail_without_unit": (("check",), ("dispatch",)),
    "close": (("close",), ()),
    "take_back": (("file",), ()),
    "check_fail_at_partner": (("check",), ("handle",)),
    "void": (("receive", "file", "verify", "dispatch"), ()),
    "self_handle": (("receive", "file", "verify", "dispatch"), ()),
    "transfer_out": (("dispatch",), ("transfer",)),
    "accept_transfer": (("transfer",), ("handle",)),
    "return_transfer": (("transfer", "handle"), ("dispatch",)),
    "recall": (("transfer", "accept", "handle"), ("dispatch",)),
    "recall_before_filing": (("verify",), ()),
    "answer_transfer": (("handle",), ("check",)),
    "transfer_in": ((), ("receive", "file")),
    "receive": (("receive",), ()),
    "merge": (("receive", "file", "verify", "dispatch"), ()),
    "unmerge": ((), ("file",)),
    "unmerge_was_filed": ((), ("dispatch",)),
    "send_back": (("receive", "file", "verify", "dispatch"), ()),
    "resume": (("suspension",), ()),
    "reopen": ((), ("dispatch",)),
    "reopen_was_voided": ((), ("file",)),
    "reopen_unfiled": ((), ("file",)),
}


def plays_observer(channel: str, *, is_on_behalf: bool = False) -> bool:
    """Whoever saw the matter may neither handle nor close it; registering what somebody else saw is not seeing."""
    return channel in OBSERVING_CHANNELS and not is_on_behalf


def is_drawn(number: str, secret: str, one_in: int = SPOT_CHECK_ONE_IN) -> bool:
    """Whether a self-handled matter is drawn for a spot check. It follows from the number, so there is no second try,
    and from the installation's secret, so nobody knows before."""
    drawn = hmac.new(secret.encode(), f"drawn {number}".encode(), hashlib.sha256).hexdigest()
    return int(drawn, 16) % one_in == 0


def case_number(day: str, case_id: int) -> str:
    """The number people quote: the day ('20261121') and the running number, at least six digits."""
    return f"{day}{case_id:06d}"


def check_key(key: str | None) -> str:
    """A client's key, 16 to 80 characters. Raises Refusal `key_missing` (400)."""
    if not key or not SHORTEST_KEY <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Refusal("key_missing")
    return key


def tracking_code(secret: str, key: str, number: str) -> str:
    """The reporter's code, 130 bits in 26 letters and digits. It follows from the client's key, so that it need not be
    kept and is the same when the key is sent again; without the server's secret it cannot be guessed."""
    digest = hmac.new(secret.encode(), f"tracking:{number}:{key}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def code_digest(code: str) -> str:
    """What is kept of a tracking code; long and random enough to need no salt."""
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()[:32]


def clean_text(field: str, text: str, longest: int) -> str:
    """Text as it will be kept: trimmed, no control characters but line breaks. Raises Refusal `invalid`."""
    kept = "".join(c for c in text.replace("\r\n", "\n") if c == "\n" or c == "\t" or c.isprintable()).strip()
    if len(kept) > longest:
        raise invalid(field, "too_long", longest=longest)
    return kept


def new_digest_key() -> bytes:
    """The key of a case's digests in the audit."""
    return secrets.token_bytes(16)


def check_report(
    is_staff: bool,
    text: str,
    channel: str,
    contact: Mapping[str, str],
    *,
    is_anonymous: bool,
    is_on_behalf: bool = False,
) -> None:
    """Raises Refusal `missing_input` without a text, `invalid` for a channel that is unknown or not the public's, for
    registering for others by one who does not work here, for a contact left together with anonymity, for anonymity of
    one whose name stands at it anyway, and for a phone that is no phone number."""
    check_text(text)
    if channel not in set(Channel) - {Channel.TRANSFER} or not (is_staff or channel in PUBLIC_CHANNELS):
        raise invalid("channel", "unknown_channel")
    if (is_on_behalf or contact.get("on_behalf_of")) and not is_staff:
        raise invalid("on_behalf", "only_staff")
    if is_anonymous and any(contact.values()):
        raise invalid("contact", "anonymous_with_contact")
    if is_anonymous and is_staff and plays_observer(channel, is_on_behalf=is_on_behalf):
        raise invalid("anonymous", "staff_is_known")
    check_phone(contact.get("phone", ""))


def check_text(text: str) -> None:
    """Raises Refusal `missing_input` without words, `invalid` for too many."""
    if not clean_text("text", text, LONGEST_TEXT):
        raise Refusal("missing_input", field="text")


def check_received(received_at: datetime | None, now: datetime, *, is_staff: bool) -> datetime:
    """When the report reached the desk: now, unless the desk says when. Raises Refusal `invalid`."""
    if received_at is None:
        return now
    if not is_staff:
        raise invalid("received_at", "only_staff")
    if received_at > now:
        raise invalid("received_at", "in_the_future")
    if received_at < now - LATEST_INTAKE:
        raise invalid("received_at", "too_long_ago")
    return received_at


def check_phone(phone: str) -> None:
    """Raises Refusal `invalid` for what is no phone number, nor two of them; each may have an extension (转, ext)."""
    if phone and not PHONES.fullmatch(phone):
        raise invalid("contact", "bad_phone")


def phone_numbers(phone: str) -> list[str]:
    """The digits of each number, without the country's prefix and extensions; none of those too short to tell."""
    found = ["".join(DIGIT.findall(EXTENSION.sub("", one))) for one in BETWEEN.split(phone)]
    bare = [one.removeprefix(COUNTRY) if len(one) > LONGEST_BARE else one for one in found]
    return [one for one in bare if len(one) >= SHORTEST_BARE]


def needed_still(*, is_open: bool, is_contested: bool) -> Refusal | None:
    """Why a reporter's words and pictures must be kept although the reporter wants them erased."""
    if is_open:
        return Refusal("rule", rule="needed_while_open")
    return Refusal("rule", rule="needed_while_contested") if is_contested else None


def check_past(at: datetime, reported_at: datetime, closed_at: datetime | None) -> None:
    """Raises Refusal `invalid` for a matter that was reported after `at`, closed after `at` or before its report."""
    if reported_at > at:
        raise invalid("reported_at", "in_the_future")
    if closed_at and closed_at > at:
        raise invalid("closed_at", "in_the_future")
    if closed_at and closed_at < reported_at:
        raise invalid("closed_at", "closed_before_reported")


def check_digest(data: bytes, sha256: str) -> None:
    """Raises Refusal `checksum` unless the digest is of exactly these bytes."""
    if hashlib.sha256(data).hexdigest() != sha256.lower():
        raise Refusal("checksum")


@dataclass(frozen=True, slots=True)
class Way:
    """One route: whose class begins with `class_code` and lies in `area` goes to `unit`; empty means any."""

    class_code: str
    area_path: str
    unit: str
    scheme: str = ""
    kind: str = ""
    area: str = ""
    since: datetime | None = None

    def fits(self, scheme: str, kind: str, class_code: str, area_path: str) -> bool:
        return (
            self.scheme in ("", scheme)
            and self.kind in ("", kind)
            and class_code.startswith(self.class_code)
            and area_path.startswith(self.area_path)
        )

    @property
    def weight(self) -> tuple[int, int, bool, bool]:
        """How exactly it says what it means: the class before the area, and those before table and kind."""
        return len(self.class_code), self.area_path.count("/"), bool(self.scheme), bool(self.kind)


class Ways:
    """All routes, found by beginnings of the class and areas above: as many steps however many routes there are."""

    def __init__(self, ways: Iterable[Way]) -> None:
        self._found: dict[tuple[str, str], list[Way]] = {}
        for way in sorted(ways, key=lambda way: way.weight, reverse=True):
            self._found.setdefault((way.class_code, way.area_path), []).append(way)

    def way(self, scheme: str, kind: str, class_code: str, area_path: str) -> Way | None:
        """The most specific route: the longest beginning of the class, then the deepest area."""
        areas = [area_path[: at + 1] for at in range(len(area_path) - 1, 0, -1) if area_path[at] == "/"]
        for length in range(len(class_code), -1, -1):
            for area in (*areas, ""):
                for way in self._found.get((class_code[:length], area), ()):
                    if way.fits(scheme, kind, class_code, area_path):
                        return way
        return None


Chosen = TypeVar("Chosen")


def choose_standard(known: Mapping[int, Chosen], item: int | None) -> Chosen | None:
    """The standard by its item; the only one needs no choice, and a class that has none gives none.

    Raises Refusal `missing_input` when there are several and none was chosen, `invalid` for an unknown item.
    """
    if item is None and len(known) > 1:
        raise Refusal("missing_input", field="standard")
    if item is not None and item not in known:
        raise invalid("standard", "unknown_standard")
    return known[item] if item is not None else next(iter(known.values()), None)


def check_outcome(outcome: str, *, is_on_the_spot: bool = False) -> None:
    """Raises Refusal `missing_input` when nothing is said, `invalid` for what no outcome is, and `rule` for a matter
    that would end on the spot although something is left to do."""
    if not outcome:
        raise Refusal("missing_input", field="outcome")
    if outcome not in OUTCOMES:
        raise invalid("outcome", "unknown_choice")
    if is_on_the_spot and outcome not in ON_THE_SPOT:
        raise Refusal("rule", rule="not_settled_on_the_spot")


# The moves after which somebody checks what was done.
CHECKED_AFTER = frozenset({"dispatch", "transfer_out", "self_handle"})

# The moves by which somebody says that the work is done.
HANDING_IN = frozenset({"report_back", "answer_transfer", "self_handle"})

# The moves that end a case, which something above it may still hold.
ENDING = frozenset({"close", "void", "self_handle", "send_back", "merge"})


def obstacle(verb: str, *, holds: int, may_self_handle: bool) -> Refusal | None:
    """What a rule puts in the way of a move that the table allows; asked by the action and by the page's buttons.

    `holds` counts what above the case is open; `may_self_handle` is what its class says, True while it has none.
    """
    if verb in ENDING and holds:
        return Refusal("on_hold", holds=holds)
    if verb == "release" and not holds:
        return Refusal("rule", rule="no_such_hold")
    if verb == "self_handle" and not may_self_handle:
        return Refusal("rule", rule="class_not_self_handled")
    return None


@dataclass(frozen=True, slots=True)
class Aside:
    """What the rules ask about a case that leaves the straight path. `asked` is the step of its open application;
    `is_own` whether the actor's own unit has or had it last, `urged_at` when the actor's office urged it lately."""

    asked: str = ""
    extensions: int = 0
    is_late: bool = False
    level: str = COMMUNITY
    is_incoming: bool = False
    open_tasks: int = 0
    is_own: bool = False
    urged_at: datetime | None = None
    is_contested: bool = False


# The step at which an application must be for the move.
ANSWERS = {
    "endorse_extension": (EXTENSION_ASKED,),
    "approve_extension": (EXTENSION_ENDORSED,),
    "refuse_extension": (EXTENSION_ASKED, EXTENSION_ENDORSED),
    "approve_suspension": (SUSPENSION_ASKED,),
    "refuse_suspension": (SUSPENSION_ASKED,),
}

# The answers that let an application have its way; a refusal before the unit's own chief has looked waits for nobody.
GRANTING = frozenset({"endorse_extension", "approve_extension", "approve_suspension"})

# The moves that take the case out of its unit's hands, for which every assisting unit must have ended its part.
LEAVING = frozenset({"report_back", "return", "recall", "request_suspension", "approve_suspension"})


def rule_aside(verb: str, case: Aside) -> Refusal | None:
    """The rule that a move beside the straight path would break."""
    if verb in LEAVING and case.open_tasks:
        return Refusal("rule", rule="tasks_open")
    if verb in ANSWERS:
        return _rule_of_answering(verb, case)
    if verb in ("request_extension", "request_suspension"):
        return _rule_of_asking(verb, case)
    if verb == "escalate" and case.level == LEVELS[-1]:
        return Refusal("rule", rule="top_level")
    is_urging = verb == "urge"
    if case.is_own and verb in ("urge", "call_back"):
        return Refusal("rule", rule="own_unit" if is_urging else "own_unit_had_it")
    if is_urging:
        return _rule_of_urging(case)
    if verb == "decline_contest":
        return None if case.is_contested else Refusal("rule", rule="not_contested")
    return _rule_of_incoming(verb, case)


def _rule_of_urging(case: Aside) -> Refusal | None:
    if case.urged_at:
        again = case.urged_at + URGED_AGAIN_AFTER
        return Refusal("rule", rule="urged_lately", at=f"{case.urged_at:%Y-%m-%d %H:%M}", again=f"{again:%H:%M}")
    return None


def _rule_of_incoming(verb: str, case: Aside) -> Refusal | None:
    if verb in ("receive", "send_back") and not case.is_incoming:
        return Refusal("rule", rule="not_transferred_in")
    return Refusal("rule", rule="transferred_in") if verb == "merge" and case.is_incoming else None


def _rule_of_answering(verb: str, case: Aside) -> Refusal | None:
    if verb == "approve_extension" and case.asked == EXTENSION_ASKED:
        return Refusal("rule", rule="not_endorsed")
    if case.asked not in ANSWERS[verb]:
        return Refusal("rule", rule="no_application")
    is_too_late = verb in ("endorse_extension", "approve_extension") and case.is_late
    return Refusal("rule", rule="answered_too_late") if is_too_late else None


def _rule_of_asking(verb: str, case: Aside) -> Refusal | None:
    if case.asked:
        return Refusal("rule", rule="application_open")
    if verb == "request_extension" and case.extensions >= MOST_EXTENSIONS:
        return Refusal("rule", rule="extended_twice")
    if verb == "request_extension" and case.is_late:
        return Refusal("rule", rule="already_overdue")
    return None


def check_until(until: datetime, now: datetime) -> None:
    """Raises Refusal `invalid` unless a case may rest until then: later than now, and by the calendar of `now`'s zone
    no later than the same day of the next year."""
    if until <= now:
        raise invalid("until", "in_the_past")
    if until.astimezone(now.tzinfo).date() > _same_day_next_year(now.date()):
        raise invalid("until", "too_far")


def _same_day_next_year(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def task_due(until: datetime | None, now: datetime, case_due: datetime | None) -> datetime | None:
    """When a sub-task is due: at the time that was given, else with the case; of a case that is late only when a time
    was given. Raises Refusal `invalid` for a time that has passed or lies beyond the case's own."""
    bound = case_due if case_due and case_due > now else None
    if until is None:
        return bound
    if until <= now:
        raise invalid("until", "in_the_past")
    if bound and until > bound:
        raise invalid("until", "after_the_case")
    return until


def is_other_class(one: int | None, other: int | None) -> bool:
    """Whether two cases were put under different classes; one without a class may be anything."""
    return None not in (one, other) and one != other


def next_level(level: str) -> str:
    """The level above; the highest is its own."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def light(started_at: datetime, due_at: datetime | None, at: datetime) -> str:
    """Green, in the last quarter of the time yellow, after it red; '' for a clock that is paused. `queries.lit` says
    the same to the database."""
    if due_at is None:
        return ""
    if at > due_at:
        return RED
    whole = (due_at - started_at).total_seconds()
    return YELLOW if whole and (at - started_at).total_seconds() / whole >= SOON else GREEN
