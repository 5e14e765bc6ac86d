"""Reports by the public and by staff."""

import hashlib
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from linli.places.coordinates import Datum, from_cgcs2000
from linli.places.models import Town
from tests.api.conftest import Caller, People
from tests.api.pictures import picture
from tests.world import BUILDING, GRID_PATH, World, new_key

REPORT: dict[str, Any] = {"text": "The tap leaks.", "place": {"code": BUILDING}}
POINT = {"lon": 120.005, "lat": 30.005, "datum": "cgcs2000"}


def test_a_report_is_answered_with_number_code_and_where_to_follow_it(world: World, public: Caller) -> None:
    response = public.post("/reports", REPORT)
    assert response.status_code == 201, response.content
    told = response.json()
    assert set(told) == {"number", "code", "received_at"}
    assert response["Location"] == f"/api/v1/reports/{told['code']}"
    followed = public.get(f"/reports/{told['code']}")
    assert followed.status_code == 200, followed.content
    assert (followed.json()["state"], followed.json()["number"]) == ("reported", told["number"])


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "y" * 15, "口" * 20])
def test_a_report_needs_a_proper_key(world: World, public: Caller, key: str) -> None:
    response = public.post("/reports", REPORT, Idempotency_Key=key)
    assert (response.status_code, response.json()["code"]) == (400, "key_missing")


def test_a_report_sent_twice_is_one_report(world: World, public: Caller) -> None:
    key = new_key()
    first, second = (public.post("/reports", REPORT, Idempotency_Key=key) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert first["Location"] == second["Location"]


def test_a_key_with_another_report_is_refused(world: World, public: Caller) -> None:
    key = new_key()
    public.post("/reports", REPORT, Idempotency_Key=key)
    response = public.post("/reports", {**REPORT, "text": "Another."}, Idempotency_Key=key)
    assert (response.status_code, response.json()["code"]) == (422, "key_reused")


@pytest.mark.parametrize(
    "place",
    [
        POINT,
        {"address": "First Road 1, second floor"},
        {"code": BUILDING},
        dict(zip(("lon", "lat"), from_cgcs2000(120.005, 30.005, Datum.GCJ02), strict=True)) | {"datum": "gcj02"},
    ],
)
def test_a_place_is_named_in_one_of_three_ways(world: World, people: People, place: dict[str, Any]) -> None:
    told = people["li"].post("/reports", {**REPORT, "place": place}).json()
    assert people["chen"].get(f"/cases/{told['number']}").json()["area"]["path"] == GRID_PATH


def test_a_point_outside_is_kept_and_marked(world: World, people: People) -> None:
    response = people["chen"].post("/reports", {**REPORT, "place": {**POINT, "lat": 10.0}})
    assert people["chen"].get(f"/cases/{response.json()['number']}").json()["is_outside"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": None}, "text"),
        ({"place": {"code": "no such"}}, "place"),
        ({"place": {}}, "place.lon"),
        ({"place": {**POINT, "code": BUILDING}}, "place.lon"),
        ({"place": {**POINT, "datum": "mars"}}, "place.datum"),
        ({"place": {**POINT, "lat": 91}}, "place.lat"),
        ({"class_code": "99999"}, "class_code"),
        ({"channel": "phone"}, "channel"),
        ({"channel": "pigeon"}, "channel"),
        ({"contact": {"phone": "call me"}}, "contact.phone"),
        ({"contact": {"phone": "13800000000"}, "anonymous": True}, "contact"),
        ({"state": "closed"}, "state"),
    ],
)
def test_an_input_that_cannot_be_accepted_is_named(
    world: World, public: Caller, change: dict[str, Any], field: str
) -> None:
    response = public.post("/reports", {**REPORT, **change})
    assert (response.status_code, response.json()["field"]) == (422, field), response.content


def test_staff_write_down_what_came_by_phone(world: World, people: People) -> None:
    response = people["chen"].post("/reports", {**REPORT, "channel": "phone", "contact": {"name": "Mrs Ma"}})
    assert response.status_code == 201
    assert people["chen"].get(f"/cases/{response.json()['number']}").json()["channel"] == "phone"


def test_a_source_may_send_so_many_reports_an_hour(world: World, settings: LazySettings) -> None:
    settings.LINLI_REPORTS_AN_HOUR = 2
    sources = ("1.1.1.1", "2.2.2.2", "3.3.3.3")
    answers = [Caller(Client()).post("/reports", REPORT, X_Forwarded_For=s, X_Real_IP=s) for s in sources]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_behind_a_trusted_proxy_each_client_has_an_allowance_of_its_own(world: World, settings: LazySettings) -> None:
    settings.LINLI_REPORTS_AN_HOUR, settings.LINLI_TRUSTED_PROXIES = 1, "127.0.0.1"
    named = ("1.1.1.1", "2.2.2.2", "9.9.9.9, 1.1.1.1")
    answers = [Caller(Client()).post("/reports", REPORT, X_Forwarded_For=each) for each in named]
    assert [answer.status_code for answer in answers] == [201, 201, 429]


