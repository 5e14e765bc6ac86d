"""Limits fall due as the Civil Code counts days and as the State Council moves them."""

import json
import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.kernel.calendar import Pause, Unit, WorkCalendar, due, elapsed

SHANGHAI = ZoneInfo("Asia/Shanghai")
DOCUMENT = {
    "years": {
        "2025": {
            "off": {
                "2025-01-01": "元旦",
                **{f"2025-01-{day}": "春节" for day in range(28, 32)},
                **{f"2025-02-0{day}": "春节" for day in range(1, 5)},
                **{f"2025-04-0{day}": "清明节" for day in range(4, 7)},
                **{f"2025-05-0{day}": "劳动节" for day in range(1, 6)},
                "2025-05-31": "端午节",
                "2025-06-01": "端午节",
                "2025-06-02": "端午节",
                **{f"2025-10-0{day}": "国庆节、中秋节" for day in range(1, 9)},
            },
            "work": dict.fromkeys(["2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11"], "调休"),
        },
        "2026": {
            "off": {
                **{f"2026-01-0{day}": "元旦" for day in range(1, 4)},
                **{f"2026-02-{day}": "春节" for day in range(15, 24)},
                **{f"2026-04-0{day}": "清明节" for day in range(4, 7)},
                **{f"2026-05-0{day}": "劳动节" for day in range(1, 6)},
                **{f"2026-06-{day}": "端午节" for day in range(19, 22)},
                **{f"2026-09-{day}": "中秋节" for day in range(25, 28)},
                **{f"2026-10-0{day}": "国庆节" for day in range(1, 8)},
            },
            "work": dict.fromkeys(
                ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"], "调休"
            ),
        },
    }
}
CITY = WorkCalendar.from_document(DOCUMENT)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def last_day(start: str, amount: int, unit: Unit, *pauses: Pause) -> str:
    """The day at whose 24:00 the limit ends."""
    ends = due(local(f"{start}T10:30"), amount, unit, CITY, pauses)
    assert ends is not None
    at = ends.astimezone(SHANGHAI)
    assert at.time() == time(0)
    return (at.date() - timedelta(days=1)).isoformat()


def pause(began: str, ended: str | None) -> Pause:
    return Pause(local(began), local(ended) if ended else None)


class TestTheVectors:
    """The twelve vectors of the working calendar."""

    @pytest.mark.parametrize(
        ("start", "amount", "ends"),
        [
            ("2026-02-13", 1, "2026-02-14"),
            ("2026-02-13", 5, "2026-02-27"),
            ("2026-09-18", 5, "2026-09-24"),
            ("2026-09-30", 5, "2026-10-13"),
            ("2026-04-30", 3, "2026-05-08"),
            ("2026-01-01", 3, "2026-01-06"),
            ("2026-06-18", 5, "2026-06-26"),
            ("2025-09-26", 3, "2025-09-30"),
            ("2025-01-24", 5, "2025-02-07"),
        ],
    )
    def test_workdays_follow_holidays_and_make_up_days(self, start: str, amount: int, ends: str) -> None:
        assert last_day(start, amount, Unit.WORK_DAY) == ends

    @pytest.mark.parametrize(
        ("start", "amount", "ends"),
        [
            ("2026-02-05", 15, "2026-02-24"),
            ("2026-08-02", 60, "2026-10-08"),
            ("2026-09-01", 30, "2026-10-08"),
            ("2026-04-16", 15, "2026-05-06"),
        ],
    )
    def test_article_203_a_last_day_on_a_holiday_ends_with_the_next_workday(
        self, start: str, amount: int, ends: str
    ) -> None:
        assert last_day(start, amount, Unit.CALENDAR_DAY) == ends

    def test_article_201_the_day_a_period_starts_on_is_not_counted(self) -> None:
        assert last_day("2026-03-02", 1, Unit.CALENDAR_DAY) == "2026-03-03"
        assert last_day("2026-03-02", 1, Unit.WORK_DAY) == "2026-03-03"

    def test_article_202_a_month_ends_on_the_day_of_the_same_number(self) -> None:
        assert last_day("2026-03-10", 1, Unit.CALENDAR_MONTH) == "2026-04-10"

    def test_article_202_without_such_a_day_a_month_ends_on_its_last(self) -> None:
        assert last_day("2025-12-31", 4, Unit.CALENDAR_MONTH) == "2026-04-30"
        assert last_day("2026-01-31", 1, Unit.CALENDAR_MONTH) == "2026-02-28"

    def test_article_203_holds_for_months(self) -> None:
        assert last_day("2026-09-01", 1, Unit.CALENDAR_MONTH) == "2026-10-08"


