"""Second reports of a matter that is under way: when they come, by which way, and who merges them into its case."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from linli.demo.hours import DESK, WorkCalendar
from linli.demo.staff import Staff
from linli.demo.year import plan

CHANNELS = ("scan", "web", "phone")
SAME = ("与已受理案件为同一件事。", "同一地点同一问题，并案办理。", "重复反映，并入在办案件。")
EARLIEST_MINUTES, LATEST_HOURS, TYPICAL_WAIT = 8, 48, 12
Row = Mapping[str, Any]


def times_of(row: Row) -> Iterator[tuple[str, datetime]]:
    """Each move with its time."""
    at = datetime.fromisoformat(row["report"]["at"])
    for move in row["moves"]:
        at += timedelta(minutes=move["minutes_after"])
        yield move["verb"], at


def is_worth_telling_twice(row: Row) -> bool:
    """Whether a unit worked on it and came to an end."""
    return {"dispatch", "report_back"} <= {move["verb"] for move in row["moves"]}


class Repeats:
    """Draws them."""

    def __init__(self, random: Random, calendar: WorkCalendar, staff: Staff) -> None:
        self._random, self._calendar, self._staff = random, calendar, staff

    def told(self, row: Row) -> tuple[datetime, str, dict[str, Any]] | None:
        """When it is reported and how, and the merge; None where the matter was put right too soon."""
        began = datetime.fromisoformat(row["report"]["at"])
        done = next(at for verb, at in times_of(row) if verb == "report_back")
        latest = min(done, began + timedelta(hours=LATEST_HOURS))
        minutes = (latest - began).total_seconds() / 60
        if minutes < 2 * EARLIEST_MINUTES:
            return None
        at = (began + timedelta(minutes=self._random.uniform(EARLIEST_MINUTES, minutes))).replace(microsecond=0)
        merged = self._calendar.after(at, TYPICAL_WAIT * self._random.lognormvariate(0, 0.5), DESK)
        open_ones = [name for name in CHANNELS if plan()["channels"][name][1] <= at.hour < plan()["channels"][name][2]]
        if merged >= done:
            return None
        waited = round((merged - at).total_seconds() / 60, 2)
        reason = {"reason": self._random.choice(SAME)}
        move = {"verb": "merge", "by": self._staff.registrar(), "minutes_after": waited, "inputs": reason}
        return at, self._random.choice(open_ones), move
