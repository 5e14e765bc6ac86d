"""The published list of matters by authority."""

import pytest

from linli.cases import actions as cases
from tests.domain.cases.test_change_matter import LISTS, ROW
from tests.web.conftest import Browse, Markup
from tests.world import IMPORTER, World

NOISE = {**ROW, "number": "002", "name": "Noise", "authority": "Environment office", "category": "Air", "classes": ""}


@pytest.fixture
def listed(world: World) -> None:
    cases.load_matter_lists(IMPORTER, None, rows=LISTS)
    cases.load_matters(IMPORTER, None, rows=[ROW, NOISE, {**ROW, "list": "old", "name": "Wells"}])


def test_everybody_reads_the_list_in_force(browse: Browse, listed: None) -> None:
    answer = browse("li").get("/matters/")
    page = answer.content.decode()
    assert all(said in page for said in ("Dirty water", "Water office", "Water Law 37", "Police、Roads", "Noise"))
    assert "Wells" not in page
    assert Markup(answer).faults == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=noise", ["Noise"]),
        ("q=06025", ["Dirty water"]),
        ("q=law+37", ["Dirty water", "Noise"]),
        ("q=law+environment", ["Noise"]),
        ("authority=Water+office", ["Dirty water"]),
        ("category=Air", ["Noise"]),
        ("version=old", ["Wells"]),
        ("page=900", ["Dirty water", "Noise"]),
    ],
)
def test_it_is_searched_by_words_authority_field_class_and_version(
    browse: Browse, listed: None, asked: str, found: list[str]
) -> None:
    page = browse("li").get(f"/matters/?{asked}").content.decode()
    assert [name for name in ("Dirty water", "Noise", "Wells") if f"<strong>{name}</strong>" in page] == found


def test_another_version_says_that_it_is_not_in_force(browse: Browse, listed: None) -> None:
    assert "another version than the one in force" in browse("li").get("/matters/?version=old").content.decode()
    assert browse("li").get("/matters/?version=never").status_code == 404


def test_what_fits_nothing_leads_back(browse: Browse, listed: None) -> None:
    assert "Nothing fits" in browse("li").get("/matters/?q=zzz").content.decode()


def test_without_a_list_the_page_says_what_happens_all_the_same(browse: Browse, world: World) -> None:
    assert "No list is in force" in browse("li").get("/matters/").content.decode()


def test_a_case_names_the_matters_of_its_class(browse: Browse, world: World, listed: None) -> None:
    number = world.drive(world.report(), "file")
    page = browse("chen").get(f"/cases/{number}/").content.decode()
    assert 'href="/matters/?q=001"' in page
    assert "Water Law 37" in page
    assert "In the list of matters" not in browse("chen").get(f"/cases/{world.report()}/").content.decode()


def test_an_administrator_tries_a_file_before_it_is_loaded(browse: Browse, world: World, listed: None) -> None:
    text = f"{','.join(ROW)}\n{','.join({**ROW, 'basis': 'Other Law 1'}.values())}\n"
    answer = browse("admin").fill("/manage/matters/import/", text=text, **{"try": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Other Law 1" in page
    assert "Other Law 1" not in browse("li").get("/matters/").content.decode()
    assert browse("admin").fill("/manage/matters/import/", text=text).status_code == 302
    assert "Other Law 1" in browse("li").get("/matters/").content.decode()
