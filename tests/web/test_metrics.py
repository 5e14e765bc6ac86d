"""How the machine does, for whoever runs it and nobody else."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.world import World

pytestmark = pytest.mark.django_db(databases=["default", "relay"])


def asked(**given: Any) -> Any:
    return Client().get("/metrics", **given)


def test_every_line_is_prometheus_text_and_tells_of_loops_facts_clocks_and_jobs(world: World) -> None:
    answer = asked()
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    number = re.compile(r'linli_\w+(\{\w+="[\w.]+"\})? [0-9.e+-]+')
    assert all(line.startswith("# ") or number.fullmatch(line) for line in lines)
    names = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert {"linli_loop_age_seconds", "linli_facts_waiting", "linli_clocks_late", "linli_jobs"} <= names


@pytest.mark.parametrize(
    "given",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"REMOTE_ADDR": "203.0.113.7", "headers": {"Authorization": "Bearer "}},
        {"REMOTE_ADDR": "203.0.113.7", "headers": {"Authorization": "Bearer wrong"}},
        {"REMOTE_ADDR": "unix:"},
    ],
)
def test_to_everybody_else_there_is_nothing(world: World, settings: Settings, given: dict[str, Any]) -> None:
    settings.LINLI_METRICS_TOKEN = "a long token" if "wrong" in str(given) else ""
    answer = asked(**given)
    assert answer.status_code == 404
    assert "linli_" not in answer.content.decode()


def test_another_machine_shows_the_token(world: World, settings: Settings) -> None:
    settings.LINLI_METRICS_TOKEN = "a long token"
    assert asked(REMOTE_ADDR="203.0.113.7", headers={"Authorization": "Bearer a long token"}).status_code == 200
