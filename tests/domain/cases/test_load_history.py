"""Past cases come in under the same rules as present ones."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.actions import imports
from linli.cases.models import Application, Photo, Transfer
from linli.config import history
from linli.kernel import chain, clocks
from linli.kernel.files import path_of
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from linli.ops.errors import OperationError
from tests.domain.asking import EYE, case_of, clocks_of, lines_of, picture, refused, rows, say
from tests.world import BUILDING, IMPORTER, World, action

pytestmark = pytest.mark.postgres15


def past(*moves: tuple[str, str | None, dict[str, str]], by: str | None = None, channel: str = "web") -> dict[str, Any]:
    report = {"at": "2026-03-02T09:00:00+08:00", "by": by, "text": "Leak.", "building": BUILDING, "channel": channel}
    told = [{"verb": verb, "by": who, "minutes_after": 10.0, "inputs": given} for verb, who, given in moves]
    return {"report": report, "moves": told}


FILED = ("file", "chen", {"class_code": "06025"})
DISPATCHED = ("dispatch", "chen", {"unit": "street/water"})
ACCEPTED: tuple[str, str, dict[str, str]] = ("accept", "zhao", {})


def only_case() -> str:
    say('{"views": {"case.view": {"areas": ["/"]}}}')
    ((number,),) = rows("SELECT number FROM cases_case")
    return str(number)


def test_a_past_case_has_the_history_it_would_have_had(world: World) -> None:
    cases.load_history(IMPORTER, None, rows=[past(FILED, DISPATCHED, ACCEPTED)])
    number = only_case()
    assert (case_of(number).state, case_of(number).unit_path) == ("accepted", "/street/water/")
    lines = lines_of(number)
    assert [line.verb for line in lines] == ["report", "file", "dispatch", "accept"]
    assert [line.at.minute for line in lines] == [0, 10, 20, 30]
    assert clocks_of(number)["handle"].stopped_at is None
    world.act(number, "start")  # and goes on from there


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (past(DISPATCHED), "illegal_move"),
        (past(("file", "zhao", {"class_code": "06025"})), "forbidden"),
        (past(("file", "chen", {})), "missing_input"),
        (past(FILED, DISPATCHED, ACCEPTED, ("start", "zhao", {}), by="zhao", channel="patrol"), "separation_of_duties"),
    ],
)
def test_a_past_that_broke_the_rules_does_not_come_in(world: World, row: dict[str, Any], code: str) -> None:
    with refused(code):
        cases.load_history(IMPORTER, None, rows=[past(FILED), row])
    say('{"views": {"case.view": {"areas": ["/"]}}}')
    assert rows("SELECT count(*) FROM cases_case") == [(0,)]


def test_a_request_that_was_answered_after_the_limit_was_open_until_then(world: World) -> None:
    asked = ("request_extension", "zhao", {"reason": "A part is missing."})
    row = past(FILED, DISPATCHED, ACCEPTED, asked, ("refuse_extension", "chen", {"reason": "There was time."}))
    row["moves"][-1]["minutes_after"] = 20.0 * 24 * 60
    cases.load_history(IMPORTER, None, rows=[row])
    number = only_case()
    lines = lines_of(number)
    assert [line.verb for line in lines[-2:]] == ["become_overdue", "refuse_extension"]
    assert "lapsed" not in lines[-2].data
    assert case_of(number).asked == ""


def test_who_is_no_importer_brings_nothing_in(world: World) -> None:
    with refused("forbidden"):
        cases.load_history(world.chen, None, rows=[past(FILED)])


def test_the_audit_of_the_past_is_one_chain_for_each_case(world: World) -> None:
    cases.load_history(IMPORTER, None, rows=[past(FILED, DISPATCHED, ACCEPTED)])
    case = case_of(only_case())
    head = chain.GENESIS
    with territory(EYE):
        for row in AuditEntry.objects.filter(object_type="case", object_id=case.pk).order_by("version"):
            entry = chain.Entry("case", case.pk, row.version, row.at, row.actor, row.action, row.data)
            head = chain.digest(head, entry)
            assert bytes(row.digest) == head
    assert bytes(case.head) == head


def test_words_of_the_past_are_kept_letter_by_letter(world: World) -> None:
    words = "\"灯\" 'out'\\n\n\t{a,b} \\x41 NULL 🕯"
    row = past(FILED, ("void", "chen", {"reason": words}))
    row["report"] |= {"text": words, "contact": {"name": "O'Neil \\", "phone": "100 0000 0000"}}
    cases.load_history(IMPORTER, None, rows=[row])
    number = only_case()
    assert (case_of(number).text, case_of(number).result, lines_of(number)[-1].remark) == (words, words, words)
    assert cases.reveal(world.chen, number, field="name", reason="To write.") == "O'Neil \\"


def test_a_past_of_more_cases_than_are_collected_at_once_comes_in_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CASES_AT_ONCE", 2)
    cases.load_history(IMPORTER, None, rows=[past(FILED, DISPATCHED)] * 5)
    say('{"views": {"case.view": {"areas": ["/"]}}}')
    found = rows("SELECT c.state, count(*) FROM cases_case c JOIN kernel_clock ON object_id = c.id GROUP BY c.id")
    assert found == [("dispatched", 4)] * 5


def test_a_reporter_of_the_past_rated_and_asked_by_the_code(world: World) -> None:
    row = past(
        FILED,
        DISPATCHED,
        ACCEPTED,
        ("start", "zhao", {}),
        ("report_back", "zhao", {"outcome": "done", "result": "Mended."}),
    )
    said: list[tuple[str, dict[str, Any]]] = [("answer_message", {"text": "When?"}), ("check_pass", {})]
    said.append(("close", {"result": "It is mended."}))
    said.append(("rate", {"level": "satisfied", "is_solved": True}))
    people = {"check_pass": "sun", "close": "chen"}
    row["moves"] += [{"verb": v, "by": people.get(v), "minutes_after": 9.0, "inputs": given} for v, given in said]
    cases.load_history(IMPORTER, None, rows=[row, past(FILED)])
    say('{"views": {"case.view": {"areas": ["/"]}}}')
    told = (
        "SELECT r.id, r.received_at FROM cases_report r JOIN cases_case c ON c.id = r.case_id WHERE c.state = 'closed'"
    )
    ((report_id, _),) = rows(told)
    assert rows("SELECT report_id, level, is_solved FROM cases_rating") == [(report_id, "satisfied", True)]
    assert rows("SELECT report_id, text, is_from_desk FROM cases_message") == [(report_id, "When?", False)]
    assert rows("SELECT unread_messages FROM cases_case WHERE state = 'closed'") == [(1,)]
    assert rows("SELECT data::json ->> 'report' FROM kernel_auditentry WHERE action = 'case.rate'") == [
        (str(report_id),)
    ]


def numbers() -> list[str]:
    say('{"views": {"case.view": {"areas": ["/"]}}}')
    return [str(number) for (number,) in rows("SELECT number FROM cases_case ORDER BY id")]


def test_reserved_ids_keep_the_order_in_time_whichever_part_comes_first(world: World) -> None:
    ids = cases.reserve_cases(4)
    cases.load_history(IMPORTER, None, rows=[past(FILED)] * 2, ids=ids[2:])
    cases.load_history(IMPORTER, None, rows=[past(FILED)] * 2, ids=ids[:2])
    assert numbers() == [f"20260302{each:06d}" for each in ids]


def write(tmp_path: Path, count: int) -> Path:
    path = tmp_path / "history.jsonl"
    path.write_text("".join(json.dumps({**past(FILED), "n": n}) + "\n" for n in range(count)), encoding="utf-8")
    return path


def test_a_file_is_cut_into_parts_that_hold_every_line_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "ROWS_AT_ONCE", 3)
    path = write(tmp_path, 7)
    parts = list(history.cut(path))
    assert [part.rows for part in parts] == [3, 3, 1]
    assert b"".join(part.read() for part in parts) == path.read_bytes()


def test_what_was_loaded_before_an_interruption_is_not_loaded_again(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(history, "MOST_PROCESSES", 1)
    told: list[str] = []
    path = write(tmp_path, 5)
    first = next(history.cut(path))
    history.load_part(IMPORTER, first, cases.reserve_cases(first.rows))
    history.load(IMPORTER, path, told.append)
    assert len(numbers()) == 5
    assert told[-1].startswith("5 / 5")


HANDLING: tuple[tuple[str, str, dict[str, str]], ...] = (FILED, DISPATCHED, ACCEPTED, ("start", "zhao", {}))
ASKED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("request_extension", "zhao", {"reason": "A part is missing."}),
    ("endorse_extension", "feng", {}),
    ("approve_extension", "chen", {}),
)
UNTIL = "2026-03-20T09:00:00+08:00"
RESTED: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("request_suspension", "zhao", {"reason": "It freezes.", "until": UNTIL}),
    ("approve_suspension", "chen", {}),
)
BACK: tuple[str, str, dict[str, str]] = ("resume", "chen", {})
SENT: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("transfer_out", "chen", {"unit": "police", "reason": "A matter of the police."}),
    ("accept_transfer", "gong", {"reference": "110-1"}),
    ("answer_transfer", "gong", {"outcome": "done", "result": "They were spoken to."}),
)


def live(world: World, *moves: tuple[str, str, dict[str, str]], start: datetime) -> str:
    """The same case made move by move, each at its time."""
    with time_machine.travel(start, tick=False) as clock:
        number = world.report("Leak.")
        for verb, who, given in moves:
            clock.shift(timedelta(minutes=10))
            inputs = {name: datetime.fromisoformat(text) if name == "until" else text for name, text in given.items()}
            action(verb)(world.actors[who], number, **inputs)
    return number


@pytest.mark.parametrize(
    "moves",
    [
        (*HANDLING, *ASKED),
        (*HANDLING, *ASKED, *ASKED),
        (*HANDLING, ASKED[0], ("refuse_extension", "feng", {"reason": "There is time."})),
        (*HANDLING, *RESTED),
        (*HANDLING, *RESTED, BACK),
        (*HANDLING, *RESTED, BACK, *RESTED, BACK, *ASKED),
        (*HANDLING, ASKED[0], ("return", "zhao", {"reason": "Not ours."})),
        (FILED, *SENT),
        (FILED, SENT[0], ("recall", "chen", {})),
        (FILED, *SENT, ("check_fail", "sun", {"reason": "Again."}), SENT[2]),
        (("ask_to_verify", "chen", {}), ("verify", "lin", {"finding": "confirmed", "remark": "It drips."}), FILED),
        (("escalate", "chen", {"reason": "For the street."}), FILED),
    ],
)
def test_the_past_leaves_the_clocks_and_the_case_that_the_present_would_have_left(
    world: World, moves: tuple[tuple[str, str, dict[str, str]], ...]
) -> None:
    row = past(*moves)
    cases.load_history(IMPORTER, None, rows=[row])
    replayed, made = only_case(), live(world, *moves, start=datetime.fromisoformat(row["report"]["at"]))
    assert clock_rows(replayed) == clock_rows(made)
    assert case_row(replayed) == case_row(made)
    assert side_rows(replayed) == side_rows(made)
    assert [(line.at, line.verb, line.remark) for line in lines_of(replayed)] == [
        (line.at, line.verb, line.remark) for line in lines_of(made)
    ]


LATE = timedelta(days=40)
REPORT_BACK = ("report_back", "zhao", {"outcome": "done", "result": "Mended."})
AGAIN = ("check_fail", "sun", {"reason": "Again."})


@pytest.mark.parametrize(
    ("moves", "late"),
    [
        ((*HANDLING, REPORT_BACK), (4,)),
        ((*HANDLING, ("return", "zhao", {"reason": "Not ours."})), (4,)),
        ((FILED, *SENT), (3,)),
        ((FILED, *SENT[:2], ("recall", "chen", {"remark": "No answer."})), (3,)),
        ((FILED, *SENT, AGAIN, SENT[2]), (3, 5)),
        ((*HANDLING, REPORT_BACK, AGAIN, REPORT_BACK), (4, 6)),
    ],
)
def test_a_past_that_was_late_is_told_as_the_present_would_have_told_it(
    world: World, moves: tuple[tuple[str, str, dict[str, str]], ...], late: tuple[int, ...]
) -> None:
    """`late` are the places of the moves that came after the limit."""
    row = past(*moves)
    for place in late:
        row["moves"][place]["minutes_after"] = LATE.total_seconds() / 60
    cases.load_history(IMPORTER, None, rows=[row])
    replayed = only_case()
    with time_machine.travel(datetime.fromisoformat(row["report"]["at"]), tick=False) as clock:
        made = world.report("Leak.")
        for place, (verb, who, given) in enumerate(moves):
            begun = timezone.now()
            if place in late:
                due = case_of(made).due_at
                assert due is not None
                clock.move_to(due)
                cases.become_overdue(imports.TIMEKEEPER, made, clock="handle", due_at=due.isoformat())
            clock.move_to(begun + (LATE if place in late else timedelta(minutes=10)))
            action(verb)(world.actors[who], made, **given)
    assert (case_row(replayed), case_of(replayed).is_overdue) == (case_row(made), True)
    assert side_rows(replayed) == side_rows(made)
    assert told_rows(replayed) == told_rows(made)


def told_rows(number: str) -> list[tuple[Any, ...]]:
    """The history after the report, but for the digests of words, whose key is the case's own."""
    lines = lines_of(number)[1:]
    return [(row.at, row.verb, {**row.data, "remark": bool(row.data.get("remark"))}) for row in lines]


