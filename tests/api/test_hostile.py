"""Requests that mean no good, or were mangled on the way: each is refused with a sentence, none is a fault of ours."""

import base64
import gzip
import json
from typing import Any

import pytest

from tests.api.conftest import ROOT, Caller, People
from tests.api.test_reports import REPORT
from tests.world import BUILDING, World, new_key

TEXT = json.dumps(REPORT)


def with_text(text: str) -> bytes:
    """A report whose text is this piece of JSON."""
    return f'{{"text": {text}, "place": {{"code": "{BUILDING}"}}}}'.encode()


def at(lon: str, lat: str = "30", datum: str = '"wgs84"') -> bytes:
    """A report at a point made of these pieces of JSON."""
    return f'{{"text": "a", "place": {{"lon": {lon}, "lat": {lat}, "datum": {datum}}}}}'.encode()


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"text=hello",
    "half of it": TEXT.encode()[:-5],
    "more after it": TEXT.encode() + b"{}",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"hello"',
    "a number": b"7",
    "single quotes": b"{'text': 'a'}",
    "a comment": b"{} // yes",
    "NUL escaped": with_text('"a\\u0000b"'),
    "NUL raw": with_text('"a\x00b"'),
    "half a character": with_text('"a\\ud800b"'),
    "the other half": with_text('"\\udfff"'),
    "overlong UTF-8": b'{"text": "\xc0\xaf"}',
    "broken UTF-8": b'{"text": "\xff\xfe"}',
    "encoded surrogate": b'{"text": "\xed\xa0\x80"}',
    "UTF-16": TEXT.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "10,000 deep lists": with_text("[" * 10_000 + "]" * 10_000),
    "10,000 deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "10,000 open brackets": b"[" * 10_000,
    "a name twice": b'{"text": "a", "text": "b", "place": {"address": "c"}}',
    "a name twice inside": b'{"text": "a", "place": {"address": "c", "address": "d"}}',
    "text is a number": with_text("7"),
    "text is true": with_text("true"),
    "text is a list": with_text('["a"]'),
    "text is an object": with_text('{"a": 1}'),
    "text is empty": with_text('""'),
    "text is white": with_text('"  \\t\\n "'),
    "text is too long": with_text('"' + "口" * 2001 + '"'),
    "10 MB of text": with_text('"' + "a" * 10_000_000 + '"'),
    "64 KB of spaces": TEXT.encode() + b" " * 66_000,
    "NaN": at("NaN"),
    "Infinity": at("Infinity"),
    "minus Infinity": at("120", "-Infinity"),
    "1e999": at("1e999"),
    "minus 1e999": at("120", "-1e999"),
    "beyond int64": at("9223372036854775808"),
    "5,000 digits": at("9" * 5000),
    "a number as text": at('"east"'),
    "true as longitude": at("[1]"),
    "longitude 181": at("181"),
    "latitude 91": at("120", "91"),
    "unknown datum": at("120", "30", '"mars"'),
    "no datum": b'{"text": "a", "place": {"lon": 120, "lat": 30}}',
    "two places": b'{"text": "a", "place": {"code": "a", "address": "b"}}',
    "place is a text": b'{"text": "a", "place": "here"}',
    "NUL in an address": b'{"text": "a", "place": {"address": "a\\u0000"}}',
    "NUL in a code": b'{"text": "a", "place": {"code": "\\u0000"}}',
    "NUL in a class": json.dumps({**REPORT, "class_code": "\x00"}).encode(),
    "NUL in a name": json.dumps({**REPORT, "contact": {"name": "\x00"}}).encode(),
    "an unknown name": json.dumps({**REPORT, "is_overdue": True}).encode(),
    "a name of ours": json.dumps({**REPORT, "state": "closed", "area_path": "/"}).encode(),
    "a prototype": b'{"__proto__": {"a": 1}, "text": "a", "place": {"address": "c"}}',
    "anonymous with contact": json.dumps({**REPORT, "anonymous": True, "contact": {"name": "a"}}).encode(),
    "anonymous is a text": json.dumps({**REPORT, "anonymous": "perhaps"}).encode(),
    "1,000 unknown names": json.dumps({**REPORT, **{f"n{n}": n for n in range(1000)}}).encode(),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused(world: World, public: Caller, name: str) -> None:
    response = public.post("/reports", BODIES[name])
    assert 400 <= response.status_code < 500, response.content
    assert response.json()["message"]
    assert public.post("/reports", REPORT).status_code == 201


def cursor(value: Any) -> str:
    """A page mark made by hand."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


QUERIES = [
    "?cursor=" + cursor(["-reported_at", "2026-01-01T00:00:00", 1]),
    "?cursor=" + cursor(["-reported_at", "2026-13-01T00:00:00+00:00", 1]),
    "?cursor=" + cursor(["-reported_at", "0000-01-01T00:00:00+00:00", 1]),
    "?cursor=" + cursor(["-reported_at", "10000-01-01T00:00:00+00:00", 1]),
    "?cursor=" + cursor(["-reported_at", "2026-01-01T00:00:00+00:00", 2**63]),
    "?cursor=" + cursor(["-reported_at", "2026-01-01T00:00:00+00:00", -1]),
    "?cursor=" + cursor(["-reported_at", "2026-01-01T00:00:00+00:00", "x"]),
    "?cursor=" + cursor(["due_at", "2026-01-01T00:00:00+00:00", 1]),
    "?cursor=" + cursor([]),
    "?cursor=" + cursor({"a": 1}),
    "?cursor=" + cursor(None),
    "?cursor=" + "W" * 150,
    "?cursor=%F0%9F%98%80",
    "?limit=1000000",
    "?limit=-1",
    "?limit=" + "9" * 400,
    "?bbox=1,1,1e999,2",
    "?bbox=" + "1," * 50,
    "?bbox=,,,",
    "?state=" + ",".join(["reported"] * 20),
    "?area=/" + "1" * 200 + "/",
    "?q=a%00b",
    "?q=%ED%A0%80%00",
    "?" + "&".join(f"a{n}=1" for n in range(300)),
    "?__class__=1",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_hostile_query_is_refused(world: World, people: People, query: str) -> None:
    response = people["chen"].get(f"/cases{query}")
    assert 400 <= response.status_code < 500, response.content
    assert response["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("year", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00"])
def test_the_ends_of_time_are_only_far_away(world: World, people: People, year: str) -> None:
    response = people["chen"].get("/cases?cursor=" + cursor(["-reported_at", year, 1]))
    assert response.status_code in (200, 422)


def test_an_offset_that_the_database_does_not_know_is_only_another_way_to_say_a_time(
    world: World, people: People
) -> None:
    answer = people["chen"].get("/cases?cursor=" + cursor(["-reported_at", "2026-01-01T00:00:00+23:59", 1]))
    assert answer.status_code == 200
    told = {"channel": "phone", "received_at": "2026-01-01T00:00:00-16:00"}
    answer = people["chen"].post("/reports", {**REPORT, **told})
    assert answer.status_code == 201
    answer = people["chen"].post("/reports", {**REPORT, **told, "received_at": "0001-01-01T00:00:00+14:00"})
    assert answer.status_code == 422


PATHS = [
    "/cases/0",
    "/cases/" + "9" * 400,
    "/cases/%00",
    "/cases/20260101000001%00",
    "/cases/..%2f..%2fetc%2fpasswd",
    "/cases/1%20OR%201=1",
    "/cases/%ED%A0%80",
    "/cases/%FF",
    "/cases/٣٣٣٣٣٣٣٣٣",
    "/reports/" + "a" * 5000,
    "/nothing",
    "/",
    "/cases/",
    "/cases/1/delete",
    "/tokens/T1/x",
]


@pytest.mark.parametrize("path", PATHS)
def test_where_nothing_is_the_answer_is_always_the_same(world: World, people: People, path: str) -> None:
    caller = people["chen"]
    response = caller.get(path)
    assert response.status_code == 404
    assert response.content == caller.get("/cases/20990101000001").content


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v2/cases", "/api/nothing"])
def test_beside_the_api_there_is_nothing_either(world: World, public: Caller, path: str) -> None:
    response = public.client.get(path)
    assert response.status_code == 404
    assert response.content == public.get("/nothing").content


@pytest.mark.parametrize("kind", ["", "text/plain", "application/xml", "multipart/form-data; boundary=x", "a/b"])
def test_what_is_not_said_to_be_json_is_not_read(world: World, public: Caller, kind: str) -> None:
    response = public.client.generic(
        "POST", f"{ROOT}/reports", TEXT.encode(), content_type=kind, headers={"Idempotency-Key": new_key()}
    )
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media")


def test_a_compressed_body_is_not_unpacked(world: World, public: Caller) -> None:
    response = public.post("/reports", gzip.compress(TEXT.encode()), Content_Encoding="gzip")
    assert response.status_code == 415


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT", "OPTIONS", "TRACE", "BREW"])
def test_a_method_that_is_not_taken_is_told_which_are(world: World, public: Caller, method: str) -> None:
    response = public.send(method, f"{ROOT}/reports")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert response.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("said", "cookie", "language"),
    [
        ("", "", "zh-hans"),
        ("en-US,en;q=0.9", "", "zh-hans"),
        ("en", "", "en"),
        ("en-GB", "", "en"),
        ("en", "zh-hans", "zh-hans"),
        ("", "en", "en"),
        ("xx" * 5000, "", "zh-hans"),
    ],
)
def test_a_refusal_speaks_the_language_that_was_chosen(
    world: World, public: Caller, said: str, cookie: str, language: str
) -> None:
    if cookie:
        public.client.cookies["django_language"] = cookie
    for response in (public.get("/me", Accept_Language=said), public.post("/reports", {}, Accept_Language=said)):
        assert response["Content-Language"] == language


def test_every_input_at_fault_is_named_in_one_answer(world: World, public: Caller) -> None:
    response = public.post("/reports", {"text": "", "place": {"address": ""}, "x": 1}, Accept_Language="en")
    told = response.json()
    assert [fault["field"] for fault in told["errors"]] == ["text", "place.address", "x"]
    assert told["errors"][2]["message"] == "There is no such field."
