import hashlib
import io
from typing import Any

from PIL import Image

from tests.api.conftest import Caller
from tests.world import BUILDING, World, new_key

REPORT: dict[str, Any] = {"text": "The tap leaks.", "place": {"code": BUILDING}}


def picture(colour: str = "red") -> tuple[bytes, str]:
    """A small PNG and its digest."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), colour).save(buffer, "PNG")
    return buffer.getvalue(), hashlib.sha256(buffer.getvalue()).hexdigest()


def test_a_report_is_answered_with_number_code_and_where_to_follow_it(world: World, public: Caller) -> None:
    response = public.post("/reports", REPORT)
    assert response.status_code == 201, response.content
    told = response.json()
    assert set(told) == {"number", "code", "received_at"}
    assert response["Location"] == f"/api/v1/reports/{told['code']}"
    followed = public.get(f"/reports/{told['code']}")
    assert followed.status_code == 200, followed.content
    assert followed.json()["state"] == "reported"
    assert followed.json()["number"] == told["number"]


def test_a_picture_is_sent_and_seen(world: World, public: Caller) -> None:
    code = public.post("/reports", REPORT).json()["code"]
    data, digest = picture()
    first = public.put(f"/reports/{code}/photos/{digest}", data)
    assert first.status_code == 201, first.content
    again = public.put(f"/reports/{code}/photos/{digest}", data)
    assert (again.status_code, again.json()) == (200, first.json())
    stored = first.json()["stored_sha256"]
    seen = public.get(f"/reports/{code}/photos/{stored}")
    assert hashlib.sha256(seen.content).hexdigest() == stored
