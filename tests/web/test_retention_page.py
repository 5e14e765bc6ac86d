"""How long personal data are kept, on a page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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


def test_the_page_of_rights_says_what_may_be_put_right_pipl_46(browse: Browse, world: World) -> None:
    assert "your words and the address until the matter is filed" in browse("li").get("/privacy/").content.decode()


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


def test_the_days_go_out_as_a_table_and_come_back_tried_first_and_are_undone(browse: Browse, world: World) -> None:
    admin = browse("admin")
    table = admin.get("/manage/retention/export.csv").content.decode()
    assert f"cases_contact.phone,{'Contact of the reporter · phone'},180,180" in table
    table = table.replace("phone,180,180", "phone,180,30")
    upload = SimpleUploadedFile("retention.csv", table.encode(), "text/csv")
    tried = admin.fill("/manage/retention/import/", file=upload, **{"try": "1"})
    page = tried.content.decode()
    assert "1 changed" in page
    assert "<del>180</del>" in page
    assert retention.days()[PHONE] == 180
    upload.seek(0)
    assert admin.fill("/manage/retention/import/", file=upload).status_code == 302
    assert retention.days()[PHONE] == 30
    history = admin.get("/manage/retention/history/")
    assert Markup(history).faults == []
    assert "Contact of the reporter" in history.content.decode()
    (change,) = retention.changes()
    assert admin.post("/manage/retention/history/", {"undo": str(change.version)}).status_code == 302
    assert retention.days()[PHONE] == 180
    assert admin.post("/manage/retention/history/", {"undo": str(change.version)}).status_code == 412
    assert admin.post("/manage/retention/history/", {"undo": "x"}).status_code == 404


def test_a_wrong_row_of_the_table_is_told_on_the_page(browse: Browse, world: World) -> None:
    upload = SimpleUploadedFile("retention.csv", b"field,days\ncases_contact.phone,never\n", "text/csv")
    answer = browse("admin").fill("/manage/retention/import/", file=upload)
    assert answer.status_code == 422
    assert "Line 2, days" in answer.content.decode()