def clock_rows(number: str) -> dict[str, tuple[Any, ...]]:
    return {
        name: (c.started_at, c.due_at, c.amount, c.unit, clocks.pauses_of(c), c.stopped_at, c.fired_at)
        for name, c in clocks_of(number).items()
    }


def case_row(number: str) -> tuple[Any, ...]:
    c = case_of(number)
    played = [mark for mark in c.played if ":code:" not in mark]
    return (c.state, c.version, c.due_at, c.asked, c.extensions, c.state_before, c.suspended_until, c.owner, played)


def side_rows(number: str) -> list[tuple[Any, ...]]:
    """Applications and transfers, as they are kept."""
    with territory(EYE):
        case = case_of(number)
        asked = Application.objects.visible_to(EYE).filter(case=case).order_by("id")
        sent = Transfer.objects.visible_to(EYE).filter(case=case).order_by("id")
        return [
            *asked.values_list(
                "kind", "step", "asked_by", "asked_at", "endorsed_at", "decided_by", "decided_at", "until"
            ),
            *sent.values_list("partner", "sent_at", "accepted_at", "ended_at", "outcome", "reference"),
        ]


def test_neighbours_of_the_past_joined_and_what_they_asked_was_answered(world: World) -> None:
    row = past(FILED)
    row["moves"] += [
        {"verb": "join", "by": None, "minutes_after": 5.0, "inputs": {"text": "Here too."}},
        {"verb": "answer_message", "by": None, "minutes_after": 5.0, "inputs": {"text": "When?"}},
        {"verb": "send_message", "by": "chen", "minutes_after": 5.0, "inputs": {"text": "Tomorrow."}},
    ]
    cases.load_history(IMPORTER, None, rows=[row])
    number = only_case()
    assert case_of(number).unread_messages == 0
    say('{"views": {"case.view": {"areas": ["/"]}}}')
    assert rows("SELECT text, opened_id IS NULL FROM cases_report ORDER BY id") == [
        ("Leak.", False),
        ("Here too.", True),
    ]
    assert rows("SELECT text, read_at IS NULL FROM cases_message ORDER BY id") == [
        ("When?", False),
        ("Tomorrow.", True),
    ]