class TestHours:
    @pytest.mark.parametrize(
        ("start", "amount", "ends"),
        [
            ("2026-03-02T09:00", 2, "2026-03-02T11:00"),
            ("2026-03-02T11:00", 2, "2026-03-02T15:00"),
            ("2026-03-02T09:00", 3, "2026-03-02T12:00"),
            ("2026-03-02T17:30", 4, "2026-03-03T11:30"),
            ("2026-03-02T23:00", 8, "2026-03-03T18:00"),
            ("2026-03-06T17:00", 2, "2026-03-09T09:00"),
            ("2026-02-13T17:00", 9, "2026-02-14T18:00"),
            ("2026-02-14T17:00", 2, "2026-02-24T09:00"),
            ("2026-02-16T03:00", 1, "2026-02-24T09:00"),
            ("2026-03-02T13:00", 40, "2026-03-09T12:00"),
        ],
    )
    def test_working_hours_run_only_while_offices_are_open(self, start: str, amount: int, ends: str) -> None:
        assert due(local(start), amount, Unit.WORK_HOUR, CITY) == local(ends)

    def test_working_hours_are_those_of_the_city(self) -> None:
        city = WorkCalendar.from_document({**DOCUMENT, "hours": [["09:00", "17:00"]]})
        assert due(local("2026-03-02T16:00"), 2, Unit.WORK_HOUR, city) == local("2026-03-03T10:00")

    def test_urgent_hours_and_days_run_through_nights_and_holidays(self) -> None:
        assert due(local("2026-02-16T23:30"), 2, Unit.URGENT_HOUR, CITY) == local("2026-02-17T01:30")
        assert due(local("2026-02-16T23:30"), 2, Unit.URGENT_DAY, CITY) == local("2026-02-18T23:30")
        assert due(local("2026-02-16T23:30"), 3, Unit.MINUTE, CITY) == local("2026-02-16T23:33")

    def test_a_due_time_is_in_utc(self) -> None:
        assert due(local("2026-03-02T09:00"), 1, Unit.WORK_DAY, CITY) == datetime(2026, 3, 3, 16, tzinfo=UTC)
        assert due(local("2026-03-02T09:00"), 2, Unit.WORK_HOUR, CITY).tzinfo is UTC

    def test_the_start_day_is_the_day_in_the_city_not_in_utc(self) -> None:
        late_in_the_evening_utc = datetime(2026, 3, 2, 17, tzinfo=UTC)
        assert due(late_in_the_evening_utc, 1, Unit.WORK_DAY, CITY) == local("2026-03-05T00:00")


