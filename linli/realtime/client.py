"""One open stream: what it may see, what it has still to be told, and when."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

from linli.cases.models import Case
from linli.kernel.actor import Actor
from linli.realtime.frames import HEARTBEAT, Pending

FRAME_SECONDS = 0.25
HEARTBEAT_SECONDS = 15.0
# An actor who was looked up longer ago is told nothing until looked up again.
TRUSTED_SECONDS = 5.0


class Client:
    """A stream of one account. Between two frames it holds one `Pending`, so a slow reader costs no memory."""

    def __init__(self, session_key: str, actor: Actor, verified_at: float) -> None:
        self.session_key = session_key
        self.actor = actor
        self.verified_at = verified_at
        self.name = secrets.token_hex(8)
        self.pending = Pending()
        self.joined_at = self.position = self.told_to = 0
        self.is_replaying = True
        self.is_closed = False
        self.is_announced = False
        self.newer: set[str] = set()
        self._wake = asyncio.Event()

    @property
    def place(self) -> int:
        """Where to come back to after the greeting: what is still to be told lies behind it."""
        return self.told_to if self.pending.count else max(self.position, self.told_to)

    def sees(self, event: Mapping[str, Any]) -> bool:
        """The one predicate; only cases are streamed."""
        if event["object_type"] != "case":
            return False
        before = {
            "area_path": event["left_area_path"] or event["area_path"],
            "unit_path": event["left_unit_path"] or event["unit_path"],
        }
        return Case.scope.sees(self.actor, event) or Case.scope.sees(self.actor, {**event, **before})

    def hear(self, event: Mapping[str, Any]) -> None:
        """Keeps the event for the next frame if the actor may see it."""
        if event["position"] > self.told_to and self.sees(event):
            self.pending.add(event)

    def wake(self) -> None:
        """Lets the writer look again."""
        self._wake.set()

    def close(self) -> None:
        """Ends the stream."""
        self.is_closed = True
        self._wake.set()

    def verify(self, actor: Actor | None, asked_at: float) -> None:
        """Renews the trust in this stream, or ends it when its actor is not what it was."""
        if actor != self.actor:
            return self.close()
        self.verified_at = asked_at
        return self.wake()

    async def blocks(self) -> AsyncIterator[bytes]:
        """What to send, as it becomes due, until the stream is closed."""
        quiet_since = time.monotonic()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, quiet_since + HEARTBEAT_SECONDS - time.monotonic())):
                    await self._wake.wait()
            self._wake.clear()
            if self.is_closed:
                return
            if self._may_tell():
                quiet_since = time.monotonic()
                yield self.pending.take(self.position)
                await asyncio.sleep(FRAME_SECONDS)
            elif time.monotonic() - quiet_since >= HEARTBEAT_SECONDS:
                quiet_since = time.monotonic()
                yield HEARTBEAT

    def _may_tell(self) -> bool:
        trusted = time.monotonic() - self.verified_at <= TRUSTED_SECONDS
        return self.pending.count > 0 and trusted and not self.is_replaying
