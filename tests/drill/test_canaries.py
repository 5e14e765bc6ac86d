"""G24 byte by byte: whatever a person of another street, or nobody, asks for, nothing of what was said here is in the
answer: not in lists, counts, files, errors or headers."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from linli.accounts import actions as accounts
from linli.cases import actions as cases
from tests.api.conftest import People
from tests.api.matrix import MATRIX, Scene
from tests.api.pictures import picture
from tests.api.test_matrix import READING
from tests.web.conftest import Browse, browse
from tests.web.test_matrix import ROWS
from tests.world import BUILDING, NEXT_BUILDING, World, new_key

pytestmark = [pytest.mark.drill, pytest.mark.django_db(databases=["default", "relay"])]
__all__ = ["browse"]  # the fixture
# Shown to nobody but whoever says why.
UNTOLD = {"13899887766", "canary-name"}
# Addresses that search for what was said here, besides those of the matrices.
SEARCHING = ("/cases/?tab=all&q=canary", "/palette/?q=canary", "/matters/?q=canary", "/report/nearby/?address=First")


def planted(world: World) -> tuple[set[str], str]:
    """What was said in a case and around it, each word in one place; and the case's number."""
    number = world.report("canary-text", contact={"phone": "13899887766", "name": "canary-name"})
    world.drive(number, "file", "dispatch", "accept", "start")
    world.act(number, "request_extension", reason="canary-reason")
    task = world.assisted(number, text="canary-task")
    cases.note(world.chen, number, text="canary-note")
    cases.send_message(world.chen, number, text="canary-message")
    cases.answer_message(world.holder(number), number, text="canary-answer")
    data, digest = picture()
    stored = cases.add_photo(world.zhao, number, data=data, sha256=digest).file_id
    sent_in = world.transfer_in("canary-external", text="canary-sent-in")
    cases.keep_filter(world.chen, None, name="canary-list", query="overdue=true")
    accounts.issue_token(world.chen, new_key(), name="canary-token")
    accounts.ask_correction(world.chen, new_key(), field="other", wanted="canary-wanted")
    said = ("text", "task", "note", "message", "answer", "reason", "external", "sent-in")
    own = ("list", "token", "wanted")
    words = {f"canary-{word}" for word in (*said, *own)}
    return words | UNTOLD | {number, world.codes[number], task, stored, sent_in}, number


def own(world: World, building: str) -> Scene:
    """A case of the person's own street."""
    number = world.report("Mine.", building=building)
    return Scene(world, number, world.codes[number], '"1"', task="S99999999")


def answers(
    world: World, people: People, browse: Browse, who: str, mine: Scene, theirs: str
) -> Iterator[tuple[str, str, Any]]:
    """Every reading operation and page, about the own case and about the other one, and the lists as files."""
    caller, browser = people[who], browse(who)
    for number in (mine.number, theirs):
        scene = Scene(world, number, mine.code, '"1"', "0" * 64, "S99999999")
        for name in READING:
            yield f"{name} {number}", number, MATRIX[name].ask(caller, scene)
        named = {**vars(scene), "assisted": number, "account": "A1", "batch": "B1", "upload": "u", "row": "1"}
        for name, row in ROWS.items():
            if row.method == "get":
                yield f"{name} {number}", number, browser.get(row.path.format(**named))
    for path in SEARCHING:
        yield path, "", browser.get(path)
    for path in ("/cases?q=canary", "/cases?limit=200", "/audit/entries?limit=200", "/reports/nearby?q=canary"):
        yield path, "", caller.get(path)
    for kind in ("csv", "xlsx"):
        yield kind, "", caller.post(f"/cases/export?format={kind}")
        yield f"page {kind}", "", browser.post("/cases/export?tab=all", {"format": kind})


def every_byte(answer: Any) -> str:
    data = answer.getvalue() if answer.streaming else answer.content
    if data[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(data)) as packed:
            data = b"".join(packed.read(name) for name in packed.namelist())
    return f"{dict(answer.headers)} {data.decode(errors='replace')}"


def test_no_byte_of_what_was_said_here_reaches_another_street(world: World, browse: Browse) -> None:
    secrets, number = planted(world)
    people = People(world)
    next_door = own(world, NEXT_BUILDING)
    for who in ("stranger", "stranger_zhao", "next_auditor", "li"):
        for asked, known, answer in answers(world, people, browse, who, next_door, number):
            told = every_byte(answer)
            assert {word for word in secrets - {known} if word in told} == set(), (who, asked)


def test_those_of_the_street_are_told_each_of_it(world: World, browse: Browse) -> None:
    """Else the test above would look for what no answer ever holds."""
    secrets, number = planted(world)
    people = People(world)
    here, told = own(world, BUILDING), ""
    for who in ("chen", "gong", "zhao"):
        for _, _, answer in answers(world, people, browse, who, here, number):
            told += every_byte(answer)
    told += every_byte(browse("li").get(f"/r/{world.codes[number]}/"))
    assert {word for word in secrets if word not in told} == UNTOLD