class TestPauses:
    def test_an_hour_paused_is_an_hour_later(self) -> None:
        stop = pause("2026-03-02T10:00", "2026-03-02T11:30")
        assert due(local("2026-03-02T09:00"), 2, Unit.URGENT_HOUR, CITY, [stop]) == local("2026-03-02T12:30")

    def test_a_night_paused_costs_no_working_hour(self) -> None:
        stop = pause("2026-03-02T18:00", "2026-03-03T08:00")
        assert due(local("2026-03-02T17:00"), 2, Unit.WORK_HOUR, CITY, [stop]) == local("2026-03-03T09:00")

    def test_working_hours_do_not_run_while_paused(self) -> None:
        stop = pause("2026-03-02T17:30", "2026-03-04T08:30")
        assert due(local("2026-03-02T17:00"), 2, Unit.WORK_HOUR, CITY, [stop]) == local("2026-03-04T10:00")

    def test_every_workday_that_ends_in_a_pause_is_given_back(self) -> None:
        stop = pause("2026-03-02T10:40", "2026-03-04T15:00")
        assert last_day("2026-03-02", 3, Unit.WORK_DAY) == "2026-03-05"
        assert last_day("2026-03-02", 3, Unit.WORK_DAY, stop) == "2026-03-09"

    def test_a_weekend_in_a_pause_is_not_given_back_in_workdays_but_in_calendar_days(self) -> None:
        stop = pause("2026-03-07T08:00", "2026-03-09T07:00")
        assert last_day("2026-03-06", 3, Unit.WORK_DAY, stop) == "2026-03-11"
        assert last_day("2026-03-06", 5, Unit.CALENDAR_DAY, stop) == "2026-03-13"

    def test_a_pause_within_one_day_changes_no_date(self) -> None:
        stop = pause("2026-03-03T08:00", "2026-03-03T17:00")
        assert last_day("2026-03-02", 3, Unit.WORK_DAY, stop) == "2026-03-05"

    def test_a_clock_paused_on_its_last_day_is_not_overdue_when_it_is_resumed(self) -> None:
        stop = pause("2026-03-05T10:00", "2026-03-16T09:00")
        assert last_day("2026-03-02", 3, Unit.WORK_DAY, stop) == "2026-03-16"

    def test_a_clock_paused_while_its_end_waits_for_a_workday_is_not_overdue_when_it_is_resumed(
        self,
    ) -> None:
        stop = pause("2026-10-03T10:00", "2026-10-21T09:00")
        assert last_day("2026-09-01", 30, Unit.CALENDAR_DAY, stop) == "2026-10-21"

    @pytest.mark.parametrize("unit", list(Unit))
    def test_a_clock_in_an_open_pause_has_no_due_time(self, unit: Unit) -> None:
        assert due(local("2026-03-02T09:00"), 3, unit, CITY, [pause("2026-03-02T09:01", None)]) is None

    @pytest.mark.parametrize("unit", list(Unit))
    def test_a_pause_after_the_due_time_changes_nothing(self, unit: Unit) -> None:
        start = local("2026-03-02T09:00")
        unpaused = due(start, 3, unit, CITY)
        assert due(start, 3, unit, CITY, [Pause(unpaused, None)]) == unpaused

    def test_overlapping_pauses_count_once(self) -> None:
        stops = [pause("2026-03-02T10:00", "2026-03-02T12:00"), pause("2026-03-02T11:00", "2026-03-02T13:00")]
        assert due(local("2026-03-02T09:00"), 2, Unit.URGENT_HOUR, CITY, stops) == local("2026-03-02T14:00")

    def test_a_pause_before_the_start_does_not_count(self) -> None:
        stop = pause("2026-03-01T10:00", "2026-03-02T09:30")
        assert due(local("2026-03-02T09:00"), 2, Unit.URGENT_HOUR, CITY, [stop]) == local("2026-03-02T11:30")


