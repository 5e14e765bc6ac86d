"""Those who work here, in a simulation: each signs in, sees what waits, and makes one move that the server offers."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from linli.demo import detours, urging
from linli.demo.caller import Caller
from linli.demo.content import Content
from linli.demo.neighbours import picture
from linli.demo.outcomes import DONE, Fates
from linli.demo.people import BUSIEST_UNITS, CENTRE, OUTSIDE_UNITS, UNITS
from linli.demo.photographs import SHOWN
from linli.demo.sentences import FAIL_REASONS, NO_PICTURE, ON_THE_SPOT, PASS_REMARKS, VOID_REASONS, closing_text

MOST_READ = 20
VOIDS, RETURNS, FAILS, SETTLES = 0.05, 0.04, 0.07, 0.15
FATES = Fates()
LOOKS_FIRST, RISES, MORE_TIME, RESTS, PASSES_ON, MERGES = 0.05, 0.02, 0.06, 0.02, 0.02, 0.5
ANSWERS, WAKES = 0.6, 0.05
# By which somebody says that it is done; and how often there is a reason instead of the picture that is needed.
HANDING_IN, UNSHOWN = ("report_back", "answer_transfer", "self_handle"), 0.05
LIKE_ENOUGH, REST_DAYS = 0.75, (4, 40)
# The states in which somebody with the permission may have something to do, and how likely each move is.
WAITING: Mapping[str, tuple[tuple[str, float], ...]] = {
    "reported": (
        *(("file", 1.0), ("self_handle", SETTLES), ("void", VOIDS), ("ask_to_verify", LOOKS_FIRST)),
        *(("receive", 1.0), ("merge", MERGES), ("send_message", ANSWERS)),
    ),
    "verifying": (("verify", 1.0),),
    "filed": (("dispatch", 1.0), ("transfer_out", PASSES_ON), ("escalate", RISES), ("send_message", ANSWERS)),
    "dispatched": (("accept", 1.0), ("return", RETURNS)),
    "accepted": (("start", 1.0),),
    "handling": (
        *(("report_back", 1.0), ("request_extension", MORE_TIME), ("request_suspension", RESTS)),
        *(("endorse_extension", 1.0),),
    ),
    "transferring": (("accept_transfer", 1.0), ("return_transfer", RETURNS)),
    "transferred": (("answer_transfer", 1.0),),
    "handled": (("check_pass", 1.0), ("check_fail", FAILS)),
    "checked": (("close", 1.0),),
}
# What is asked of those who give more time, and of those who answer what a reporter doubts. Looked at apart: among
# all that is in hand or closed the rest would never come to the top.
DECIDING: Mapping[str, tuple[tuple[str, float], ...]] = {
    "handling": (
        *(("approve_extension", 1.0), ("refuse_extension", 0.2)),
        *(("approve_suspension", 1.0), ("refuse_suspension", 0.2)),
        ("urge", 1.0),
    ),
    "suspended": (("resume", WAKES),),
}
DOUBTED: Mapping[str, tuple[tuple[str, float], ...]] = {"closed": (("decline_contest", 0.3), ("reopen", 1.0))}
# How often each is looked at, and what is asked for beside the states.
LOOKS: tuple[tuple[float, Mapping[str, tuple[tuple[str, float], ...]], Mapping[str, str]], ...] = (
    (0.75, WAITING, {}),
    (0.2, DECIDING, {}),
    (0.05, DOUBTED, {"contested": "true"}),
)
# Whose share counts only where there is something to it.
OCCASIONS: Mapping[str, Callable[[dict[str, Any]], bool]] = {
    "send_message": lambda case: bool(case["unread_messages"]),
    "urge": lambda case: case["is_overdue"] and not case["urged"],
}
PARTNERS = tuple(code for code, *_ in OUTSIDE_UNITS)
RETURN_REASON = "权属不在本单位，请改派。"


@dataclass
class Colleague:
    """One person who works here. What the own role allows is learnt from the server."""

    username: str
    password: str
    caller: Caller
    content: Content
    random: Random
    partners: Sequence[str] = PARTNERS
    permissions: frozenset[str] | None = None
    done: int = field(default=0)

    async def act(self) -> None:
        """Takes one of the cases that wait and makes a move; leaves it when somebody else was faster."""
        if self.permissions is None:
            self.permissions = await self.caller.sign_in(self.username, self.password)
        looks = [(chance, held, more) for chance, table, more in LOOKS if (held := self._states(table))]
        if not looks:
            return
        _, states, more = self.random.choices(looks, [chance for chance, _, _ in looks])[0]
        answer = await self.caller.get("/cases", state=",".join(states), limit=MOST_READ, sort="reported_at", **more)
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
            inputs, version = await self._inputs_of(verb, case), answer.headers["ETag"]
            if inputs is None:
                return
            if verb in HANDING_IN and self._is_unshown(verb, case, inputs):
                version = await self._show(number, inputs)
            path = f"/cases/{number}/{verb.replace('_', '-')}"
            told = await self.caller.post(path, inputs, version)
            if told is not None and told.is_success:
                self.caller.figures.moves[verb] += 1
                self.done += 1
            if told is None or told.status_code != 412:
                return

    def _is_unshown(self, verb: str, case: dict[str, Any], inputs: Mapping[str, Any]) -> bool:
        """Whether the picture of afterwards is missing that the class needs of what is done."""
        if inputs["outcome"] not in SHOWN:
            return False
        if verb == "self_handle":
            return inputs["class_code"] in self.content.shown
        return any("without_photo" in move["requires"] for move in case["moves"] if move["verb"] == verb)

    async def _show(self, number: str, inputs: dict[str, Any]) -> str:
        """Takes a picture, or says in the inputs why there is none; returns the version of the case after it."""
        if "case.add_photo" not in (self.permissions or ()) or self.random.random() < UNSHOWN:
            inputs["without_photo"] = self.random.choice(NO_PICTURE)
        else:
            content = picture(self.random)
            sha256 = hashlib.sha256(content).hexdigest()
            await self.caller.put(f"/cases/{number}/photos/{sha256}?after=true", content, "image/jpeg")
        answer = await self.caller.get(f"/cases/{number}")
        return answer.headers["ETag"] if answer else ""

    def _states(self, table: Mapping[str, tuple[tuple[str, float], ...]]) -> list[str]:
        """Those in which the table has something for this person."""
        held = self.permissions or frozenset()
        return [state for state, verbs in table.items() if any(f"case.{verb}" in held for verb, _ in verbs)]

    def _verbs(self, state: str) -> dict[str, float]:
        held = self.permissions or frozenset()
        every = [each for _, table, _ in LOOKS for each in table.get(state, ())]
        return {verb: weight for verb, weight in every if f"case.{verb}" in held}

    def _chosen(self, case: dict[str, Any]) -> str | None:
        """One of the moves that the server offers this person now, without an obstacle."""
        offered = {move["verb"] for move in case["moves"] if not move["obstacle"]}
        weights = {verb: weight for verb, weight in self._verbs(case["state"]).items() if verb in offered}
        fitting = {verb: weight for verb, weight in weights.items() if OCCASIONS.get(verb, bool)(case)}
        return self.random.choices(list(fitting), list(fitting.values()))[0] if fitting else None

    async def _inputs_of(self, verb: str, case: dict[str, Any]) -> dict[str, Any] | None:
        """What the move needs; None where there turns out to be nothing to it."""
        if verb != "merge":
            return self._inputs(verb, case)
        answer = await self.caller.get(f"/cases/{case['number']}/duplicates")
        found: Sequence[dict[str, Any]] = answer.json()["duplicates"] if answer else ()
        alike = [each["number"] for each in found if each["is_same_class"] and each["likeness"] >= LIKE_ENOUGH]
        return {"into": alike[0]} if alike else None

    def _inputs(self, verb: str, case: dict[str, Any]) -> dict[str, Any]:
        """What the move needs, in the words of whoever makes it."""
        code = case["event_class"]["code"] if case["event_class"] else self.content.class_of(self.random, case["text"])
        result = self.content.result(self.random, code)
        inputs: Mapping[str, Callable[[], dict[str, Any]]] = {
            "file": lambda: {"class_code": code, **self._standard(code)},
            "self_handle": lambda: {
                "class_code": code,
                **self._handled(self._spot(result), True),
            },
            "void": lambda: {"reason": self.random.choice(VOID_REASONS)},
            "dispatch": lambda: {"unit": self.content.unit_of.get(code, CENTRE)},
            "return": lambda: {"reason": RETURN_REASON},
            "report_back": lambda: self._handled(result, False),
            "check_pass": lambda: {
                "remark": FATES.remark(case["outcome"], self.random.choice(PASS_REMARKS)),
                "accepts_without_photo": case["lacks_photo"],
            },
            "check_fail": lambda: {"reason": self.random.choice(FAIL_REASONS)},
            "close": lambda: self._closed(case, closing_text(self.random, result)),
            **self._beside(),
        }
        return inputs[verb]() if verb in inputs else {}

    def _beside(self) -> dict[str, Callable[[], dict[str, Any]]]:
        """What the moves beside the straight path need."""
        until = datetime.now(UTC) + timedelta(days=self.random.randint(*REST_DAYS))
        reasons = {
            "request_extension": detours.MORE_TIME,
            "refuse_extension": detours.NO_MORE_TIME,
            "refuse_suspension": detours.NO_MORE_TIME,
            "escalate": detours.UPWARD,
            "urge": urging.WORDS,
            "return_transfer": detours.NOT_THEIRS,
            "reopen": detours.AGAIN,
            "decline_contest": detours.UPHELD,
        }
        partner = self.random.choice(self.partners)
        return {
            "verify": lambda: {"finding": "confirmed", "remark": self.random.choice(detours.FOUND)},
            "request_suspension": lambda: {"reason": self.random.choice(detours.RESTS), "until": until.isoformat()},
            "transfer_out": lambda: {"unit": partner, "reason": self.random.choice(detours.PASSED_ON)},
            "answer_transfer": lambda: {"outcome": "done", "result": self.random.choice(detours.ANSWERED)},
            "send_message": lambda: {"text": self.random.choice(detours.REPLIES)},
            **{verb: partial(self._because, words) for verb, words in reasons.items()},
        }

    def _spot(self, result: str) -> str:
        return self.random.choice(ON_THE_SPOT) + result

    def _handled(self, done: str, on_the_spot: bool) -> dict[str, Any]:
        outcome = FATES.outcome(on_the_spot=on_the_spot)
        return {"outcome": outcome, "result": FATES.result(outcome, done)}

    def _closed(self, case: Mapping[str, Any], done: str) -> dict[str, Any]:
        """What the unit said stands; of what nobody said anything, that it is done."""
        outcome = case["outcome"] or DONE
        return {"outcome": outcome, "result": FATES.answer(outcome, case["result"], done), "condition_met": True}

    def _because(self, words: Sequence[str]) -> dict[str, Any]:
        return {"reason": self.random.choice(words)}

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
    found += [username for _, _, _, people in OUTSIDE_UNITS for username, _, _ in people]
    return [*found, *(f"wg{number:03}" for number in range(1, 147, 6))]
