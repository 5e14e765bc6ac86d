"""The live stream over HTTP, against the real front."""

import json
import time
from contextlib import ExitStack

import httpx
import psycopg
import pytest

from linli.api.urls import described
from tests.api.matrix import PUBLIC, STREAMS
from tests.conftest import Live
from tests.realtime.listening import STREAM, Listener, report, signed_in
from tests.world import NEXT_BUILDING


def _as_owner(live: Live, statement: str) -> None:
    with psycopg.connect(live.environment["LINLI_ADMIN_URL"], autocommit=True) as connection:
        connection.execute(statement)


def test_without_a_session_the_answer_is_401_in_the_one_shape(live: Live) -> None:
    answer = httpx.get(live.url + STREAM)
    assert answer.status_code == 401
    assert answer.json()["code"] == "sign_in"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("who", "status"), STREAMS["stream.follow"].items())
def test_everybody_gets_what_the_table_says_and_the_document_knows(live: Live, who: str, status: int) -> None:
    told = described()["paths"][STREAM]["get"]["responses"]
    client = httpx.Client(base_url=live.url) if who == PUBLIC else signed_in(live, who)
    with client.stream("GET", STREAM) as answer:
        assert answer.status_code == status
        assert answer.headers["content-type"].partition(";")[0] in told[str(status)]["content"]


def test_head_says_what_get_would_and_opens_no_stream(live: Live) -> None:
    assert httpx.head(live.url + STREAM).status_code == 401
    answer = signed_in(live, "chen").head(STREAM)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")


def test_a_token_or_a_secret_in_the_address_does_not_open_the_stream(live: Live) -> None:
    session = signed_in(live, "chen").cookies["sessionid"]
    for address in (f"{STREAM}?sessionid={session}", f"{STREAM}?token={session}"):
        assert httpx.get(live.url + address).status_code == 401
    assert httpx.get(live.url + STREAM, headers={"Authorization": f"Bearer {session}"}).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: "".join(headers.values()),
)
def test_a_page_of_another_site_opens_no_stream(live: Live, headers: dict[str, str]) -> None:
    with signed_in(live, "chen").stream("GET", STREAM, headers=headers) as answer:
        assert answer.status_code == 403
        assert json.loads(answer.read())["code"] == "origin"


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_our_own_page_opens_the_stream(live: Live, site: str) -> None:
    headers = {"Origin": live.url, "Sec-Fetch-Site": site}
    with signed_in(live, "chen").stream("GET", STREAM, headers=headers) as answer:
        assert answer.status_code == 200


def test_whoever_may_see_a_case_hears_of_it_and_the_stranger_of_nothing(live: Live) -> None:
    with Listener(signed_in(live, "chen")) as chen, Listener(signed_in(live, "stranger")) as stranger:
        number = report(live)
        beyond = report(live, NEXT_BUILDING)
        assert chen.until(lambda: number in chen.numbers)
        assert stranger.until(lambda: beyond in stranger.numbers)
        assert beyond not in chen.text
        assert number not in stranger.text
        assert chen.frames[0].data["names"] == {"case.reported": 1}


def test_a_crowd_of_events_comes_in_at_most_four_frames_a_second(live: Live) -> None:
    with Listener(signed_in(live, "chen")) as chen:
        numbers = [report(live) for _ in range(60)]
        assert chen.until(lambda: chen.count >= 60)
        took = chen.frames[-1].at - chen.frames[0].at
        assert took > 0.25 * (len(chen.frames) - 1) - 0.15
        assert chen.count == 60
        assert chen.frames[-1].data["numbers"][0] == numbers[-1], "the newest comes first"
        assert all(len(frame.data["numbers"]) <= 20 for frame in chen.frames)


def test_who_comes_back_hears_what_was_missed_exactly_once(live: Live) -> None:
    client = signed_in(live, "chen")
    with Listener(client) as first:
        report(live)
        assert first.until(lambda: first.count == 1)
    missed = {report(live) for _ in range(7)}
    time.sleep(1)
    with Listener(client, last_id=first.heard[-1].id) as again:
        late = report(live)
        assert again.until(lambda: late in again.numbers)
        assert again.heard[0].event == "open"
        assert again.count == 8
        assert again.numbers == missed | {late}


def test_who_heard_nothing_yet_still_knows_where_to_come_back_to(live: Live) -> None:
    client = signed_in(live, "chen")
    with Listener(client) as first:
        pass
    number = report(live)
    time.sleep(1)
    with Listener(client, last_id=first.heard[0].id) as again:
        assert again.until(lambda: number in again.numbers)


def test_who_is_cut_off_after_the_greeting_still_hears_on_coming_back_what_was_missed(live: Live) -> None:
    client = signed_in(live, "chen")
    with Listener(client) as first:
        pass
    missed = {report(live) for _ in range(3)}
    time.sleep(1)
    stood_at = first.heard[0].id
    for _ in range(2):
        with Listener(client, last_id=stood_at) as cut:
            stood_at = cut.heard[0].id
    with Listener(client, last_id=stood_at) as again:
        assert again.until(lambda: again.count == 3)
        assert again.numbers == missed


