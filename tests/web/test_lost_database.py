"""A lost database is told as what it is: 503 and try again, never a fault of the program."""

import pytest
from django.db import InterfaceError, InternalError, OperationalError
from django.test import Client
from psycopg.errors import ReadOnlySqlTransaction
from psycopg_pool import PoolTimeout

from linli.config import requests

ONLY_TO_BE_READ = InternalError("cannot execute INSERT in a read-only transaction")
ONLY_TO_BE_READ.__cause__ = ReadOnlySqlTransaction()
LOST = [OperationalError("gone"), InterfaceError("gone"), PoolTimeout("none free"), ONLY_TO_BE_READ]


@pytest.fixture(params=LOST, ids=lambda error: type(error).__name__)
def client_without_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Client:
    def lose(_: object) -> None:
        raise request.param

    monkeypatch.setattr(requests, "territory", lose)
    monkeypatch.setattr(requests, "_actor_of", lose)
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", ["/", "/cases/", "/r/unknown/"])
def test_a_page_says_that_the_service_is_away_for_a_moment(client_without_database: Client, path: str) -> None:
    response = client_without_database.get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"].startswith("text/html")
    assert response["Content-Security-Policy"]


def test_the_api_says_so_in_json(client_without_database: Client) -> None:
    response = client_without_database.get("/api/v1/cases")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["code"] == "unavailable"


def test_a_fault_of_ours_is_told_in_json_to_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(requests, "_actor_of", fail)
    client = Client(raise_request_exception=False)
    told = client.get("/api/v1/cases")
    assert (told.status_code, told.json()["code"]) == (500, "fault")
    assert b"a fault" not in told.content
    assert client.get("/cases/").status_code == 500


def test_a_host_that_is_not_ours_is_refused_in_the_asker_s_form(client: Client) -> None:
    told = client.get("/api/v1/cases", headers={"host": "elsewhere.example"})
    assert (told.status_code, told.json()["code"]) == (400, "malformed")
    assert client.get("/cases/", headers={"host": "elsewhere.example"})["Content-Type"].startswith("text/html")
