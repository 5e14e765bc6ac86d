"""The cases of a year: every state, lawful moves, separate duties, believable hours."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from linli.demo.classes import event_classes, shown_afterwards
from linli.demo.hours import CHINA, published_calendar
from linli.demo.outcomes import SHARES, WORDS
from linli.demo.photographs import SHOWN
from linli.demo.town import build

from .conftest import NOW, City

MOVES = {
    "file": ({"reported"}, "filed", {"class_code"}),
    "void": ({"reported", "filed"}, "voided", {"reason"}),
    "dispatch": ({"filed"}, "dispatched", {"unit"}),
    "accept": ({"dispatched"}, "accepted", set()),
    "start": ({"accepted"}, "handling", set()),
    "return": ({"dispatched", "accepted", "handling"}, "filed", {"reason"}),
    "report_back": ({"handling"}, "handled", {"outcome", "result"}),
    "check_pass": ({"handled"}, "checked", {"remark"}),
    "check_fail": ({"handled"}, "handling", {"reason"}),
    "close": ({"checked"}, "closed", {"result"}),
    "self_handle": ({"reported", "filed"}, "closed", {"outcome", "result"}),
    "ask_to_verify": ({"reported"}, "verifying", set()),
    "verify": ({"verifying"}, "reported", {"finding", "remark"}),
    "escalate": ({"filed"}, "filed", {"reason"}),
    "urge": ({"handling"}, "handling", {"reason"}),
    "request_extension": ({"handling"}, "handling", {"reason"}),
    "endorse_extension": ({"handling"}, "handling", set()),
    "approve_extension": ({"handling"}, "handling", set()),
    "refuse_extension": ({"handling"}, "handling", {"reason"}),
    "request_suspension": ({"handling"}, "handling", {"reason", "until"}),
    "approve_suspension": ({"handling"}, "suspended", set()),
    "resume": ({"suspended"}, "handling", set()),
    "call_back": ({"closed"}, "closed", {"reached"}),
    "reopen": ({"closed"}, "filed", {"reason"}),
    "transfer_out": ({"filed"}, "transferring", {"unit", "reason"}),
    "accept_transfer": ({"transferring"}, "transferred", set()),
    "return_transfer": ({"transferred"}, "filed", {"reason"}),
    "answer_transfer": ({"transferred"}, "handled", {"outcome", "result"}),
    "receive": ({"reported"}, "reported", set()),
    "merge": ({"reported"}, "merged", {"reason"}),
    "send_message": ({"filed"}, "filed", {"text"}),
}
# Where a story passes through and none stays.
PASSING = {"verifying", "transferring"}
AT_WORK = ("dispatched", "accepted", "handling")
# What the reporter says by the code, and where the case may stand then.
SAID = {
    "answer_message": ({*AT_WORK, "filed", "suspended", "transferred", "handled", "checked"}, {"text"}),
    "rate": ({"closed"}, {"level", "is_solved"}),
    "contest": ({"closed"}, {"reason"}),
    "join": ({"reported"}, {"text"}),
}
# Where the class has conditions, one is chosen at first and met in the end.
OF_A_STANDARD = {"standard", "condition_met"}
# Where the class needs a picture of afterwards and there is none.
WITHOUT_PHOTO = {"without_photo", "accepts_without_photo"}
# What whoever was called said.
OF_A_CALL = {"solved", "level", "text"}
HANDLING = {"start", "report_back"}
CHECKING = {"check_pass", "check_fail"}
OBSERVED = {"scan", "web", "grid_worker"}

Moment = tuple[datetime, dict[str, Any]]


def timeline(row: dict[str, Any]) -> Iterator[Moment]:
    at = datetime.fromisoformat(row["report"]["at"])
    for move in row["moves"]:
        at += timedelta(minutes=move["minutes_after"])
        yield at, move


def reported(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["report"]["at"])


def told(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, and those of the cases that were merged into theirs."""
    return [each for row in rows for each in (row, *row.get("merged", ()))]


def final_state(row: dict[str, Any]) -> str:
    """Refuses a move that the loop does not know."""
    state = "reported"
    for move in row["moves"]:
        if move["verb"] == "add_photo":
            assert state in {"reported", "handling"}
            continue
        if move["by"] is None:
            sources, inputs = SAID[move["verb"]]
            assert state in sources
            assert set(move["inputs"]) == inputs
            continue
        sources, target, inputs = MOVES[move["verb"]]
        assert state in sources
        optional = OF_A_CALL if move["verb"] == "call_back" else OF_A_STANDARD | WITHOUT_PHOTO
        assert set(move["inputs"]) - optional == inputs
        assert all(move["inputs"].values())
        state = target
    return state


@pytest.fixture(scope="module")
def history(city: City) -> list[dict[str, Any]]:
    return sorted(told(city.rows("history.jsonl")), key=reported)


