"""Every operation, asked by everybody, against the declared table."""

import json
from typing import Any

import pytest
from django.test import Client

from linli.api.urls import described
from linli.cases import actions
from tests.api.conftest import ROOT, Caller, token_caller
from tests.api.matrix import EVERYBODY, HOLD, MATRIX, OUTSIDE, PUBLIC, STREAMS, Row, Scene
from tests.api.pictures import picture
from tests.conftest import Trial
from tests.domain.asking import case_of
from tests.world import World

UNKNOWN = "20990101999999"


def operations() -> dict[str, str]:
    """The ids of all operations in the OpenAPI document, each with its method."""
    paths = described()["paths"].values()
    return {operation["operationId"]: method for path in paths for method, operation in path.items()}


def scene(world: World, row: Row) -> Scene:
    """A case as the operation needs it."""
    task = ""
    sent_in = row.before == ("transfer_in",)
    number = world.transfer_in() if sent_in else world.report(contact={"phone": "13800000000"})
    for verb in row.before[sent_in:]:
        if verb == "merge":
            world.merged(number)
        elif verb == "add_task":
            task = world.assisted(number)
        elif verb == "accept_task":
            actions.accept_task(world.ren, task)
        elif verb == "hold":
            actions.hold(world.chen, number, **HOLD)
        elif verb == "answer_message":
            actions.answer_message(world.holder(number), number, text="Words.")
        else:
            world.act(number, verb)
    data, digest = picture()
    holder = world.gong if sent_in else world.holder(number)
    stored = actions.add_photo(holder, number, data=data, sha256=digest).file_id if row.needs_photo else ""
    version = case_of(number).version
    return Scene(world, number, world.codes.get(number, ""), f'"{version}"', stored, task)


def caller(world: World, who: str) -> Caller:
    return Caller(Client()) if who == PUBLIC else token_caller(world, who)


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert set(operations()) == set(MATRIX) | set(STREAMS)
    assert not set(MATRIX) & set(STREAMS)


@pytest.mark.parametrize("name", MATRIX)
def test_everybody_gets_what_the_table_says(world: World, trial: Trial, name: str) -> None:
    row = MATRIX[name]
    there = scene(world, row)
    for who in EVERYBODY:
        with trial(who):
            response = row.ask(caller(world, who), there)
            assert response.status_code == row.expected(who), response.content[:300]
            if response.status_code >= 400:
                assert set(json.loads(response.content)) <= {"code", "message", "field", "errors"}


STRANGERS = {name: [who for who in OUTSIDE if row.expected(who) == 404] for name, row in MATRIX.items()}


@pytest.mark.parametrize("name", [name for name, strangers in STRANGERS.items() if strangers])
def test_a_stranger_cannot_tell_a_case_from_none(world: World, trial: Trial, name: str) -> None:
    row = MATRIX[name]
    there = scene(world, row)
    nothing = Scene(world, UNKNOWN, there.code, there.version, there.stored, "S99999999")
    kept = ("Content-Type", "Content-Length", "Content-Language", "Cache-Control", "ETag", "Allow")
    for who in STRANGERS[name]:
        with trial(who):
            stranger = caller(world, who)
            seen, unseen = row.ask(stranger, there), row.ask(stranger, nothing)
            assert (seen.status_code, seen.content) == (unseen.status_code, unseen.content)
            assert [seen.headers.get(header) for header in kept] == [unseen.headers.get(header) for header in kept]


READING = [name for name, method in operations().items() if method == "get" and name in MATRIX]


class Head(Caller):
    """Asks only for what comes before the body."""

    def get(self, path: str, **headers: str) -> Any:
        return self.send("HEAD", f"{ROOT}{path}", **headers)


@pytest.mark.parametrize("name", READING)
def test_head_is_answered_like_get_without_a_body(world: World, trial: Trial, name: str) -> None:
    row = MATRIX[name]
    there = scene(world, row)
    kept = ("Content-Type", "Content-Length", "Content-Language", "Cache-Control", "ETag", "Content-Disposition")
    for who in (PUBLIC, "zhao", "stranger"):
        with trial(who):
            asker = caller(world, who)
            got, told = row.ask(asker, there), row.ask(Head(asker.client, asker.headers), there)
            assert (told.status_code, told.content) == (got.status_code, b"")
            assert [told.headers.get(header) for header in kept] == [got.headers.get(header) for header in kept]


@pytest.mark.parametrize("path", ["/session", "/reports", "/cases/20990101999999/file"])
def test_head_of_what_is_not_to_be_read_names_the_methods(world: World, public: Caller, path: str) -> None:
    told = Head(public.client).get(path)
    assert (told.status_code, "HEAD" in told["Allow"]) == (405, False)


def test_the_methods_of_what_can_be_read_name_head(world: World, public: Caller) -> None:
    assert public.delete("/me")["Allow"] == "GET, HEAD"