@pytest.mark.parametrize("last_id", ["999999999999", "-1", "yesterday", "²", "9" * 5000])
def test_who_comes_from_a_place_that_never_was_is_told_of_a_gap(live: Live, last_id: str) -> None:
    with Listener(signed_in(live, "chen"), last_id=last_id) as chen:
        assert chen.heard[0].event == "gap"
        number = report(live)
        assert chen.until(lambda: number in chen.numbers)
        assert chen.count == 1


def test_who_was_away_for_more_than_fifteen_minutes_is_told_of_a_gap(live: Live) -> None:
    client = signed_in(live, "chen")
    with Listener(client) as first:
        report(live)
        assert first.until(lambda: first.count == 1)
    report(live)
    time.sleep(1)
    with psycopg.connect(live.environment["LINLI_RELAY_URL"], autocommit=True) as connection:
        connection.execute("UPDATE kernel_event SET at = at - interval '16 minutes'")
    with Listener(client, last_id=first.heard[-1].id) as again:
        assert again.heard[0].event == "gap"
        assert again.count == 0


def test_who_was_away_long_but_missed_nothing_is_told_of_no_gap(live: Live) -> None:
    client = signed_in(live, "stranger")
    with Listener(client) as first:
        pass
    report(live)
    time.sleep(1)
    with psycopg.connect(live.environment["LINLI_RELAY_URL"], autocommit=True) as connection:
        connection.execute("UPDATE kernel_event SET at = at - interval '16 minutes'")
    with Listener(client, last_id=first.heard[-1].id) as again:
        assert again.heard[0].event == "open"


def test_who_comes_back_after_facts_were_forgotten_is_told_of_a_gap(live: Live) -> None:
    client = signed_in(live, "stranger")
    with Listener(client) as first:
        pass
    report(live)
    report(live)
    time.sleep(1)
    with psycopg.connect(live.environment["LINLI_RELAY_URL"], autocommit=True) as connection:
        connection.execute("DELETE FROM kernel_event WHERE position = %s", [first.heard[0].id + 1])
    with Listener(client, last_id=first.heard[0].id) as again:
        assert again.heard[0].event == "gap"


@pytest.mark.parametrize(
    ("change", "back"),
    [
        (
            "UPDATE accounts_account SET is_active = false WHERE username = 'sun'",
            "UPDATE accounts_account SET is_active = true WHERE username = 'sun'",
        ),
        ("DELETE FROM django_session", "SELECT 1"),
        (
            "UPDATE accounts_account SET password = password || 'x' WHERE username = 'sun'",
            "UPDATE accounts_account SET password = left(password, -1) WHERE username = 'sun'",
        ),
        (
            "UPDATE accounts_grant SET role_id = 'leader' WHERE role_id = 'verifier'",
            "UPDATE accounts_grant SET role_id = 'verifier' WHERE role_id = 'leader' AND account_id ="
            " (SELECT id FROM accounts_account WHERE username = 'sun')",
        ),
    ],
    ids=["disabled", "session ended", "password changed", "grants changed"],
)
def test_a_stream_ends_within_five_seconds_of_a_change_of_authority(live: Live, change: str, back: str) -> None:
    with Listener(signed_in(live, "sun")) as sun:
        _as_owner(live, change)
        begun = time.monotonic()
        try:
            assert sun.until(lambda: sun.ended_at is not None)
            assert (sun.ended_at or 0) - begun <= 5
        finally:
            _as_owner(live, back)


def test_signing_out_ends_the_stream(live: Live) -> None:
    client = signed_in(live, "sun")
    with Listener(client) as sun:
        headers = {"Origin": live.url, "X-CSRFToken": client.cookies["csrftoken"]}
        assert client.delete("/api/v1/session", headers=headers).status_code == 204
        assert sun.until(lambda: sun.ended_at is not None)


def test_the_sixth_stream_of_an_account_ends_its_oldest_in_whichever_process(live: Live) -> None:
    client = signed_in(live, "wang")
    with ExitStack() as stack:
        opened = []
        for _ in range(7):
            opened.append(stack.enter_context(Listener(signed_in(live, "wang"))))
            time.sleep(0.2)
        oldest, others = opened[:2], opened[2:]
        assert all(one.until(lambda one=one: one.ended_at is not None) for one in oldest)
        assert all(one.ended_at is None for one in others)
    client.close()


def test_streams_that_are_left_do_not_count(live: Live) -> None:
    with Listener(signed_in(live, "lin")) as steady:
        for _ in range(8):
            with Listener(signed_in(live, "lin")) as passing:
                pass
            passing.client.close()
            time.sleep(0.2)
        time.sleep(0.5)
        assert steady.ended_at is None
