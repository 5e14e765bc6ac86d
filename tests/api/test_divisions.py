"""Divisions of a day to come are planned and cancelled by program as by page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.api.conftest import People
from tests.domain.places.test_redivide import PARTS


def body(days: int = 1, **other: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=days)
    return {"name": "2027", "starts_on": day.isoformat(), "parts": PARTS, **other}


def test_a_plan_is_made_once_listed_and_cancelled_once(people: People) -> None:
    admin = people["admin"]
    made = admin.post("/divisions", body(), Idempotency_Key="k" * 16)
    again = admin.post("/divisions", body(), Idempotency_Key="k" * 16)
    assert (made.status_code, made.json()) == (201, again.json())
    (plan,) = admin.get("/divisions").json()["plans"]
    assert (plan["number"], plan["state"], plan["name"]) == (made.json()["number"], "planned", "2027")
    path = f"/divisions/{plan['number']}/cancel"
    assert admin.post(path).json()["state"] == "cancelled"
    assert admin.post(path).status_code == 409
    assert people["chen"].post(path).status_code == 404
    assert admin.post("/divisions/D99999999/cancel").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        body(0),
        body(parts=PARTS[:1]),
        body(parts=[]),
        body(parts=[{**PARTS[0], "parent": "nowhere"}, PARTS[1]]),
        body(parts=[{**PARTS[0], "boundary": {"type": "Point", "coordinates": [120.0, 30.0]}}]),
        body(parts=[{**PARTS[0], "boundary": {"type": "Polygon", "coordinates": [[[120.0, 30.0]] * 4]}}, PARTS[1]]),
        body(starts_on="soon"),
    ],
    ids=["today", "gap", "no parts", "unknown parent", "a point", "flat", "no day"],
)
def test_what_cannot_be_divided_is_refused_with_a_sentence_and_not_planned(
    people: People, wrong: dict[str, Any]
) -> None:
    answer = people["admin"].post("/divisions", wrong)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert people["admin"].get("/divisions").json()["plans"] == []
