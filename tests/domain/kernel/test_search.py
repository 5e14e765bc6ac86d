"""What is written is found by any two characters of it, follows every change, and is found through an index."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from linli.cases import actions, queries
from linli.cases.models import Case, Report
from linli.kernel import search
from linli.kernel.actor import Actor
from linli.kernel.search import Wording, saying
from linli.kernel.territory import territory
from tests import cluster
from tests.domain.asking import EYE, case_of, rows
from tests.world import NEXT_BUILDING, World

pytestmark = pytest.mark.postgres15


def found(actor: Actor, text: str) -> list[str]:
    """The numbers of the cases that the actor finds."""
    with territory(actor):
        return [case.number for case in queries.page(actor, queries.Filter(q=text)).rows]


@pytest.mark.parametrize(
    "text",
    [
        "漏水",
        "水",
        "管",
        "一号",
        "水管漏水",
        "3号楼",
        "3",
        "ab路",
        "ＡＢ路",
        "３号",
        "LED",
        "led",
        "led灯",
        "漏水 路口",
        "漏水，3号",
    ],
)
def test_two_characters_one_a_number_or_a_word_of_any_width_find_it(world: World, text: str) -> None:
    number = world.report("AB路口3号楼一号井水管漏水，LED灯不亮")
    assert found(world.chen, text) == [number]


@pytest.mark.parametrize(
    "text", ["水漏", "4号楼", "路灯", "LED牌", "漏水 路灯", "，", "？！ ", "' | '", "&", ":*", "3:*4", "5"]
)
def test_what_is_not_written_there_is_not_found(world: World, text: str) -> None:
    world.report("AB路口3号楼一号井水管漏水，LED灯不亮")
    assert found(world.chen, text) == []


def test_a_case_is_found_by_number_place_class_and_result(world: World) -> None:
    number = world.drive(
        world.report("脏"), "file", "dispatch", "accept", "start", "report_back", "check_pass", "close"
    )
    for text in (number, number[:8], "First Road", "block", "06025", "dirty water", "mended"):
        assert found(world.chen, text) == [number], text
    assert found(world.chen, number[:6]) == []


def test_a_case_is_found_by_the_last_digits_of_its_number_at_the_price_of_any_word(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    number, _ = world.report("脏"), world.report("脏")
    for last in range(4, 9):
        assert found(world.chen, number[-last:]) == [number], last
        assert found(world.stranger, number[-last:]) == []
    assert found(world.chen, number[-3:]) == []
    with CaptureQueriesContext(connection) as word:
        found(world.chen, "脏")
    with django_assert_num_queries(len(word)):
        found(world.chen, number[-6:])


def test_nobody_finds_what_is_not_theirs_to_see(world: World) -> None:
    here, there = world.report("漏水"), world.report("漏水", building=NEXT_BUILDING)
    assert (found(world.chen, "漏水"), found(world.stranger, "漏水")) == ([here], [there])
    assert found(world.zhao, "漏水") == []


def test_the_words_of_a_report_that_joined_lead_to_the_case_and_go_with_it(world: World) -> None:
    case, other = case_of(world.report("漏水")), case_of(world.report("停电"))
    with territory(EYE):
        joined = Report.objects.visible_to(EYE).get(case=case)
        joined.text, joined.opened = "井盖松动", None
        joined.save()
        assert found(world.chen, "井盖") == [case.number]
        joined.case = other
        joined.save()
        assert found(world.chen, "井盖") == [other.number]
        joined.opened = other
        joined.save()
        assert found(world.chen, "井盖") == []


def test_what_is_changed_or_erased_is_found_no_more(world: World) -> None:
    case = case_of(world.report("漏水"))
    with territory(EYE):
        Report.objects.visible_to(EYE).filter(case=case).update(text="")
        Case.objects.visible_to(EYE).filter(pk=case.pk).update(text="停电")
    assert (found(world.chen, "漏水"), found(world.chen, "停电")) == ([], [case.number])


def test_an_object_that_goes_takes_its_words_along(committed: World) -> None:
    case = case_of(committed.report())
    with cluster.connect(cluster.database_name()) as admin:
        admin.execute("DELETE FROM cases_report WHERE case_id = %s", [case.pk])
        admin.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])
    assert not Wording.objects.filter(object_id=case.pk).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO kernel_wording VALUES ('case', 1, 7, '')",
        "UPDATE kernel_wording SET grams = ''",
        "DELETE FROM kernel_wording",
    ],
)
def test_only_the_trigger_writes(world: World, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows(statement)


def test_cases_older_than_the_index_are_entered_by_migrate(committed: World) -> None:
    number = committed.report("漏水")
    with cluster.connect(cluster.database_name()) as admin:
        admin.execute("DELETE FROM kernel_wording")
        admin.execute("COMMENT ON TRIGGER wording ON cases_case IS 'an older declaration'")
    assert found(committed.chen, "漏水") == []
    search.fill("admin")
    assert found(committed.chen, "漏水") == [number]


COPIES = """
INSERT INTO cases_case SELECT (jsonb_populate_record(one, jsonb_build_object(
    'id', 1000 + n, 'number', '2020' || (1000 + n), 'text', CASE WHEN mod(n, 500) = 0 THEN '漏水' ELSE '路灯' END))).*
