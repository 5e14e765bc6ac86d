"""The OpenAPI document: complete, bounded, and true for requests that are made up from it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.api.urls import described
from linli.config import requests
from linli.config.wsgi import application
from tests.api.conftest import People, token_caller
from tests.api.matrix import STREAMS
from tests.world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
]
EXAMPLES = int(os.environ.get("LINLI_SCHEMA_EXAMPLES", "12"))


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Method and path, and the operation."""
    for path, methods in described()["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


@dataclass
class Served:
    """Who asks, and a case and a report that are there."""

    headers: dict[str, str]
    number: str
    code: str


@pytest.fixture
def served(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The application leaves the test's connection to the database open. Whose token it is and what they may do is
    asked once, not before each of a hundred requests."""
    for name in ("token_of", "actor_for"):
        monkeypatch.setattr(requests, name, cache(getattr(requests, name)))
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    number = world.report()
    yield Served(token_caller(world, "chen").headers, number, world.codes[number])
    for signal in signals:
        signal.connect(close_old_connections)


# The stream never ends, and is not the framework's to answer: its answers are tried in tests/realtime/test_stream.py.
made_up = schemathesis.openapi.from_dict(described()).exclude(operation_id=list(STREAMS))
made_up.app = application


@made_up.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_the_document_told_the_answer(case: Any, served: Served) -> None:
    case.call_and_validate(headers=served.headers, checks=CHECKS)
    for name in ("number", "code"):
        if f"s/{{{name}}}" in case.path and "tokens" not in case.path:
            case.path_parameters[name] = getattr(served, name)
            case.call_and_validate(headers=served.headers | {"If-Match": '"1"'}, checks=CHECKS[:5])


def test_the_document_is_served_to_everybody(world: World, people: People) -> None:
    response = people["li"].client.get(reverse("api:openapi"))
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "邻里 Linli"


def test_every_refusal_has_the_one_shape() -> None:
    for name, operation in operations():
        refusals = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
        always = {401, 403, 503} if operation["operationId"] in STREAMS else {400, 401, 422, 503}
        assert always <= {int(status) for status in refusals}, name
        for answer in refusals.values():
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}, name


def test_every_input_is_bounded() -> None:
    """A text has a longest length or a pattern, a number its limits, an object no names but its own."""
    schemas = described()["components"]["schemas"]
    for name, operation in operations():
        for parameter in operation["parameters"]:
            assert bounded(parameter["schema"], schemas), (name, parameter["name"])
        for kind, content in operation.get("requestBody", {}).get("content", {}).items():
            assert kind != "application/json" or bounded(content["schema"], schemas), name


def bounded(schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    if "$ref" in schema:
        return bounded(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    inner = [part for word in ("anyOf", "oneOf", "allOf") for part in schema.get(word, ())]
    if inner:
        return all(bounded(part, schemas) for part in inner)
    match schema.get("type"):
        case "string":
            return bool({"maxLength", "pattern", "enum", "const"} & set(schema))
        case "number" | "integer":
            return {"minimum", "maximum"} <= set(schema)
        case "array":
            return "maxItems" in schema and bounded(schema["items"], schemas)
        case "object":
            inside = schema.get("properties", {}).values()
            return schema.get("additionalProperties") is False and all(bounded(part, schemas) for part in inside)
    return schema.get("type") in ("boolean", "null")
