"""Pure decisions about cases."""

import hashlib
from datetime import datetime

import pytest

from linli.cases import rules
from linli.cases.workflow import CASE
from linli.kernel.refusals import Refusal

KEY = "0123456789abcdef"


def refused_by(field: str | None, code: str, text: str, channel: str, contact: dict[str, str], anonymous: bool) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_report(False, text, channel, contact, is_anonymous=anonymous)
    assert (refused.value.field, refused.value.code) == (field, code)


def test_a_tracking_code_follows_from_key_and_number_and_secret() -> None:
    code = rules.tracking_code("secret", KEY, "20261121000001")
    assert code == rules.tracking_code("secret", KEY, "20261121000001")
    others = [
        rules.tracking_code("other", KEY, "20261121000001"),
        rules.tracking_code("secret", KEY + "x", "20261121000001"),
        rules.tracking_code("secret", KEY, "20261121000002"),
    ]
    assert code not in others


def test_a_tracking_code_has_130_bits_in_letters_and_digits() -> None:
    code = rules.tracking_code("secret", KEY, "1")
    assert len(code) * 5 == 130
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_the_digest_of_a_code_bears_capitals_and_spaces_but_not_another_code() -> None:
    assert rules.code_digest(" ABC ") == rules.code_digest("abc") != rules.code_digest("abd")
    assert rules.code_digest("abc") == hashlib.sha256(b"abc").hexdigest()[:32]


@pytest.mark.parametrize(("case_id", "number"), [(1, "20261121000001"), (1_234_567, "202611211234567")])
def test_a_number_is_the_day_and_at_least_six_digits(case_id: int, number: str) -> None:
    assert rules.case_number("20261121", case_id) == number


@pytest.mark.parametrize("key", [KEY, "k" * 80, "with spaces but long"])
def test_a_good_key_is_taken_as_it_is(key: str) -> None:
    assert rules.check_key(key) == key


@pytest.mark.parametrize("key", [None, "", "k" * 15, "k" * 81, "é" * 20, "k" * 20 + "\n", "k" * 20 + "\x00"])
def test_a_key_that_is_missing_short_long_or_not_plain_is_refused(key: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        rules.check_key(key)
    assert refused.value.code == "key_missing"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  leak \r\n here\t ", "leak \n here"),
        ("a\x00b\x1b[31m\u202ec\ud800", "ab[31mc"),
        ("漏水", "漏水"),
        ("\x00\n ", ""),
    ],
)
def test_text_is_kept_without_control_characters_and_trimmed(given: str, kept: str) -> None:
    assert rules.clean_text("text", given, 100) == kept


def test_text_is_kept_up_to_its_longest_and_refused_beyond() -> None:
    assert len(rules.clean_text("text", "x" * 100, 100)) == 100
    with pytest.raises(Refusal) as refused:
        rules.clean_text("text", "x" * 101, 100)
    assert (refused.value.code, refused.value.field, refused.value.words["longest"]) == ("invalid", "text", 100)


def test_a_report_without_text_is_refused() -> None:
    refused_by("text", "missing_input", "", "web", {}, False)


@pytest.mark.parametrize("channel", ["phone", "grid_worker", "pigeon", ""])
def test_the_public_reports_only_by_its_own_channels(channel: str) -> None:
    refused_by("channel", "invalid", "leak", channel, {}, False)


@pytest.mark.parametrize("channel", sorted(set(rules.Channel) - {rules.Channel.TRANSFER}))
def test_staff_report_by_every_channel(channel: str) -> None:
    rules.check_report(True, "leak", channel, {}, is_anonymous=False)


def test_anonymity_and_a_contact_exclude_each_other() -> None:
    refused_by("contact", "invalid", "leak", "web", {"phone": "13800000067"}, True)
    rules.check_report(False, "leak", "web", {"phone": "", "name": ""}, is_anonymous=True)


@pytest.mark.parametrize("phone", ["1234", "1" * 21, "138-letters", "１３８００００００６７", "=1+1", "138\n00000067"])
def test_what_is_no_phone_number_is_refused(phone: str) -> None:
    refused_by("contact", "invalid", "leak", "web", {"phone": phone}, False)


@pytest.mark.parametrize("phone", ["13800000067", "+86 571-8888 0000", "(0571) 88880000", ""])
def test_a_phone_number_may_be_written_in_the_usual_ways(phone: str) -> None:
    rules.check_report(False, "leak", "scan", {"phone": phone}, is_anonymous=False)


def test_only_who_saw_the_matter_is_an_observer() -> None:
    observing = {channel for channel in rules.Channel if rules.plays_observer(channel)}
    assert observing == {"scan", "web", "grid_worker", "patrol"}


def test_about_one_matter_in_ten_is_drawn_and_always_the_same_ones() -> None:
    numbers = [rules.case_number("20261121", i) for i in range(2000)]
    drawn = [number for number in numbers if rules.is_drawn(number, "a secret")]
    assert 150 <= len(drawn) <= 250
    assert all(rules.is_drawn(number, "a secret") for number in drawn)
    assert drawn != [number for number in numbers if rules.is_drawn(number, "another")]
    assert all(rules.is_drawn(number, "", one_in=1) for number in numbers)


def test_the_digest_of_a_picture_must_be_of_its_bytes() -> None:
    rules.check_digest(b"picture", hashlib.sha256(b"picture").hexdigest().upper())
    with pytest.raises(Refusal) as refused:
        rules.check_digest(b"picture", hashlib.sha256(b"other").hexdigest())
    assert refused.value.code == "checksum"


def test_every_stage_has_a_limit_and_every_clock_belongs_to_a_stage() -> None:
    named = {stage for stops, starts in rules.CLOCKS.values() for stage in (*stops, *starts)}
    # A suspension ends when it was said to end.
    assert named - {"suspension"} == set(rules.STAGE_LIMITS)


def test_every_clock_that_is_started_is_stopped_by_a_later_move() -> None:
    started = {stage for _, starts in rules.CLOCKS.values() for stage in starts}
    stopped = {stage for stops, _ in rules.CLOCKS.values() for stage in stops}
    assert started == stopped - {"suspension"}


def test_clocks_are_turned_by_verbs_of_the_loop() -> None:
    verbs = {"report", "transfer_in", *("_".join((move.name, *move.when)) for move in CASE.moves)}
    assert set(rules.CLOCKS) <= verbs


@pytest.mark.parametrize(
    ("now", "last", "first_too_far"),
    [
        ("2026-11-22T10:00+08:00", "2027-11-22T23:59+08:00", "2027-11-23T00:00+08:00"),
        ("2027-12-31T23:30+08:00", "2028-12-31T15:59+00:00", "2028-12-31T16:00+00:00"),
        ("2028-02-29T10:00+08:00", "2029-02-28T23:59+08:00", "2029-03-01T00:00+08:00"),
    ],
)
def test_a_rest_ends_by_the_same_day_of_the_next_year(now: str, last: str, first_too_far: str) -> None:
    at = datetime.fromisoformat(now)
    rules.check_until(datetime.fromisoformat(last), at)
    with pytest.raises(Refusal) as caught:
        rules.check_until(datetime.fromisoformat(first_too_far), at)
    assert caught.value.words["reason"] == "too_far"
