"""Divisions of a day to come are planned and cancelled by program as by page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.api.conftest import People
from tests.api.matrix import geojson
from tests.domain.places.test_redivide import PARTS


def address(days: int = 1, **other: str) -> str:
    day = timezone.localdate() + timedelta(days=days)
    return "/divisions?" + "&".join(f"{k}={v}" for k, v in {"name": "2027", "starts_on": f"{day}", **other}.items())


def test_a_plan_is_made_once_listed_and_cancelled_once(people: People) -> None:
    admin = people["admin"]
    made = admin.post(address(), geojson(PARTS), Idempotency_Key="k" * 16)
    again = admin.post(address(), geojson(PARTS), Idempotency_Key="k" * 16)
    assert (made.status_code, made.json()) == (201, again.json())
    (plan,) = admin.get("/divisions").json()["plans"]
    assert (plan["number"], plan["state"], plan["name"]) == (made.json()["number"], "planned", "2027")
    path = f"/divisions/{plan['number']}/cancel"
    assert admin.post(path).json()["state"] == "cancelled"
    assert admin.post(path).status_code == 409
    assert people["chen"].post(path).status_code == 404
    assert admin.post("/divisions/D99999999/cancel").status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (address(0), geojson(PARTS)),
        (address(starts_on="2027-02-30"), geojson(PARTS)),
        (address(starts_on="soon"), geojson(PARTS)),
        (address(name=""), geojson(PARTS)),
        (address(), geojson(PARTS[:1])),
        (address(), geojson([])),
        (address(), geojson([{**PARTS[0], "parent": "nowhere"}, PARTS[1]])),
        (address(), geojson([{**PARTS[0], "boundary": {"type": "Point", "coordinates": [120.0, 30.0]}}, PARTS[1]])),
        (address(), geojson([{**PARTS[0], "kind": "a\x00b"}, PARTS[1]])),
        (address(), geojson([{**PARTS[0], "boundary": {"type": ["x"], "coordinates": "a\x00b"}}, PARTS[1]])),
        (address(), geojson([{**PARTS[0], "boundary": {"type": "Polygon", "coordinates": [[[float("nan")] * 2]]}}])),
        (address(), {"features": "x"}),
        (address(), [1]),
    ],
)
def test_what_cannot_be_divided_is_refused_with_a_sentence_and_not_planned(
    people: People, path: str, body: Any
) -> None:
    answer = people["admin"].post(path, body)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert people["admin"].get("/divisions").json()["plans"] == []


def test_what_a_boundary_says_besides_is_left_out(people: People) -> None:
    parts = [{**part, "boundary": {**part["boundary"], "note": "a\x00b"}} for part in PARTS]
    assert people["admin"].post(address(), geojson(parts)).status_code == 201
