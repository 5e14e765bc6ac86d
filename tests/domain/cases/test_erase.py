"""PIPL 47, 50: what is not needed any more is erased when whoever it is about asks; else it is said why not."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.db import connection
from django.utils import translation

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Case
from linli.kernel import chain, outbox
from linli.kernel.labels import sentence
from linli.kernel.models import AuditEntry
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.places.queries import Spot, spot_of_code
from linli.triage.models import Gram, Learnt
from linli.web.cases.story import dossier
from tests.domain.asking import EYE, attempts, case_of, in_state, lines_of, picture, refused
from tests.domain.cases.neighbours import gather
from tests.domain.cases.test_copy import of
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.domain.kernel.test_timekeeper import hear_all
from tests.unit.cases.expected import FINAL, OPEN
from tests.world import BUILDING, World

pytestmark = pytest.mark.postgres15
FORGET = import_module("linli.cases.migrations.0016_lists_without_words").FORGET


def chain_holds(number: str) -> bool:
    """Whether the audit of the case is as it was written."""
    with territory(EYE):
        case = Case.objects.visible_to(EYE).get(number=number)
        head = chain.GENESIS
        for row in AuditEntry.objects.filter(object_type="case", object_id=case.pk).order_by("version"):
            entry = chain.Entry(row.object_type, row.object_id, row.version, row.at, row.actor, row.action, row.data)
            head = chain.digest(head, entry)
            if head != bytes(row.digest):
                return False
    return head == bytes(case.head)


def relayed() -> None:
    """Every handler hears what has happened so far."""
    while outbox.relay_once(hear_all):
        pass


def taught() -> tuple[int, int]:
    """How much cases have taught about classes, and how many of them."""
    return Gram.objects.filter(count__gt=0).count(), Learnt.objects.exclude(digests=[]).count()


@pytest.mark.parametrize("state", FINAL)
def test_words_contact_and_pictures_are_gone_and_the_audit_still_verifies_pipl_47(committed: World, state: str) -> None:
    number = committed.report(text="canarytext 甄嬛", contact={"name": "canaryname", "phone": "13812345678"})
    holder = committed.holder(number)
    cases.add_photo(holder, number, data=picture()[0], sha256=picture()[1])
    committed.drive(number, *(("void",) if state == "voided" else _to_the_end()))
    relayed()
    assert taught() == ((0, 0) if state == "voided" else (2, 1))
    assert not {table for table in tables_that_hold("canarytext") if table.startswith("triage")}
    cases.erase(holder, number)
    relayed()
    assert taught() == (0, 0)
    for canary in ("canarytext", "甄嬛", "canaryname", "13812345678"):
        assert tables_that_hold(canary) == set()
    held = of(committed, number)
    assert (held.has_words, held.case.text) == (False, "")
    assert chain_holds(number)
    assert lines_of(number)[-1].data == {
        "report": held.report.pk, "contacts": 2, "photos": 1, "messages": 0, "ratings": 0, "call_backs": 0, "words": 1,
    }  # fmt: skip


def _to_the_end() -> tuple[str, ...]:
    return ("file", "dispatch", "accept", "start", "report_back", "check_pass", "close")


@pytest.mark.parametrize("state", OPEN)
def test_while_the_matter_is_open_it_is_refused_with_a_reason_and_a_way_on_pipl_50(world: World, state: str) -> None:
    number = in_state(world, state, text="The tap leaks.")
    with refused("rule", rule="needed_while_open"):
        cases.erase(world.holder(number), number)
    with translation.override("en"):
        told = sentence(Refusal("rule", rule="needed_while_open"))
    assert "take back your contact at once" in told
    assert "reasoned answer" in told
    assert attempts()[-1][1:] == ("case.erase", number, "rule")
    assert case_of(number).text == "The tap leaks."


def test_what_the_reporter_thought_of_the_answer_is_nowhere_any_more(committed: World) -> None:
    number = in_state(committed, "closed")
    before = tables_that_hold("dissatisfied")
    cases.rate(committed.holder(number), number, level="dissatisfied", is_solved=False, text="No.")
    assert tables_that_hold("dissatisfied") - before == {"cases_rating"}
    assert chapter_of(committed, number) == "Dissatisfied · not solved"
    cases.erase(committed.holder(number), number)
    assert tables_that_hold("dissatisfied") == before
    assert not {"level", "is_solved"} & {name for line in lines_of(number) for name in line.data}
    assert chapter_of(committed, number) == ""


def test_what_the_desk_had_not_read_yet_waits_for_nobody_any_more(world: World) -> None:
    street = gather(world, "void")
    for holder in street.holders:
        cases.answer_message(holder, street.number, text="Thank you.")
    cases.erase(street.holders[0], street.number)
    assert case_of(street.number).unread_messages == len(street.holders) - 1


def chapter_of(world: World, number: str) -> str:
    """What the desk reads beside the rating in the story of the case."""
    with territory(world.chen), translation.override("en"):
        chapters = dossier(world.chen, queries.one(world.chen, number))["chapters"]
    return str(next(chapter.more for chapter in chapters if chapter.line.verb == "rate"))


def test_the_digests_of_what_was_erased_mean_nothing_any_more(world: World) -> None:
    number = in_state(world, "closed")
    key = bytes(case_of(number).digest_key or b"")
    cases.erase(world.holder(number), number)
    assert bytes(case_of(number).digest_key or b"") not in (b"", key)


@pytest.mark.parametrize("code", [BUILDING, ""])
def test_the_address_that_was_typed_goes_and_the_place_stays_as_it_is_known_anyway(committed: World, code: str) -> None:
    known = spot_of_code(BUILDING)
    spot = typed() if code else replace(typed(), building_id=None)
    number = committed.drive(committed.report(spot=spot), *_to_the_end())
    assert found("canaryplace") == [number]
    cases.erase(committed.holder(number), number)
    case = case_of(number)
    assert tables_that_hold("canaryplace") == set()
    assert found("canaryplace") == []
    assert (case.address, case.lon) == ((known.address, known.lon) if code else ("", 121.471))


def found(said: str) -> list[str]:
    with territory(EYE):
        return [row.number for row in queries.page(EYE, queries.Filter(q=said)).rows]


def test_no_kept_list_remembers_who_was_searched_for_pipl_47(committed: World) -> None:
    number = in_state(committed, "closed", contact={"name": "canaryname", "phone": "13812345678"})
    with refused("invalid", field="query", reason="words_not_kept"):
        cases.keep_filter(committed.chen, None, name="Late", query="state=closed&q=canaryname")
    cases.keep_filter(committed.chen, None, name="Late", query="state=closed")
    with territory(EYE), connection.cursor() as cursor:
        # As a release before this one has left it.
        cursor.execute("UPDATE cases_savedfilter SET query = 'state=closed&q=canaryname&tab=all'")
        cursor.execute(FORGET)
        cursor.execute("SELECT query FROM cases_savedfilter")
        assert cursor.fetchall() == [("state=closed&tab=all",)]
    cases.erase(committed.holder(number), number)
    assert tables_that_hold("canaryname") == set()


def test_the_address_of_whoever_did_not_open_the_case_is_left(world: World) -> None:
    into = world.report(spot=typed())
    number = world.merged(into=into)
    world.drive(into, *_to_the_end())
    cases.erase(world.holder(number), into)
    assert case_of(into).address == "canaryplace 302"


def typed() -> Spot:
    return replace(spot_of_code(BUILDING), address="canaryplace 302", lon=121.4712345)


def test_what_the_desk_answered_and_where_it_was_stay(world: World) -> None:
    number = in_state(world, "closed")
    before = case_of(number)
    cases.erase(world.holder(number), number)
    after = case_of(number)
    assert (after.result, after.area_path, after.state) == (before.result, before.area_path, "closed")