def test_behind_a_trusted_proxy_wrong_passwords_lock_a_name_for_one_client(
    world: World, settings: LazySettings
) -> None:
    settings.LINLI_TRUSTED_PROXIES = "127.0.0.1"
    wrong = {"username": "chen", "password": "a wrong password"}
    for _ in range(10):
        Caller(Client()).post("/session", wrong, X_Forwarded_For="1.1.1.1")
    right = {"username": "chen", "password": world.password}
    assert Caller(Client()).post("/session", right, X_Forwarded_For="1.1.1.1").status_code == 429
    assert Caller(Client()).post("/session", right, X_Forwarded_For="2.2.2.2").status_code == 200


def test_the_limit_is_not_for_staff(world: World, people: People, settings: LazySettings) -> None:
    settings.LINLI_REPORTS_AN_HOUR = 0
    assert people["chen"].post("/reports", REPORT).status_code == 201


def test_who_follows_a_report_reads_no_name_of_staff(world: World, public: Caller) -> None:
    number = world.drive(world.report(), "file", "dispatch", "accept", "start")
    seen = public.get(f"/reports/{world.codes[number]}").content.decode()
    assert "Water Unit" in seen
    assert "Zhao" not in seen


def test_an_unknown_code_is_like_a_misspelt_one(world: World, public: Caller) -> None:
    answers = [public.get(f"/reports/{code}") for code in ("a" * 26, "a", "%00" * 9, "口" * 26)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_code_is_read_in_capitals_too(world: World, public: Caller) -> None:
    code = public.post("/reports", REPORT).json()["code"]
    assert public.get(f"/reports/{code.upper()}").status_code == 200


def test_a_picture_is_sent_as_often_as_one_likes_and_seen(world: World, public: Caller) -> None:
    code = public.post("/reports", REPORT).json()["code"]
    data, digest = picture()
    first = public.put(f"/reports/{code}/photos/{digest}", data)
    again = public.put(f"/reports/{code}/photos/{digest.upper()}", data)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    stored = first.json()["stored_sha256"]
    seen = public.get(f"/reports/{code}/photos/{stored}")
    assert hashlib.sha256(seen.content).hexdigest() == stored
    assert seen["Content-Type"] == "image/jpeg"
    assert (seen["X-Content-Type-Options"], seen["Cache-Control"]) == ("nosniff", "no-store")
    assert "sandbox" in seen["Content-Security-Policy"]
    assert [photo["sha256"] for photo in public.get(f"/reports/{code}").json()["photos"]] == [digest]


def test_a_picture_with_a_wrong_digest_is_refused(world: World, public: Caller) -> None:
    code = public.post("/reports", REPORT).json()["code"]
    response = public.put(f"/reports/{code}/photos/{'0' * 64}", picture()[0])
    assert (response.status_code, response.json()["code"]) == (422, "checksum")


def test_what_is_no_picture_is_refused(world: World, public: Caller) -> None:
    code = public.post("/reports", REPORT).json()["code"]
    data = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    response = public.put(f"/reports/{code}/photos/{hashlib.sha256(data).hexdigest()}", data)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media")


def test_more_than_ten_megabytes_are_refused_unread(world: World, public: Caller) -> None:
    code = public.post("/reports", REPORT).json()["code"]
    data = b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)
    response = public.put(f"/reports/{code}/photos/{hashlib.sha256(data).hexdigest()}", data)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_the_holder_of_another_code_sees_no_picture(world: World, public: Caller) -> None:
    codes = [public.post("/reports", REPORT).json()["code"] for _ in range(2)]
    data, digest = picture()
    stored = public.put(f"/reports/{codes[0]}/photos/{digest}", data).json()["stored_sha256"]
    other = public.get(f"/reports/{codes[1]}/photos/{stored}")
    assert (other.status_code, other.content) == (404, public.get(f"/reports/{'a' * 26}").content)


def test_before_a_town_is_loaded_no_report_is_taken(world: World, public: Caller) -> None:
    Town.objects.all().delete()
    response = public.post("/reports", {**REPORT, "place": {"address": "Nowhere 1"}})
    assert (response.status_code, response["Retry-After"]) == (503, "5")


def test_a_datum_that_nobody_knows_is_answered_with_those_that_there_are(world: World) -> None:
    place = {"lon": 120.0, "lat": 30.0, "datum": "nad27"}
    answer = Caller(Client()).post("/reports", {"text": "A lamp is out.", "place": place})
    told = {fault["field"]: fault["message"] for fault in answer.json()["errors"]}
    assert answer.status_code == 422
    assert "wgs84" in told["place.datum"]
    assert "gcj02" in told["place.datum"]