def test_a_matter_that_was_sent_in_long_ago_was_received(world: World) -> None:
    row = past(("receive", "chen", {}), FILED, by="gong")
    row["report"] = {**row["report"], "external_number": "110-77"}
    cases.load_history(IMPORTER, None, rows=[row])
    number = only_case()
    assert (case_of(number).state, case_of(number).external_number) == ("filed", "110-77")
    assert [line.verb for line in lines_of(number)] == ["transfer_in", "receive", "file"]
    assert clocks_of(number)["receive"].stopped_at is not None


def test_a_case_of_the_past_that_was_merged_leaves_both_chains_and_its_report_with_the_other(world: World) -> None:
    row = past(FILED, DISPATCHED, ACCEPTED)
    second = past(("merge", "chen", {"reason": "The same leak."}))
    second["report"] |= {
        "at": "2026-03-02T09:12:00+08:00",
        "text": "Still leaking.",
        "contact": {"phone": "100 0000 0001"},
    }
    cases.load_history(IMPORTER, None, rows=[{**row, "merged": [second]}, past(FILED)])
    target, source, other = numbers()
    assert [line.verb for line in lines_of(target)] == ["report", "file", "dispatch", "absorb", "accept"]
    assert [line.verb for line in lines_of(source)] == ["report", "merge"]
    assert (case_of(source).state, case_of(source).merged_into_id) == ("merged", case_of(target).pk)
    told = "SELECT c.number, count(*) FROM cases_report r JOIN cases_case c ON c.id = r.case_id GROUP BY c.number"
    assert dict(rows(told)) == {target: 2, other: 1}
    with territory(EYE):
        assert [contact.value for contact in queries.contacts(EYE, case_of(target))] == ["100 0000 0001"]
    cases.unmerge(world.chen, source, reason="Another tap.")
    assert case_of(source).state == "reported"
    for number in (target, source):
        case, head = case_of(number), chain.GENESIS
        with territory(EYE):
            for line in AuditEntry.objects.filter(object_type="case", object_id=case.pk).order_by("version"):
                entry = chain.Entry("case", case.pk, line.version, line.at, line.actor, line.action, line.data)
                head = chain.digest(head, entry)
        assert bytes(case.head) == head


