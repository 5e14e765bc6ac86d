"""PIPL 44 to 47 for whoever reported a case that was merged into another one, by the own code; and for the reporter of
that other one, who learns nothing of it."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from tests.domain.asking import EYE, case_of, in_state, lines_of, picture, refused
from tests.domain.cases.test_copy import CONTACT, of
from tests.domain.cases.test_erase import chain_holds
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.world import World

pytestmark = pytest.mark.postgres15
WORDS = "canarytext is still leaking."


def merged(world: World, target: str = "") -> tuple[str, str]:
    """A case with words, contact and a picture of its reporter that was merged into another one; both numbers."""
    target = target or in_state(world, "checked", text="Another's words.", contact={"name": "王芳"})
    source = world.report(WORDS, contact=CONTACT)
    cases.add_photo(world.holder(source), source, data=picture()[0], sha256=picture()[1])
    cases.merge(world.chen, source, into=target, reason="The same tap.")
    return source, target


def test_the_own_words_contact_and_pictures_are_seen_and_nobody_else_s(world: World) -> None:
    source, target = merged(world)
    mine, theirs = of(world, source), of(world, target)
    assert (mine.report.text, mine.case.number) == (WORDS, target)
    assert {contact.field: contact.value for contact in mine.contacts} == CONTACT
    assert [photo.sent_sha256 for photo in mine.photos] == [picture()[1]]
    assert ({contact.value for contact in theirs.contacts}, theirs.photos) == ({"王芳"}, [])


def test_looks_before_and_after_the_merge_are_told_to_whom_they_were_about(world: World) -> None:
    target = in_state(world, "handling", contact={"phone": "13800000068"})
    source = world.report(WORDS, contact=CONTACT)
    cases.reveal(world.chen, source, field="phone", reason="Which tap?")
    cases.merge(world.chen, source, into=target)
    with territory(EYE):
        report = queries.own_report(world.holder(source), queries.one(EYE, target)).pk
    cases.reveal(world.chen, target, field="phone", reason="To tell the result.", report=report)
    cases.reveal(world.chen, target, field="phone", reason="About the other one.")
    assert [look.purpose for look in of(world, source).looks] == ["Which tap?", "To tell the result."]
    assert [look.purpose for look in of(world, target).looks] == ["About the other one."]


def test_a_copy_is_taken_and_put_on_record_where_the_report_is_now(world: World) -> None:
    source, target = merged(world)
    cases.copy(world.holder(source), target)
    assert (lines_of(target)[-1].verb, lines_of(target)[-1].actor) == ("copy", world.holder(source).key)
    with refused("not_found"):
        cases.copy(world.holder(source), source)


def test_the_own_contact_is_corrected_and_taken_back_and_nobody_else_s(world: World) -> None:
    source, target = merged(world)
    cases.correct(world.holder(source), target, name="", phone="13900000000")
    assert {contact.value for contact in of(world, source).contacts} == {"13900000000"}
    cases.withdraw(world.holder(source), target)
    assert of(world, source).contacts == []
    assert {contact.value for contact in of(world, target).contacts} == {"王芳"}


def test_words_contact_and_pictures_are_erased_everywhere_and_both_chains_hold(committed: World) -> None:
    source, target = merged(committed)
    committed.drive(target, "close")
    cases.erase(committed.holder(source), target)
    for canary in ("canarytext", *CONTACT.values()):
        assert tables_that_hold(canary) == set(), canary
    assert not of(committed, source).has_words
    assert case_of(source).text == ""
    assert case_of(target).text == "Another's words."
    assert (lines_of(source)[-1].verb, lines_of(source)[-1].actor) == ("forget", committed.holder(source).key)
    assert all(map(chain_holds, (source, target)))


def test_what_was_merged_twice_is_erased_where_it_began_too(world: World) -> None:
    source, between = merged(world, world.report("Between."))
    last = in_state(world, "checked")
    cases.merge(world.chen, between, into=last)
    world.drive(last, "close")
    cases.erase(world.holder(source), last)
    assert [case_of(number).text for number in (source, between)] == ["", "Between."]


def test_while_the_other_case_is_open_the_words_are_needed(world: World) -> None:
    source, target = merged(world)
    with refused("rule", rule="needed_while_open"):
        cases.erase(world.holder(source), target)
    assert case_of(source).text == WORDS


def test_who_reported_the_other_case_erases_the_own_words_only(world: World) -> None:
    source, target = merged(world)
    world.drive(target, "close")
    cases.erase(world.holder(target), target)
    assert (case_of(target).text, case_of(source).text, of(world, source).report.text) == ("", WORDS, WORDS)


def test_after_the_merge_is_undone_the_rights_are_had_where_the_report_is_again(world: World) -> None:
    source, target = merged(world)
    world.drive(source, "unmerge", "void")
    mine = of(world, source)
    assert (mine.case.number, len(mine.photos), len(mine.contacts)) == (source, 1, 2)
    cases.erase(world.holder(source), source)
    assert (case_of(source).text, of(world, source).has_words) == ("", False)
    assert {contact.value for contact in of(world, target).contacts} == {"王芳"}
