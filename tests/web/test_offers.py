"""Classes are offered, never set: on the report page, and in the form of filing."""

import pytest

from linli.triage import actions
from tests.domain.asking import case_of
from tests.web.conftest import Browse
from tests.world import World


@pytest.fixture(autouse=True)
def tables(world: World) -> None:
    actions.learn_tables()


def test_a_resident_is_offered_classes_after_describing(browse: Browse, world: World) -> None:
    page = browse("li").post("/report/classes/", {"text": "dirty water"}).content.decode()
    assert 'name="offered"' in page
    assert "because of:" in page
    assert 'name="offered"' not in browse("li").post("/report/classes/", {"text": ""}).content.decode()


def test_without_scripts_a_button_asks_for_them(browse: Browse, world: World) -> None:
    page = browse("li").fill("/report/", text="dirty water", offer="1")
    assert page.status_code == 200
    assert 'value="06025"' in page.content.decode()


def test_the_class_that_was_chosen_goes_with_the_report(browse: Browse, world: World) -> None:
    answer = browse("li").fill("/report/", text="dirty water", address="First Road 1", offered="06025")
    assert answer.status_code == 302
    number = next(iter(browse("chen").get("/cases/").content.decode().split('data-number="')[1:])).split('"')[0]
    found = case_of(number).event_class
    assert found is not None
    assert found.code == "06025"


def test_the_form_of_filing_offers_and_chooses_nothing(browse: Browse, world: World) -> None:
    page = browse("chen").get(f"/cases/{world.report('dirty water')}/file").content.decode()
    assert "06025 Dirty water · because of:" in page
    assert '<option value="06025" selected' not in page
