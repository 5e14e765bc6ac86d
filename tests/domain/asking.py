"""What tests of actions ask again and again."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connection, connections
from PIL import Image

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Case
from linli.kernel import registers
from linli.kernel.actor import machine
from linli.kernel.models import Clock, Event, RefusedAttempt
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.queries import root_path
from tests.world import World, new_key

# Sees everything and may do everything.
EYE = machine("job:eye")
Answer = TypeVar("Answer")

TO_STATE: dict[str, tuple[str, ...]] = {
    "reported": (),
    "verifying": ("ask_to_verify",),
    "filed": ("file",),
    "dispatched": ("file", "dispatch"),
    "accepted": ("file", "dispatch", "accept"),
    "handling": ("file", "dispatch", "accept", "start"),
    "suspended": ("file", "dispatch", "accept", "start", "request_suspension", "approve_suspension"),
    "transferring": ("file", "transfer_out"),
    "transferred": ("file", "transfer_out", "accept_transfer"),
    "handled": ("file", "dispatch", "accept", "start", "report_back"),
    "checked": ("file", "dispatch", "accept", "start", "report_back", "check_pass"),
    "closed": ("file", "dispatch", "accept", "start", "report_back", "check_pass", "close"),
    "voided": ("void",),
}


def in_state(world: World, state: str, **report: Any) -> str:
    """The number of a new case in this state."""
    if state == "sent_back":
        return world.drive(world.transfer_in(), "send_back")
    if state == "merged":
        return world.merged()
    return world.drive(world.report(**report), *TO_STATE[state])


def case_of(number: str) -> Case:
    """The case as it is in the database."""
    with territory(EYE):
        return queries.one(EYE, number)


def lines_of(number: str) -> list[queries.Line]:
    with territory(EYE):
        return queries.timeline(EYE, queries.one(EYE, number))


def clocks_of(number: str) -> dict[str, Clock]:
    """The case's clocks by name."""
    with territory(EYE):
        case = queries.one(EYE, number)
        return {clock.name: clock for clock in Clock.objects.filter(object_type="case", object_id=case.pk)}


def running(number: str) -> set[str]:
    """The names of the clocks that run."""
    return {name for name, clock in clocks_of(number).items() if clock.stopped_at is None}


@contextmanager
def refused(code: str, **expected: object) -> Iterator[None]:
    """What happens inside is refused for this reason; `field` and other words are compared."""
    with pytest.raises(Refusal) as caught:
        yield
    found = {"field": caught.value.field, **caught.value.words}
    assert (caught.value.code, {name: found.get(name) for name in expected}) == (code, expected)


def attempts() -> list[tuple[str, str, str, str]]:
    """The refused attempts that were logged: who, what, on which case, why not."""
    rows = RefusedAttempt.objects.order_by("id")
    return list(rows.values_list("actor", "action", "reference", "code"))


def facts(name: str) -> list[Event]:
    """The facts of this name that were announced. Only where the test really commits."""
    return list(Event.objects.using("relay").filter(name=name).order_by("id"))


def say(territory: str, writing: str = "") -> None:
    """Tells the database, for the rest of the test's transaction, who asks and what is being written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('linli.territory', %s, true), set_config('linli.writing', %s, true)",
            [territory, writing],
        )


def rows(query: str, values: Sequence[Any] = (), using: str = "default") -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def at_once(count: int, call: Callable[[int], Answer]) -> list[Answer | Refusal]:
    """Makes the call so many times at the same moment; a refusal is an answer too."""
    barrier = Barrier(count)

    def one(number: int) -> Answer | Refusal:
        try:
            barrier.wait(timeout=20)
            return call(number)
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def picture(colour: int = 1) -> tuple[bytes, str]:
    """The bytes of a small picture and their digest."""
    out = BytesIO()
    Image.new("RGB", (8, 8), (colour, 2, 3)).save(out, "JPEG")
    return out.getvalue(), hashlib.sha256(out.getvalue()).hexdigest()


def standard(item: int, **changes: str) -> dict[str, str]:
    """One standard of the class 06025, as a row of a file."""
    return {
        "scheme": "world", "kind": "matter", "code": "06025", "item": str(item),
        "filing_condition": f"Condition {item}", "limit_amount": str(item), "limit_unit": "work_hour",
        "closing_condition": "Clean again", **changes,
    }  # fmt: skip


def needs_pictures(world: World, *codes: str, is_needed: bool = True) -> None:
    """An administrator decides that these classes need a picture of afterwards, or need none any more."""
    for code in codes:
        values = {**queries.CLASSES.told(queries.event_class(code)), "after_photo": str(is_needed).lower()}
        aim = registers.aim("classes", root_path(), new_key())
        cases.change_class(world.admin, aim, row=f"world|matter|{code}", values=values)
