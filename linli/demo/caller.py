"""One person's program at the API: a source address of its own, patience where the server asks for it, and a key with
which a request that was sent again is carried out once."""

import asyncio
import ipaddress
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

SECONDS_TO_ANSWER = 15.0
PAUSE_WHILE_AWAY = 1.0
MOST_ATTEMPTS = 6
WAIT_STATUSES = (429, 503)


@dataclass
class Figures:
    """What has happened so far. `refused` counts by status, and by the code that the server gave."""

    reports: int = 0
    joined: int = 0
    photos: int = 0
    moves: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0

    def told(self) -> str:
        """One line for people."""
        parts = [f"报告 reports {self.reports}", f"同报 joined {self.joined}", f"照片 photos {self.photos}"]
        for name, counted in (
            ("流转 moves", self.moves),
            ("留言评价 words", self.words),
            ("拒绝 refused", self.refused),
        ):
            details = " ".join(f"{what} {count}" for what, count in sorted(counted.items()))
            parts.append(f"{name} {counted.total()}" + (f" ({details})" if details else ""))
        if self.unanswered:
            parts.append(f"无应答 unanswered {self.unanswered}")
        return " · ".join(parts)


def source(network: str, number: int) -> str:
    """The loopback address of somebody: each has another."""
    return str(ipaddress.ip_network(network)[number + 1])


class Caller:
    """Asks for one person. Nothing that the server answers, and no lost connection, ends the person's day."""

    def __init__(self, url: str, address: str, figures: Figures) -> None:
        self.figures, self.address = figures, address
        self._transport = httpx.AsyncHTTPTransport(local_address=address)
        self._http = httpx.AsyncClient(
            base_url=f"{url}/api/v1",
            transport=self._transport,
            timeout=SECONDS_TO_ANSWER,
            headers={"Origin": url},
            trust_env=False,
        )

    async def get(self, path: str, **wanted: str | int | float) -> httpx.Response | None:
        """An answer of 200, or None."""
        answer = await self._ask("GET", path, params=wanted)
        return answer if answer is not None and answer.is_success else None

    async def post(self, path: str, body: Mapping[str, Any], version: str = "") -> httpx.Response | None:
        """What was answered, refusals too; None when nobody answered. `version` is the ETag that was seen."""
        headers = {"Idempotency-Key": uuid.uuid4().hex, **({"If-Match": version} if version else {})}
        return await self._ask("POST", path, json=body, headers=headers)

    async def put(self, path: str, content: bytes, kind: str) -> httpx.Response | None:
        return await self._ask("PUT", path, content=content, headers={"Content-Type": kind})

    async def sign_in(self, username: str, password: str) -> frozenset[str] | None:
        """What this person may do somewhere, None when the door stays shut."""
        answer = await self._ask("POST", "/session", json={"username": username, "password": password})
        if answer is None or not answer.is_success:
            return None
        return frozenset(answer.json()["permissions"])

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(self, method: str, path: str, **given: Any) -> httpx.Response | None:
        """Waits as long as a full or absent server asks for, and sends the same request again."""
        for _ in range(MOST_ATTEMPTS):
            token = self._http.cookies.get("csrftoken") or self._http.cookies.get("__Host-csrf")
            headers = {**given.get("headers", {}), **({"X-CSRFToken": token} if token else {})}
            try:
                answer = await self._http.request(method, path, **{**given, "headers": headers})
            except httpx.TransportError:
                self.figures.unanswered += 1
                await asyncio.sleep(PAUSE_WHILE_AWAY)
                continue
            if answer.is_success:
                return answer
            self._count(answer)
            if answer.status_code not in WAIT_STATUSES:
                return answer
            await asyncio.sleep(_seconds_to_wait(answer))
        return None

    def _count(self, answer: httpx.Response) -> None:
        try:
            code = str(answer.json()["code"])
        except (ValueError, KeyError, TypeError):
            code = "?"
        self.figures.refused[f"{answer.status_code} {code}"] += 1


def _seconds_to_wait(answer: httpx.Response) -> float:
    told = answer.headers.get("Retry-After", "")
    return float(told) if told.isdigit() else PAUSE_WHILE_AWAY
