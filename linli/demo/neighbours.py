"""Residents of a simulation: they report, send pictures, join what is known, look how it goes, write, rate, contest."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from linli.demo.caller import Caller
from linli.demo.content import Content, Place
from linli.demo.history import STYLES, SURNAMES
from linli.demo.hours import CHINA
from linli.demo.voices import DOUBTS, QUESTIONS

LOOKS_AROUND, JOINS = 0.3, 0.6
BY_POINT, SAYS_CLASS, HAS_PICTURE, SCANS = 0.35, 0.25, 0.25, 0.6
ANONYMOUS, LEAVES_CONTACT = 0.35, 0.4
LOOKS_BACK, WRITES, RATES, CONTESTS = 0.5, 0.12, 0.8, 0.3
NEAR_DEGREES = 0.0003
MOST_REMEMBERED = 20
LEVELS = ("very_satisfied", "satisfied", "fairly_satisfied", "dissatisfied")
CONTENT_WITH = (45, 32, 15, 8)
PICTURE = (640, 480)


@dataclass
class Neighbour:
    """One resident, with the codes of the own reports."""

    caller: Caller
    content: Content
    random: Random
    codes: list[str] = field(default_factory=list)

    async def act(self) -> None:
        """Looks how an own report goes, or reports something."""
        if self.codes and self.random.random() < LOOKS_BACK:
            await self._look_back(self.random.choice(self.codes))
        else:
            await self._report()

    async def _report(self) -> None:
        text, place, code = self.content.report(self.random, datetime.now(CHINA).month)
        body: dict[str, Any] = {
            "text": text,
            "place": self._place(place),
            "channel": "scan" if self.random.random() < SCANS else "web",
            **self._who(),
        }
        if code in self.content.classes and self.random.random() < SAYS_CLASS:
            body["class_code"] = code
        if self.random.random() < LOOKS_AROUND:
            body |= await self._known_already(place, text)
        answer = await self.caller.post("/reports", body)
        if answer is None or not answer.is_success:
            return
        figures = self.caller.figures
        figures.reports, figures.joined = figures.reports + 1, figures.joined + ("joins" in body)
        self.codes = [*self.codes, str(answer.json()["code"])][-MOST_REMEMBERED:]
        if self.random.random() < HAS_PICTURE:
            await self._send_picture(self.codes[-1])

    def _place(self, place: Place) -> dict[str, Any]:
        if self.random.random() >= BY_POINT:
            return {"code": place.code}
        away = [self.random.uniform(-NEAR_DEGREES, NEAR_DEGREES) for _ in range(2)]
        return {"lon": round(place.lon + away[0], 6), "lat": round(place.lat + away[1], 6), "datum": "cgcs2000"}

    def _who(self) -> dict[str, Any]:
        """Anonymous, with an invented contact, or neither."""
        chance = self.random.random()
        if chance < ANONYMOUS:
            return {"anonymous": True}
        if chance > ANONYMOUS + LEAVES_CONTACT:
            return {}
        name = self.random.choice(SURNAMES) + self.random.choice(STYLES)
        return {"contact": {"name": name, "phone": f"100 0000 {self.random.randrange(10_000):04}"}}

    async def _known_already(self, place: Place, text: str) -> dict[str, str]:
        """Me too: the offer to join a case nearby, where there is one."""
        answer = await self.caller.get("/reports/nearby", code=place.code, text=text)
        offers: Sequence[dict[str, Any]] = answer.json()["offers"] if answer else ()
        return {"joins": offers[0]["offer"]} if offers and self.random.random() < JOINS else {}

    async def _send_picture(self, code: str) -> None:
        content = picture(self.random)
        answer = await self.caller.put(
            f"/reports/{code}/photos/{hashlib.sha256(content).hexdigest()}", content, "image/jpeg"
        )
        self.caller.figures.photos += bool(answer is not None and answer.is_success)

    async def _look_back(self, code: str) -> None:
        answer = await self.caller.get(f"/reports/{code}")
        if answer is None:
            self.codes.remove(code)
            return
        followed = answer.json()
        possible = set(followed["moves"])
        chance = self.random.random()
        if "rate" in possible and chance < RATES:
            await self._rate(code, can_contest="contest" in possible)
        elif "answer_message" in possible and chance < WRITES:
            await self._say(code, "answer-message", {"text": self.random.choice(QUESTIONS)})

    async def _rate(self, code: str, *, can_contest: bool) -> None:
        level = self.random.choices(LEVELS, CONTENT_WITH)[0]
        is_solved = level != LEVELS[-1]
        await self._say(code, "rate", {"is_solved": is_solved, "level": level})
        if not is_solved and can_contest and self.random.random() < CONTESTS:
            await self._say(code, "contest", {"reason": self.random.choice(DOUBTS)})

    async def _say(self, code: str, what: str, body: dict[str, Any]) -> None:
        answer = await self.caller.post(f"/reports/{code}/{what}", body)
        self.caller.figures.words[what] += bool(answer is not None and answer.is_success)


def picture(random: Random) -> bytes:
    """A picture of nothing in particular, like no other."""
    image = Image.new("RGB", PICTURE, tuple(random.randrange(90, 200) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(24):
        left, top = random.randrange(PICTURE[0]), random.randrange(PICTURE[1])
        box = (left, top, left + random.randrange(20, 200), top + random.randrange(20, 160))
        draw.rectangle(box, fill=tuple(random.randrange(256) for _ in range(3)))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=70)
    return kept.getvalue()