def test_numbers_follow_the_time_also_where_one_case_was_merged_into_another(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_PROCESSES", 1)
    second, later = past(("merge", "chen", {})), past(FILED)
    second["report"]["at"], later["report"]["at"] = "2026-03-02T09:12:00+08:00", "2026-03-02T09:11:00+08:00"
    path = tmp_path / "history.jsonl"
    lines = [{**past(FILED, DISPATCHED), "merged": [second]}, later]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    history.load(IMPORTER, path, print)
    assert [case_of(number).state for number in numbers()] == ["dispatched", "filed", "merged"]


SHOWN: tuple[str, Any, dict[str, str]] = ("add_photo", None, {"picture": "tap.png"})


def test_past_cases_show_their_pictures_which_are_kept_once(world: World, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    start: tuple[str, str, dict[str, str]] = ("start", "zhao", {})
    mended = ("add_photo", "zhao", {"picture": "tap.png"})
    lines = [past(SHOWN, FILED, DISPATCHED, ACCEPTED, start, mended), past(SHOWN)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "tap.png").write_bytes(picture()[0])
    history.load(IMPORTER, path, print)
    say('{"views": {"case.view": {"areas": ["/"]}}}')
    told = rows("SELECT case_id, is_after, report_id IS NULL, version FROM cases_photo ORDER BY id")
    first, second = (case_of(number).pk for number in numbers())
    assert told == [(first, False, False, 2), (first, True, True, 7), (second, False, False, 2)]
    with territory(EYE):
        (file,) = {photo.file for photo in Photo.objects.visible_to(EYE)}
    assert path_of(file.sha256).stat().st_size == file.size


def test_a_picture_that_is_none_or_not_there_is_told(world: World, tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(json.dumps(past(SHOWN)) + "\n", encoding="utf-8")
    with refused("invalid", field="picture"):
        history.load(IMPORTER, path, print)
    nameless = past(("add_photo", None, {}))
    del nameless["moves"][0]["inputs"]
    (tmp_path / "nameless.jsonl").write_text(json.dumps(nameless) + "\n", encoding="utf-8")
    with refused("invalid", field="picture"):
        history.load(IMPORTER, tmp_path / "nameless.jsonl", print)
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "tap.png").write_text("no picture")
    with pytest.raises(OperationError, match=r"tap\.png"):
        history.load(IMPORTER, path, print)
    assert numbers() == []