@pytest.fixture(scope="module")
def grants(city: City) -> dict[str, dict[str, Any]]:
    permissions = {row["key"]: set(row["permissions"]) for row in city.rows("roles.json")}
    return {
        row["username"]: {**row["grants"][0], "permissions": permissions[row["grants"][0]["role"]]}
        for row in city.rows("staff.jsonl")
    }


def test_twelve_thousand_eight_hundred_cases_stand_in_every_state(city: City, history: list[dict[str, Any]]) -> None:
    states = Counter(map(final_state, history))
    assert sum(states.values()) == city.summary.cases == 12_800
    assert states == city.summary.states
    assert set(states) == {target for _, target, _ in MOVES.values()} - PASSING
    assert min(states.values()) >= 10


def test_some_cases_were_returned_reworked_or_settled_in_the_grid(history: list[dict[str, Any]]) -> None:
    verbs = Counter(verb for row in history for verb in {move["verb"] for move in row["moves"]})
    assert 0.03 < verbs["return"] / len(history) < 0.1
    assert 0.04 < verbs["check_fail"] / len(history) < 0.12
    assert 0.1 < verbs["self_handle"] / len(history) < 0.25
    assert 0.03 < verbs["void"] / len(history) < 0.1
    assert 0.01 < verbs["request_extension"] / len(history) < 0.06
    assert 0.005 < verbs["request_suspension"] / len(history) < 0.03
    assert 0.03 < verbs["join"] / len(history) < 0.1
    closed = [row for row in history if final_state(row) == "closed" and row["report"]["channel"] != "transfer"]
    assert 0.06 < verbs["call_back"] / len(closed) < 0.1
    assert min(verbs[verb] for verb in MOVES) >= 10


def test_what_became_of_a_matter_is_believable_and_its_words_fit(history: list[dict[str, Any]]) -> None:
    said = [(move["verb"], move["inputs"]) for row in history for move in row["moves"] if "outcome" in move["inputs"]]
    became = Counter(inputs["outcome"] for _, inputs in said)
    assert 0.8 < became["done"] / became.total() < 0.95
    assert min(became.values()) >= 10
    assert set(became) == set(SHARES)
    assert {inputs["outcome"] for verb, inputs in said if verb == "self_handle"} == {"done", "not_found", "no_action"}
    for _, inputs in said:
        assert (inputs["outcome"] == "done") or inputs["result"] in WORDS[inputs["outcome"]]


def test_the_desk_calls_whoever_left_a_number_and_did_not_rate(history: list[dict[str, Any]]) -> None:
    called = [row for row in history if any(move["verb"] == "call_back" for move in row["moves"])]
    said = Counter[str]()
    for row in called:
        assert not row["report"]["is_anonymous"]
        moves = [move for move in row["moves"] if move["verb"] in ("call_back", "rate")]
        assert {move["verb"] for move in moves} == {"call_back"}
        assert [move["inputs"]["reached"] for move in moves[:-1]] == ["no"] * (len(moves) - 1)
        assert len(moves) <= 3
        said[moves[-1]["inputs"].get("solved", "nobody")] += 1
    assert said["yes"] > 5 * said["partly"] > said["no"] > 10
    assert 0.05 < said["nobody"] / len(called) < 0.2


def test_more_time_is_asked_for_before_the_limit_and_a_rest_ends_after_it_began(history: list[dict[str, Any]]) -> None:
    for row in history:
        for at, move in timeline(row):
            until = move["inputs"].get("until")
            assert until is None or at + timedelta(days=3) < datetime.fromisoformat(until) < at + timedelta(days=366)
        resting = [move["inputs"]["until"] for move in row["moves"] if move["verb"] == "request_suspension"]
        if final_state(row) == "suspended":
            assert datetime.fromisoformat(resting[-1]) > NOW


def test_what_the_hotline_sends_in_has_its_own_number_and_is_received_first(history: list[dict[str, Any]]) -> None:
    sent = [row for row in history if "external_number" in row["report"]]
    assert len(sent) > 50
    assert len({row["report"]["external_number"] for row in sent}) == len(sent)
    assert {(row["report"]["by"], row["moves"][0]["verb"]) for row in sent} == {("hotline1", "receive")}


def test_the_past_is_the_year_before_now_and_never_the_future(history: list[dict[str, Any]]) -> None:
    for row in history:
        began = datetime.fromisoformat(row["report"]["at"])
        moments = [began, *(at for at, _ in timeline(row))]
        assert all(one < other for one, other in pairwise(moments))
        assert moments[-1] <= NOW
        assert began >= NOW - timedelta(days=368)
    assert [row["report"]["at"] for row in history] == sorted(row["report"]["at"] for row in history)


