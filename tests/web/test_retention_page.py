"""How long personal data are kept, on a page."""

import pytest

from linli.cases.queries import retention
from tests.web.conftest import Browse, Markup
from tests.world import World

PHONE = ("cases_contact", "phone")


def test_every_field_that_goes_by_itself_is_listed_with_its_days(browse: Browse, world: World) -> None:
    answer = browse("admin").get("/manage/retention/")
    page = answer.content.decode()
    assert all(f'value="{table}.{field.name}"' in page for table, field in retention.fields())
    assert "180 days" in page
    markup = Markup(answer)
    assert markup.faults == []
    assert [field for field in markup.inputs if field.get("id") not in markup.labels] == []


def test_a_shorter_time_is_set_and_everybody_reads_it(browse: Browse, world: World) -> None:
    answer = browse("admin").post("/manage/retention/", {"field": ".".join(PHONE), "days": "30"})
    assert answer.status_code == 302
    assert retention.days()[PHONE] == 30
    assert "set here" in browse("admin").get("/manage/retention/").content.decode()
    assert "30 days after the matter has ended" in browse("li").get("/privacy/").content.decode()


@pytest.mark.parametrize(
    ("days", "said"), [("0", "from 1 to 3650"), ("soon", "not a whole number"), ("", "not a whole")]
)
def test_what_is_no_time_is_told_beside_its_field_as_it_was_typed(
    browse: Browse, world: World, days: str, said: str
) -> None:
    answer = browse("admin").post("/manage/retention/", {"field": ".".join(PHONE), "days": days})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{days}"' in page
    assert retention.days()[PHONE] == 180


def test_a_field_that_nobody_declared_is_refused(browse: Browse, world: World) -> None:
    answer = browse("admin").post("/manage/retention/", {"field": "cases_case.number", "days": "3"})
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["chen", "auditor", "stranger"])
def test_nobody_else_changes_it(browse: Browse, world: World, who: str) -> None:
    assert browse(who).post("/manage/retention/", {"field": ".".join(PHONE), "days": "3"}).status_code == 403
    assert retention.days()[PHONE] == 180
