"""Exactly the list leaves the house, and that is remembered."""

import csv
import json
import zipfile
from datetime import date, timedelta
from io import BytesIO, TextIOWrapper
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases import actions, queries
from linli.cases.models import CONTACT
from linli.cases.queries import Filter
from linli.kernel.actor import Actor, Grant
from linli.kernel.models import AuditEntry, Batch
from linli.kernel.territory import territory
from tests.domain.asking import EYE, attempts, case_of, refused
from tests.world import GRID_PATH, NEXT_BUILDING, OTHER_BUILDING, World

pytestmark = pytest.mark.postgres15


def exported(actor: Actor, wanted: Filter | None = None, **given: Any) -> list[list[str]]:
    """The rows of the file, the headings first."""
    file = BytesIO()
    actions.export(actor, file, wanted or Filter(), **given)
    file.seek(0)
    return list(csv.reader(TextIOWrapper(file, "utf-8-sig", newline="")))


def numbers(rows: list[list[str]]) -> list[str]:
    return [row[0] for row in rows[1:]]


def test_the_file_holds_the_list_in_its_order_with_words_and_local_times(world: World) -> None:
    older, newer = world.drive(world.report(), "file"), world.report(building=OTHER_BUILDING)
    with translation.override("en"):
        rows = exported(world.chen)
    row = dict(zip(rows[0], rows[2], strict=True))
    assert numbers(rows) == [newer, older]
    assert (row["State"], row["Class"], row["Community and grid"]) == (
        "To be dispatched",
        "Dirty water",
        "Community · Grid 1",
    )
    assert row["Reported at"] == f"{timezone.localtime(case_of(older).reported_at):%Y-%m-%d %H:%M}:00"
    with translation.override("zh-hans"):
        assert exported(world.chen)[0][:2] == ["编号", "状态"]


def test_who_exported_which_list_and_how_many_is_in_the_audit_but_not_what_was_typed(world: World) -> None:
    world.report("漏水")
    exported(world.chen, Filter(q="漏水", states=("reported", "filed"), reported_from=date(2020, 1, 1)))
    with territory(EYE):
        batch = Batch.objects.visible_to(EYE).get(kind="case.csv")
        entry = AuditEntry.objects.get(object_type="batch", object_id=batch.pk)
    assert (batch.rows, entry.actor, entry.action) == (1, world.chen.key, "case.export")
    assert '"states":"reported,filed"' in entry.data
    assert '"reported_from":"2020-01-01"' in entry.data
    assert "漏水" not in entry.data


def test_nothing_of_the_reporter_leaves(world: World) -> None:
    contact = {"name": "Mrs Ma", "phone": "13812345678", "on_behalf_of": "Old Ma"}
    world.report(contact=contact, by=world.chen, channel="phone")
    assert set(CONTACT) == set(contact)
    text = str(exported(world.chen))
    assert " Ma" not in text
    assert "1234" not in text


def test_a_stranger_exports_only_the_own_cases(world: World) -> None:
    here, there = world.report(), world.report(building=NEXT_BUILDING)
    assert numbers(exported(world.chen)) == [here]
    assert numbers(exported(world.stranger)) == [there]


def test_without_the_permission_nothing_is_written_but_the_attempt(world: World) -> None:
    file = BytesIO()
    with refused("forbidden"):
        actions.export(world.leader, file, Filter())
    assert file.getvalue() == b""
    assert attempts() == [(world.leader.key, "case.export", "", "forbidden")]


def test_whoever_may_export_a_part_exports_that_part_and_not_what_they_only_see(world: World) -> None:
    here, beside = world.report(), world.report(building=OTHER_BUILDING)
    grants = (*world.leader.grants, Grant("exporter", frozenset({"case.export"}), (GRID_PATH,)))
    actor = Actor(world.leader.key, grants=grants, tokens=world.leader.tokens, account_id=world.leader.account_id)
    with refused("rule", rule="beyond_export"):
        exported(actor)
    assert numbers(exported(actor, Filter(area=GRID_PATH))) == [here]
    assert beside


@pytest.mark.parametrize(("told", "field"), [({"form": "exe"}, "format"), ({"sort": "text"}, "sort")])
def test_an_unknown_form_or_order_is_named(world: World, told: dict[str, Any], field: str) -> None:
    with refused("invalid", field=field):
        exported(world.chen, **told)


def test_an_account_takes_out_so_many_lists_an_hour_and_each_try_is_told_to_the_auditor(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(django_settings, "LINLI_EXPORTS_AN_HOUR", 2)
    for _ in range(2):
        exported(world.chen)
    with refused("too_many"):
        exported(world.chen)
    exported(world.stranger)  # has an allowance of their own
    with territory(EYE):
        entries = AuditEntry.objects.filter(action="case.export").order_by("id")
        told = [(entry.actor, json.loads(entry.data)["within_hour"]) for entry in entries]
    assert told == [(world.chen.key, 1), (world.chen.key, 2), (world.stranger.key, 1)]
    assert attempts() == [(world.chen.key, "case.export", "", "too_many")]
    for _ in range(3):
        exported(EYE)  # the operator's command has none


def test_xlsx_holds_the_same_rows(world: World) -> None:
    number = world.report("=1+1")
    file = BytesIO()
    actions.export(world.chen, file, Filter(), form="xlsx")
    text = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert f"<t>{number}</t>" in text
    assert "<t>'=1+1</t>" in text
    assert text.count("<row>") == 2


TODAY = timezone.localdate()
FILTERS = st.builds(
    Filter,
    states=st.lists(st.sampled_from(["reported", "filed", "dispatched", "closed"]), max_size=2).map(tuple),
    area=st.sampled_from(["", GRID_PATH, "/33/330110010/", "/33/330110011/"]),
    unit=st.sampled_from(["", "street/water", "street/roads"]),
    class_code=st.sampled_from(["", "06025"]),
    channel=st.sampled_from(["", "web", "phone"]),
    q=st.sampled_from(["", "漏水", "水", "路灯", "block 1", "，", "' | '"]),
    is_overdue=st.booleans(),
    is_reopened=st.booleans(),
    reported_from=st.sampled_from([None, TODAY, TODAY + timedelta(days=2)]),
    reported_to=st.sampled_from([None, TODAY, TODAY - timedelta(days=2)]),
    bbox=st.sampled_from([None, (120.0, 30.0, 120.01, 30.01)]),
    mine=st.booleans(),
)


@pytest.fixture
def town(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Cases of many kinds on both sides of the street; as many exports as one likes."""
    monkeypatch.setattr(django_settings, "LINLI_EXPORTS_AN_HOUR", 100_000)
    world.report("水管漏水")
    world.drive(world.report("路灯不亮"), "file", "dispatch")
    world.drive(world.report("漏水", building=OTHER_BUILDING), "file")
    world.report("Call about 漏水", by=world.chen, channel="phone")
    world.report("漏水", building=NEXT_BUILDING)
    return world


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    wanted=FILTERS,
    sort=st.sampled_from(sorted(queries.SORTS)),
    who=st.sampled_from(["chen", "stranger"]),
)
def test_list_count_pages_and_export_hold_the_same_cases(town: World, wanted: Filter, sort: str, who: str) -> None:
    actor = town.actors[who]
    with territory(actor):
        listed = [case.number for case in queries.page(actor, wanted, sort=sort, limit=200).rows]
        counted = queries.count(actor, wanted)
        paged, cursor = [], None
        while True:
            page = queries.page(actor, wanted, sort=sort, cursor=cursor, limit=2)
            paged += [case.number for case in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert numbers(exported(actor, wanted, sort=sort)) == listed == paged
    assert counted == len(listed)