def test_more_is_reported_by_day_than_by_night_and_less_at_noon(history: list[dict[str, Any]]) -> None:
    hours = Counter(reported(row).hour for row in history)
    assert sum(hours[hour] for hour in range(8, 19)) > 0.7 * len(history)
    assert 0 < sum(hours[hour] for hour in range(6)) < 0.04 * len(history)
    assert hours[12] < hours[10]


def test_most_is_reported_on_workdays(history: list[dict[str, Any]]) -> None:
    calendar = published_calendar()
    days = Counter(reported(row).date() for row in history)
    free = [count for day, count in days.items() if not calendar.is_workday(day)]
    working = [count for day, count in days.items() if calendar.is_workday(day)]
    assert 0.6 < (sum(free) / len(free)) / (sum(working) / len(working)) < 0.95


def test_desk_and_field_move_only_when_somebody_is_there(history: list[dict[str, Any]]) -> None:
    for row in history:
        for at, move in timeline(row):
            if move["verb"] in ("file", "dispatch", "close", "void", *CHECKING):
                assert 7 <= at.astimezone(CHINA).hour <= 21


def test_the_person_of_every_move_may_make_it_there(
    city: City, history: list[dict[str, Any]], grants: dict[str, dict[str, Any]]
) -> None:
    grid_of = {row["code"]: row["grid"] for row in city.rows("buildings.jsonl")}
    for row in history:
        place, unit = grid_of[row["report"]["building"]], None
        for move in row["moves"]:
            if move["by"] is None:
                continue
            grant = grants[move["by"]]
            assert f"case.{move['verb']}" in grant["permissions"]
            assert unit in grant["units"] or any(place.startswith(area) for area in grant["areas"])
            unit = move["inputs"].get("unit", unit)


def test_some_matters_were_reported_twice_and_merged_while_a_unit_had_them(history: list[dict[str, Any]]) -> None:
    assert sum(len(row.get("merged", ())) for row in history) == 320
    for row in history:
        for second in row.get("merged", ()):
            ((at, _),) = timeline(second)
            assert reported(row) < reported(second) < at
            assert at < next(then for then, move in timeline(row) if move["verb"] == "report_back")
            assert second["report"]["building"] == row["report"]["building"]


def test_some_matters_come_with_pictures_before_and_after(city: City, history: list[dict[str, Any]]) -> None:
    kept = {path.name for path in (city.folder / "pictures").iterdir()}
    shown = [[m["inputs"]["picture"] for m in row["moves"] if m["verb"] == "add_photo"] for row in history]
    assert {name for names in shown for name in names} == kept
    assert 0.05 < sum(len(names) == 2 for names in shown) / len(history) < 0.25
    assert 0.05 < sum(any("before" in name for name in names) for names in shown) / len(history) < 0.25
    # Of one scene; the variant too, unless the picture of afterwards is needed in each round.
    assert all(len({name.partition("-")[0] for name in names}) == 1 for names in shown if names)


def test_what_has_to_be_shown_is_shown_in_every_round_or_somebody_accepts_why_not(
    history: list[dict[str, Any]],
) -> None:
    shown, missing = 0, 0
    for row in history:
        of_its_class = {move["inputs"].get("class_code") for move in row["moves"]} | {row["report"]["class_code"]}
        is_shown, is_missing = False, False
        for move in (*row["moves"], *row.get("if_drawn", ())) if of_its_class & shown_afterwards() else ():
            inputs = move["inputs"]
            is_shown |= move["verb"] == "add_photo" and inputs.get("after") is True
            if move["verb"] in ("report_back", "self_handle"):
                is_missing = not is_shown and inputs["outcome"] in SHOWN
                assert is_missing == bool(inputs.get("without_photo"))
                assert is_shown or is_missing or move["verb"] == "report_back"
                shown, missing = shown + is_shown, missing + is_missing
            if move["verb"] == "check_pass":
                assert is_missing == inputs.get("accepts_without_photo", False)
            if move["verb"] in ("dispatch", "check_fail", "reopen"):
                is_shown = False
    assert 0.02 < missing / shown < 0.1


def test_duties_are_separate(history: list[dict[str, Any]]) -> None:
    for row in history:
        report, moves = row["report"], row["moves"] + row.get("if_drawn", [])
        observer = report["by"] if report["channel"] in OBSERVED else None
        handlers = {move["by"] for move in moves if move["verb"] in HANDLING}
        settled = {move["by"] for move in moves if move["verb"] == "self_handle"}
        checkers = {move["by"] for move in moves if move["verb"] in CHECKING}
        closers = {move["by"] for move in moves if move["verb"] == "close"}
        assert not handlers & {observer}
        assert not (handlers | settled) & checkers
        assert not closers & {observer, report["by"]}
        assert settled <= {observer}


