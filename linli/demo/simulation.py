"""A town that lives: residents and colleagues act through the API, until somebody asks to stop."""

import asyncio
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from linli.demo.accounts import PASSWORD
from linli.demo.caller import Caller, Figures, source
from linli.demo.colleagues import PARTNERS, Colleague, usernames
from linli.demo.content import SEARCHES, Content, learn
from linli.demo.neighbours import Neighbour
from linli.demo.year import DAYS, plan

RESIDENTS = 100
STAFF_NETWORK, RESIDENT_NETWORK, GUEST = "127.10.0.0/16", "127.20.0.0/16", "127.30.0.1"
# Minutes of the town between two looks of one colleague at what waits.
BETWEEN_LOOKS = 90.0
MINUTES_A_DAY = 24 * 60
# Of everything that residents do, the part that is a report, roughly; the rest is looking back.
REPORTS_OF_ACTS = 0.55
TOLD_EVERY, CHECKED_EVERY = 60.0, 0.2


@dataclass(frozen=True)
class Cast:
    """Who takes part, and what they know that the API does not tell."""

    usernames: Sequence[str] = field(default_factory=usernames)
    password: str = PASSWORD
    residents: int = RESIDENTS
    searches: Sequence[str] = SEARCHES
    unit_of: Mapping[str, str] | None = None
    partners: Sequence[str] = PARTNERS


@dataclass
class Simulation:
    """`pace` is in minutes of the town for each second. It ends at `until`, a moment of `time.time`, or as soon as
    `enough` has happened; with neither it goes on until somebody asks to stop."""

    url: str
    pace: float = 10.0
    until: float | None = None
    cast: Cast = field(default_factory=Cast)
    seed: int = 1
    tell: Callable[[str], None] = print
    enough: Callable[[Figures], bool] = lambda figures: False
    figures: Figures = field(default_factory=Figures)

    def run(self) -> Figures:
        """Runs until its time is over or, in the main thread, a signal asks to stop.

        Raises LookupError for a server without a town.
        """
        asyncio.run(self._run())
        return self.figures

    async def _run(self) -> None:
        stop = asyncio.Event()
        if threading.current_thread() is threading.main_thread():  # No other may hear signals.
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, stop.set)
        callers: list[Caller] = []
        living = asyncio.create_task(self._live(callers, stop))
        asked = asyncio.create_task(stop.wait())
        left = None if self.until is None else max(self.until - time.time(), 0)
        await asyncio.wait({living, asked}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        for task in (living, asked):
            task.cancel()
        ended = await asyncio.gather(living, asked, return_exceptions=True)
        for caller in callers:
            await caller.close()
        self._tell()
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome

    async def _live(self, callers: list[Caller], stop: asyncio.Event) -> None:
        guest = self._caller(callers, GUEST)
        content = await learn(guest, self.cast.searches, self.cast.unit_of)
        neighbours = [
            Neighbour(
                self._caller(callers, source(RESIDENT_NETWORK, number)), content, self._random("resident", number)
            )
            for number in range(self.cast.residents)
        ]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tell_now_and_then())
            group.create_task(self._stop_when_enough(stop))
            for neighbour in neighbours:
                group.create_task(self._days_of(neighbour.act, self._between_acts(), neighbour.random))
            for number, username in enumerate(self.cast.usernames):
                colleague = self._colleague(callers, content, number, username)
                group.create_task(self._days_of(colleague.act, BETWEEN_LOOKS, colleague.random))

    def _colleague(self, callers: list[Caller], content: Content, number: int, username: str) -> Colleague:
        caller = self._caller(callers, source(STAFF_NETWORK, number))
        return Colleague(
            username, self.cast.password, caller, content, self._random("staff", number), self.cast.partners
        )

    async def _days_of(self, act: Callable[[], Awaitable[None]], minutes: float, random: Random) -> None:
        """One person's life: a wait, something done, a wait. What goes wrong for one is over with the next wait."""
        while True:
            await asyncio.sleep(random.expovariate(1 / minutes) / self.pace)
            await act()

    def _between_acts(self) -> float:
        """So many minutes that all residents together report as much as in the made-up year."""
        reports_a_day = float(plan()["cases"]) / DAYS
        return self.cast.residents * MINUTES_A_DAY * REPORTS_OF_ACTS / reports_a_day

    def _caller(self, callers: list[Caller], address: str) -> Caller:
        callers.append(Caller(self.url, address, self.figures))
        return callers[-1]

    def _random(self, what: str, number: int) -> Random:
        return Random(f"{self.seed}:{what}:{number}")

    async def _stop_when_enough(self, stop: asyncio.Event) -> None:
        while not self.enough(self.figures):
            await asyncio.sleep(CHECKED_EVERY)
        stop.set()

    async def _tell_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(TOLD_EVERY)
            self._tell()

    def _tell(self) -> None:
        self.tell(f"{time.strftime('%H:%M:%S')} {self.figures.told()}")
