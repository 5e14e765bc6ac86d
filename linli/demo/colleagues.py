"""Those who work here, in a simulation: each signs in, sees what waits, and makes one move that the server offers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from linli.demo.caller import Caller
from linli.demo.content import Content
from linli.demo.people import BUSIEST_UNITS, CENTRE, UNITS
from linli.demo.sentences import FAIL_REASONS, ON_THE_SPOT, PASS_REMARKS, VOID_REASONS, closing_text

MOST_READ = 20
VOIDS, RETURNS, FAILS, SETTLES = 0.05, 0.04, 0.07, 0.15
# The states in which somebody with the permission may have something to do, and how likely each move is.
WAITING: Mapping[str, tuple[tuple[str, float], ...]] = {
    "reported": (("file", 1.0), ("self_handle", SETTLES), ("void", VOIDS)),
    "filed": (("dispatch", 1.0),),
    "dispatched": (("accept", 1.0), ("return", RETURNS)),
    "accepted": (("start", 1.0),),
    "handling": (("report_back", 1.0),),
    "handled": (("check_pass", 1.0), ("check_fail", FAILS)),
    "checked": (("close", 1.0),),
}
RETURN_REASON = "权属不在本单位，请改派。"


@dataclass
class Colleague:
    """One person who works here. What the own role allows is learnt from the server."""

    username: str
    password: str
    caller: Caller
    content: Content
    random: Random
    permissions: frozenset[str] | None = None
    done: int = field(default=0)

    async def act(self) -> None:
        """Takes one of the cases that wait and makes a move; leaves it when somebody else was faster."""
        if self.permissions is None:
            self.permissions = await self.caller.sign_in(self.username, self.password)
        states = [state for state in WAITING if self._verbs(state)]
        if not states:
            return
        wanted = ",".join(states)
        answer = await self.caller.get("/cases", state=wanted, limit=MOST_READ, sort="reported_at")
        if answer is None:
            self.permissions = None
            return
        rows: Sequence[dict[str, Any]] = answer.json()["cases"]
        if rows:
            await self._move(self.random.choice(rows)["number"])

    async def _move(self, number: str) -> None:
        """Twice at most: a case that changed meanwhile is read again."""
        for _ in range(2):
            answer = await self.caller.get(f"/cases/{number}")
            if answer is None:
                return
            case = answer.json()
            verb = self._chosen(case)
            if verb is None:
                return
            path = f"/cases/{number}/{verb.replace('_', '-')}"
            told = await self.caller.post(path, self._inputs(verb, case), answer.headers["ETag"])
            if told is not None and told.is_success:
                self.caller.figures.moves[verb] += 1
                self.done += 1
            if told is None or told.status_code != 412:
                return

    def _verbs(self, state: str) -> dict[str, float]:
        held = self.permissions or frozenset()
        return {verb: weight for verb, weight in WAITING.get(state, ()) if f"case.{verb}" in held}

    def _chosen(self, case: dict[str, Any]) -> str | None:
        """One of the moves that the server offers this person now, without an obstacle."""
        offered = {move["verb"] for move in case["moves"] if not move["obstacle"]}
        weights = {verb: weight for verb, weight in self._verbs(case["state"]).items() if verb in offered}
        return self.random.choices(list(weights), list(weights.values()))[0] if weights else None

    def _inputs(self, verb: str, case: dict[str, Any]) -> dict[str, Any]:
        """What the move needs, in the words of whoever makes it."""
        code = case["event_class"]["code"] if case["event_class"] else self.content.class_of(self.random, case["text"])
        result = self.content.result(self.random, code)
        inputs: Mapping[str, Callable[[], dict[str, Any]]] = {
            "file": lambda: {"class_code": code, **self._standard(code)},
            "self_handle": lambda: {"class_code": code, "result": self.random.choice(ON_THE_SPOT) + result},
            "void": lambda: {"reason": self.random.choice(VOID_REASONS)},
            "dispatch": lambda: {"unit": self.content.unit_of.get(code, CENTRE)},
            "return": lambda: {"reason": RETURN_REASON},
            "report_back": lambda: {"result": result},
            "check_pass": lambda: {"remark": self.random.choice(PASS_REMARKS)},
            "check_fail": lambda: {"reason": self.random.choice(FAIL_REASONS)},
            "close": lambda: {"result": closing_text(self.random, result), "condition_met": True},
        }
        return inputs[verb]() if verb in inputs else {}

    def _standard(self, code: str) -> dict[str, int]:
        items = self.content.standards.get(code, ())
        return {"standard": self.random.choice(items)} if items else {}


def usernames() -> list[str]:
    """The accounts of the demo town that have something to do with cases; of the grid workers every sixth."""
    desks = {"registrar": 4, "duty_chief": 2, "dispatcher": 3, "verifier": 4}
    found = [f"{role}{number}" for role, count in desks.items() for number in range(1, count + 1)]
    for code, _ in UNITS:
        slug = code.rpartition("/")[2]
        if code != CENTRE:
            found += [f"{slug}_lead", *(f"{slug}{number}" for number in range(1, 3 if code in BUSIEST_UNITS else 2))]
    return [*found, *(f"wg{number:03}" for number in range(1, 147, 6))]