def test_only_small_matters_end_in_the_grid(history: list[dict[str, Any]]) -> None:
    classes = event_classes()
    for row in history:
        if any(move["verb"] == "self_handle" for move in row["moves"]):
            assert row["report"]["channel"] == "grid_worker"
            assert classes[row["report"]["class_code"]].self_handling


def lateness(history: list[dict[str, Any]]) -> dict[str, list[bool]]:
    """By unit, whether each handling ended after its limit; without those that were given more time or rested."""
    calendar, classes = published_calendar(), event_classes()
    found: dict[str, list[bool]] = {}
    for row in history:
        if {"approve_extension", "approve_suspension"} & {move["verb"] for move in row["moves"]}:
            continue
        code, unit, clock = "", "", NOW
        for at, move in timeline(row):
            code, unit = move["inputs"].get("class_code", code), move["inputs"].get("unit", unit)
            clock = at if move["verb"] in ("dispatch", "check_fail") else clock
            if move["verb"] == "report_back":
                due = calendar.due(clock, classes[code].limit_amount, classes[code].limit_unit)
                found.setdefault(unit, []).append(at > due)
    return found


def test_some_cases_are_late_and_some_units_later_than_others(history: list[dict[str, Any]]) -> None:
    late = lateness(history)
    everybody = [each for unit in late.values() for each in unit]
    assert 0.05 < sum(everybody) / len(everybody) < 0.2
    share = {unit: sum(each) / len(each) for unit, each in late.items()}
    assert share["liangzhu/property"] > 1.5 * share["liangzhu/sanitation"]


def test_texts_are_short_varied_and_in_many_classes(history: list[dict[str, Any]]) -> None:
    texts = [row["report"]["text"] for row in history]
    codes = {move["inputs"]["class_code"] for row in history for move in row["moves"] if move["verb"] == "file"}
    assert len(set(texts)) > 0.97 * len(texts)
    assert len(codes) >= 60
    assert all(8 <= len(text) <= 120 and "{" not in text for text in texts)


def test_contacts_are_invented_and_absent_when_anonymous(history: list[dict[str, Any]]) -> None:
    for row in history:
        contact = row["report"]["contact"]
        assert contact is None or contact["phone"].startswith("100 0000 ")
        assert not (contact and row["report"]["is_anonymous"])
    assert {row["report"]["channel"] for row in history} == {
        *("scan", "web", "grid_worker", "phone", "visit", "transfer")
    }
    assert sum(row["report"]["is_anonymous"] for row in history) > 1000


def test_reporters_rate_doubt_and_ask_and_are_less_content_after_a_rework(history: list[dict[str, Any]]) -> None:
    verbs = Counter(move["verb"] for row in history for move in row["moves"] if move["by"] is None)
    assert 0.1 < verbs["rate"] / len(history) < 0.4
    assert verbs["contest"] >= 1
    assert verbs["answer_message"] >= 3
    unhappy: dict[bool, list[bool]] = {True: [], False: []}
    for row in history:
        was_reworked = any(move["verb"] == "check_fail" for move in row["moves"])
        unhappy[was_reworked] += [not move["inputs"]["is_solved"] for move in row["moves"] if move["verb"] == "rate"]
    assert sum(unhappy[True]) / len(unhappy[True]) > 2 * sum(unhappy[False]) / len(unhappy[False])


def test_no_contact_is_older_than_the_time_for_which_it_is_kept(history: list[dict[str, Any]]) -> None:
    kept = [row for row in history if row["report"]["contact"]]
    ends = [max([reported(row), *(at for at, _ in timeline(row))]) for row in kept]
    assert len(kept) > 1000
    assert min(ends) >= NOW - timedelta(days=180)


def test_the_same_seed_and_time_build_the_same_bytes(city: City, tmp_path: Path) -> None:
    build(tmp_path, NOW)
    for file in sorted(path for path in city.folder.rglob("*") if path.is_file()):
        assert (tmp_path / file.relative_to(city.folder)).read_bytes() == file.read_bytes()


@pytest.mark.drill
@pytest.mark.parametrize(("seed", "now"), [(7, datetime(2026, 2, 17, 3, 0, tzinfo=CHINA)), (8, NOW.replace(year=2028))])
def test_another_seed_at_night_in_a_holiday_or_an_unpublished_year_works_too(
    tmp_path: Path, seed: int, now: datetime
) -> None:
    summary = build(tmp_path, now, seed)
    assert summary.cases == 12_800
    rows = told([json.loads(line) for line in (tmp_path / "history.jsonl").read_text(encoding="utf-8").splitlines()])
    assert Counter(map(final_state, rows)) == summary.states
    assert all(at <= now for row in rows for at, _ in timeline(row))


def test_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        build(tmp_path, datetime(2026, 11, 18))  # noqa: DTZ001