class TestTheCalendarItself:
    @pytest.mark.parametrize(
        ("year", "by_month"),
        [
            (2025, [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23]),
            (2026, [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]),
        ],
    )
    def test_a_published_year_has_its_248_workdays(self, year: int, by_month: list[int]) -> None:
        firsts = [date(year, month, 1) for month in range(1, 13)] + [date(year + 1, 1, 1)]
        found = [CITY.workdays_between(firsts[month], firsts[month + 1]) for month in range(12)]
        assert found == by_month
        assert sum(found) == 248

    def test_a_year_nobody_has_published_is_computed_and_says_so(self) -> None:
        assert CITY.is_provisional(date(2027, 3, 1))
        assert not CITY.is_provisional(date(2026, 12, 31))
        assert not CITY.is_workday(date(2027, 10, 1))
        assert not CITY.is_workday(date(2027, 3, 6))
        assert CITY.is_workday(date(2027, 3, 1))

    def test_a_published_year_knows_no_holiday_but_its_own(self) -> None:
        city = WorkCalendar.from_document({"years": {"2027": {"off": {"2027-01-01": "元旦"}, "work": {}}}})
        assert city.is_workday(date(2027, 10, 1))
        assert not city.is_workday(date(2027, 1, 1))

    def test_without_a_document_every_day_is_provisional(self) -> None:
        city = WorkCalendar.from_document({})
        assert city.is_provisional(date(2026, 3, 2))
        assert not city.is_workday(date(2030, 10, 1))

    @pytest.mark.parametrize(
        "document",
        [
            {"years": ["2026"]},
            {"years": {"2026": {"off": {"the first": "元旦"}}}},
            {"hours": [["12:00", "08:00"]]},
            {"hours": [["08:00", "12:00"], ["11:00", "18:00"]]},
            {"hours": []},
            {"timezone": "Nowhere/Town"},
        ],
    )
    def test_a_document_that_is_no_calendar_is_refused(self, document: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r"calendar|hours"):
            WorkCalendar.from_document(document)

    def test_a_limit_of_nothing_is_refused(self) -> None:
        for amount in (0, -1):
            with pytest.raises(ValueError, match="at least one"):
                due(local("2026-03-02T09:00"), amount, Unit.WORK_DAY, CITY)

    def test_a_naive_instant_is_refused(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            due(datetime.fromisoformat("2026-03-02T09:00"), 1, Unit.WORK_DAY, CITY)

    def test_a_document_survives_json(self) -> None:
        assert WorkCalendar.from_document(json.loads(json.dumps(DOCUMENT))) == CITY


class TestElapsed:
    def test_a_clock_shows_how_much_of_its_limit_is_used(self) -> None:
        start, now = local("2026-03-02T10:00"), local("2026-03-05T09:00")
        assert elapsed(start, now, Unit.WORK_DAY, CITY) == 2
        assert elapsed(start, now, Unit.CALENDAR_DAY, CITY) == 2
        assert elapsed(start, now, Unit.WORK_HOUR, CITY) == 23
        assert elapsed(start, now, Unit.URGENT_HOUR, CITY) == 71
        assert elapsed(start, local("2026-05-03T00:00"), Unit.CALENDAR_MONTH, CITY) == 2
        assert elapsed(start, local("2026-05-02T09:00"), Unit.CALENDAR_MONTH, CITY) == 1

    def test_an_open_pause_stops_it(self) -> None:
        stop = pause("2026-03-02T11:00", None)
        assert elapsed(local("2026-03-02T10:00"), local("2026-03-09T10:00"), Unit.WORK_HOUR, CITY, [stop]) == 1


minutes = st.integers(0, 60 * 24 * 900)
instants = minutes.map(lambda count: local("2025-01-02") + timedelta(minutes=count))
units = st.sampled_from(list(Unit))
amounts = st.integers(1, 90)
stops = st.lists(
    st.builds(lambda at, minutes: Pause(at, at + timedelta(minutes=minutes)), instants, st.integers(0, 60 * 24 * 30)),
    max_size=4,
)


class TestWhateverTheInput:
    @given(instants, amounts, amounts, units, stops)
    def test_a_longer_limit_never_ends_earlier(
        self, start: datetime, one: int, other: int, unit: Unit, pauses: list[Pause]
    ) -> None:
        shorter, longer = (due(start, amount, unit, CITY, pauses) for amount in sorted((one, other)))
        assert shorter is not None
        assert longer is not None
        assert shorter <= longer

    @given(instants, amounts, units, stops)
    def test_a_limit_ends_after_its_start_and_pauses_never_make_it_earlier(
        self, start: datetime, amount: int, unit: Unit, pauses: list[Pause]
    ) -> None:
        paused = due(start, amount, unit, CITY, pauses)
        assert paused is not None
        assert start < due(start, amount, unit, CITY) <= paused

    @given(instants, amounts, units, stops)
    def test_a_limit_never_ends_inside_a_pause(
        self, start: datetime, amount: int, unit: Unit, pauses: list[Pause]
    ) -> None:
        ends = due(start, amount, unit, CITY, pauses)
        assert ends is not None
        assert not any(stop.ended_at and stop.began_at < ends < stop.ended_at for stop in pauses)

    @given(instants, amounts, units, stops)
    def test_at_its_due_time_a_limit_is_used_up(
        self, start: datetime, amount: int, unit: Unit, pauses: list[Pause]
    ) -> None:
        ends = due(start, amount, unit, CITY, pauses)
        assert ends is not None
        used = elapsed(start, ends, unit, CITY, pauses)
        if unit in (Unit.CALENDAR_DAY, Unit.CALENDAR_MONTH):
            assert used >= amount
        else:
            assert used == pytest.approx(amount)

    @given(instants, st.integers(1, 20), stops)
    def test_working_hours_agree_with_counting_minute_by_minute(
        self, start: datetime, amount: int, pauses: list[Pause]
    ) -> None:
        ends = due(start, amount, Unit.WORK_HOUR, CITY, pauses)
        assert ends is not None
        assume(ends - start < timedelta(days=20))
        at, left = start, amount * 60
        while left:
            is_open = CITY.is_workday(at.date()) and any(a <= at.time() < b for a, b in CITY.hours)
            is_paused = any(stop.ended_at and stop.began_at <= at < stop.ended_at for stop in pauses)
            left -= is_open and not is_paused
            at += timedelta(minutes=1)
        assert at == ends


def test_a_due_time_sixty_days_ahead_costs_microseconds() -> None:
    start, stop = local("2026-03-02T09:00"), pause("2026-03-04T10:00", "2026-03-09T11:00")
    for unit, amount in ((Unit.WORK_DAY, 60), (Unit.CALENDAR_DAY, 60), (Unit.WORK_HOUR, 480)):
        due(start, amount, unit, CITY, [stop])
        began = stopwatch.perf_counter()
        for _ in range(200):
            due(start, amount, unit, CITY, [stop])
        assert (stopwatch.perf_counter() - began) / 200 < 0.001
