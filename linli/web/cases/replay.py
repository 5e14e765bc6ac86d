"""The case as it stood after one of its entries: the history played back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.accounts.queries import units
from linli.cases import queries
from linli.cases.queries import Line
from linli.cases.rules import COMMUNITY
from linli.cases.workflow import ANSWERED, REPORTED
from linli.web.cases.story import who_did
from linli.web.entry import staff_only
from linli.web.request import Request

# After these no unit has the case.
LETS_GO = frozenset({"return", "recall", "return_transfer", "reopen"})


@dataclass(frozen=True, slots=True)
class Frame:
    """What held after an entry, as far as entries tell."""

    line: Line
    place: int
    last: int
    state: str = REPORTED
    state_at: datetime | None = None
    class_code: str = ""
    unit: str = ""
    level: str = COMMUNITY
    outcome: str = ""
    reworks: int = 0
    reports: int = 0
    photos: int = 0
    open_tasks: int = 0

    @property
    def stage(self) -> str:
        """Whose clock was running."""
        return queries.STAGE_OF.get(self.state, "")

    @property
    def lasted(self) -> timedelta | None:
        """How long it had been in this state by then."""
        return self.line.at - self.state_at if self.state_at else None


def frames(lines: Sequence[Line]) -> list[Frame]:
    """One for each entry, oldest first."""
    found: list[Frame] = []
    for place, line in enumerate(lines, 1):
        before = found[-1] if found else Frame(line, 0, len(lines))
        found.append(_after(replace(before, line=line, place=place)))
    return found


def _after(frame: Frame) -> Frame:
    line, data = frame.line, frame.line.data
    changes: dict[str, object] = {"photos": frame.photos + len(line.photos)}
    if to := data.get("to"):
        changes |= {"state": to, "state_at": line.at}
    if code := data.get("class_code"):
        changes["class_code"] = code
    if line.verb in ("dispatch", "transfer_out"):
        changes["unit"] = data.get("unit", "")
    elif line.verb in LETS_GO:
        changes["unit"] = ""
    if line.verb == "escalate":
        changes["level"] = data.get("level", frame.level)
    if outcome := data.get("outcome"):
        changes["outcome"] = outcome
    elif to and to not in ANSWERED:
        changes["outcome"] = ""
    return replace(frame, **changes, **_counted(frame))  # type: ignore[arg-type]


def _counted(frame: Frame) -> dict[str, int]:
    verb = frame.line.verb
    return {
        "reworks": frame.reworks + (verb == "check_fail"),
        "reports": frame.reports + (verb in ("report", "join", "absorb")) - (verb == "give_back"),
        "open_tasks": frame.open_tasks + (verb == "engage") - (verb == "disengage"),
    }


@staff_only
@require_safe
def show(request: Request, number: str) -> HttpResponse:
    """The case after the entry `at`, the first one without it. htmx gets the frame alone."""
    case = queries.one(request.actor, number)
    played = frames(queries.timeline(request.actor, case))
    frame = played[_chosen(request.GET.get("at", ""), len(played)) - 1]
    named: Mapping[str, str] = {unit.code: unit.name for unit in units()}
    said = {
        "case": case,
        "frame": frame,
        "who": who_did(frame.line),
        "unit": named.get(frame.unit, frame.unit),
        "class_name": dict(queries.class_names()).get(frame.class_code, ""),
    }
    name = "_frame" if request.htmx else "replay"
    return render(request, f"web/cases/{name}.html", said)


def _chosen(given: str, last: int) -> int:
    """The entry that is asked for; what is none of them is the nearest."""
    at = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 1
    return min(max(at, 1), last)