FROM cases_case one, generate_series(1, 3000) n WHERE one.number = %s
"""


def test_a_search_reaches_its_rows_by_indexes_under_row_security(
    committed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = committed.drive(committed.report("停电"), "file", "dispatch")
    with cluster.connect(cluster.database_name()) as admin:
        admin.execute(COPIES, [number])
        admin.execute("VACUUM ANALYZE kernel_wording")
        admin.execute("ANALYZE")
    monkeypatch.setattr(search, "FEW", 1000)
    for actor in (committed.chen, committed.wang, committed.zhao):
        rare, frequent = plan_of(actor, "漏水"), plan_of(actor, "路灯")
        assert "wording_grams" in rare
        assert "wording_grams" in plan_of(actor, "004711")
        assert "kernel_wording" in frequent
        assert "Seq Scan" not in rare + frequent


def plan_of(actor: Actor, text: str) -> str:
    """How the database finds the first page."""
    with territory(actor), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        wanted = Case.objects.visible_to(actor).filter(saying(Case, text))
        return wanted.order_by("-reported_at", "-id")[:51].explain()


HAN = st.text(st.sampled_from("水管漏路灯井盖３3aＢ，。 "), min_size=1, max_size=12)


@settings(max_examples=60)
@given(HAN, st.data())
def test_any_part_of_a_run_is_found(
    django_db_setup: None, django_db_blocker: object, text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        ((is_found, is_empty),) = rows(
            "SELECT linli_grams(%s) @@ linli_sought(%s), numnode(linli_sought(%s)) = 0", [text, text, text]
        )
        assert is_found or is_empty
        signs = part.strip("３3aＢ，。 ")
        if signs == part:
            assert rows("SELECT linli_grams(%s) @@ linli_sought(%s)", [text, part]) == [(True,)]


@settings(max_examples=200)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_no_text_breaks_index_or_query(django_db_setup: None, django_db_blocker: object, text: str) -> None:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        ((grams, sought),) = rows("SELECT linli_grams(%s)::text, linli_sought(%s)::text", [text, text])
        assert (grams == "") is (sought == "")


@pytest.mark.parametrize("text", ["\u0f40" * 2000, "a" * 2000, "水" * 2000, "\ufdfa" * 2000, "e\u0301" * 1000])
def test_the_longest_text_is_taken_and_found(world: World, text: str) -> None:
    number = world.report(text)
    assert found(world.chen, text[:60]) == [number]


def test_a_report_writes_its_words_but_once(world: World) -> None:
    number = world.report("漏水")
    actions.file(world.chen, number, class_code="06025")
    assert len(Wording.objects.filter(object_type="case", object_id=case_of(number).pk, source=0)) == 1
