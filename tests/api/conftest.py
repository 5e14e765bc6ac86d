"""Clients of the API."""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from linli.accounts import actions as accounts
from tests.world import World, new_key

ROOT = "/api/v1"


@dataclass
class Caller:
    """One client: the public, or a program with somebody's token."""

    client: Client
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Sends JSON, or bytes as they are. Header names are written with underscores; an empty one is left out."""
        told = {name.replace("_", "-"): value for name, value in {**self.headers, **headers}.items() if value}
        kind = told.pop("Content-Type", "application/json")
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(method, path, data, content_type=kind if data else "", headers=told)

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", f"{ROOT}{path}", **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """With a fresh key, unless one is given."""
        return self.send("POST", f"{ROOT}{path}", body, **{"Idempotency_Key": new_key(), **headers})

    def put(self, path: str, body: bytes, **headers: str) -> Any:
        return self.send("PUT", f"{ROOT}{path}", body, **{"Content_Type": "image/png", **headers})

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", f"{ROOT}{path}", **headers)

    def move(self, number: str, verb: str, body: Any = None, **headers: str) -> Any:
        """A move of the version that stands now."""
        if "If_Match" not in headers:
            headers["If_Match"] = self.get(f"/cases/{number}").headers.get("ETag", '"1"')
        return self.post(f"/cases/{number}/{verb.replace('_', '-')}", body, **headers)


@pytest.fixture
def public() -> Caller:
    return Caller(Client())


class People(dict[str, Caller]):
    """A client for each person of the world: staff with a token of their own, `li` as the public."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __missing__(self, name: str) -> Caller:
        self[name] = Caller(Client()) if name == "li" else token_caller(self.world, name)
        return self[name]


@pytest.fixture
def people(world: World) -> People:
    return People(world)


def token_caller(world: World, name: str) -> Caller:
    """A client that carries a token of this person, which was used today."""
    issued = accounts.issue_token(world.actors[name], uuid.uuid4().hex, name="test")
    accounts.use_token(world.actors[name], issued.receipt.number)
    return Caller(Client(), {"Authorization": f"Bearer {issued.secret}"})
