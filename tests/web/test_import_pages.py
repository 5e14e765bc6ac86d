"""The pages of imports: a table is uploaded, its columns are named, it is tried, brought in, and undone."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.cases import actions
from linli.cases.adapters.tables import uploads, work
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.asking import EYE
from tests.domain.imports.tables import CLOSED, cases, row, written
from tests.web.conftest import Browse, Browser, Markup
from tests.world import World

HOME = "/manage/imports/"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LINLI_DATA_DIR", tmp_path / "data")


def sent(path: Path, *rows: dict[str, str]) -> SimpleUploadedFile:
    table = written(path / "a.csv", [*rows])
    return SimpleUploadedFile("台账.csv", table.read_bytes(), "text/csv")


def uploaded(admin: Browser, path: Path, *rows: dict[str, str]) -> str:
    """The address of the draft."""
    answer = admin.post(f"{HOME}new/", {"file": sent(path, *rows)})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def chosen(admin: Browser, address: str, **changes: str) -> dict[str, object]:
    """What the page's form says by itself."""
    form = admin.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in given.items()} | {"try": "1"} | changes


def tried(admin: Browser, path: Path, *rows: dict[str, str]) -> str:
    address = uploaded(admin, path, *rows)
    assert admin.post(address, chosen(admin, address)).headers["Location"] == address
    return address


def begun(admin: Browser, address: str) -> str:
    """The address of the import."""
    return str(admin.post(address, {"start": "1"}).headers["Location"])


ROWS = [row(1, 类别="Dragons", 状态="处理中"), row(2, 时间="=never()"), row(3)]


def test_from_the_upload_to_the_undoing(browse: Browse, world: World, tmp_path: Path) -> None:
    admin = browse("admin")
    address = tried(admin, tmp_path, *ROWS)
    page = admin.get(address).content.decode()
    assert "The time cannot be understood" in page
    assert "=never()" in page
    assert "The tap leaks." in page
    assert cases() == {}
    errors = b"".join(admin.get(f"{address}errors.csv").streaming_content).decode("utf-8-sig")
    assert ",'=never()" in errors
    one = begun(admin, address)
    assert admin.get(address).status_code == 404
    work.work_off()
    page = admin.get(one).content.decode()
    assert "Brought in" in page
    assert "The time cannot be understood" in page
    assert list(cases()) == ["1", "3"]
    assert admin.get(f"{one}errors.csv").status_code == 200
    with territory(EYE):
        (taken,) = AuditEntry.objects.filter(action="personal.export")
    assert json.loads(taken.data) == {
        "from": "",
        "to": "looked",
        "what": "bad_rows",
        "number": one.strip("/").rpartition("/")[2],
    }
    world.act(cases()["3"].number, "file")
    asked = admin.get(f"{one}undo/").content.decode()
    assert "1 case is voided" in asked
    assert cases()["3"].number in asked
    assert admin.post(f"{one}undo/", {"reason": " "}).status_code == 422
    assert admin.post(f"{one}undo/", {"reason": "The wrong file."}).status_code == 302
    assert "Going out" in admin.get(one).content.decode()
    work.work_off()
    assert "1 case stays" in admin.get(one).content.decode()
    assert {number: case.state for number, case in cases().items()} == {"1": "voided", "3": "filed"}


def test_what_was_chosen_is_kept_and_is_the_file_of_the_command_line(
    browse: Browse, world: World, tmp_path: Path
) -> None:
    admin = browse("admin")
    address = uploaded(admin, tmp_path, *ROWS)
    assert admin.post(address, chosen(admin, address, class_word_0="06025", source="Hotline")).status_code == 302
    kept = admin.get(f"{address}map.toml").content
    assert b'"Dragons" = "06025"' in kept
    other = uploaded(admin, tmp_path, row(7, 类别="Dragons"))
    assert admin.post(other, {"take": "1", "map_file": SimpleUploadedFile("map.toml", kept)}).status_code == 302
    assert admin.get(f"{other}map.toml").content == kept
    bad = SimpleUploadedFile("map.toml", b"source = 1")
    assert admin.post(other, {"take": "1", "map_file": bad}).status_code == 422
    lost = SimpleUploadedFile("map.toml", kept.replace("内容".encode(), "诉求".encode()))
    assert "no column" in admin.post(other, {"take": "1", "map_file": lost}).content.decode()


def test_what_the_night_would_erase_again_is_told_before_the_import(
    browse: Browse, world: World, tmp_path: Path
) -> None:
    admin, old = browse("admin"), {**CLOSED, "时间": "2019-03-02 09:00", "结案时间": "2019-03-03 10:00"}
    address = tried(admin, tmp_path, row(1, **old), row(2))
    assert "1 row ended longer ago than things are kept here" in admin.get(address).content.decode()


def test_stopped_by_its_button_it_waits_and_goes_on(browse: Browse, world: World, tmp_path: Path) -> None:
    admin = browse("admin")
    one = begun(admin, tried(admin, tmp_path, row(1)))
    part = admin.get(one, HX_Request="true")
    assert 'hx-trigger="every 2s"' in part.content.decode()
    assert admin.post(one, {"act": "stop"}).status_code == 302
    work.work_off()
    assert "Stopped" in admin.get(one).content.decode()
    assert admin.get(one, HX_Request="true").headers["HX-Refresh"] == "true"
    admin.post(one, {"act": "go-on"})
    work.work_off()
    assert list(cases()) == ["1"]
    assert admin.post(one, {"act": "go-on"}).status_code == 409
    assert admin.post(one, {"act": "dance"}).status_code == 400


def test_what_is_no_table_or_too_large_is_told_and_not_kept(
    browse: Browse, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = browse("admin")
    assert admin.post(f"{HOME}new/").status_code == 422
    for data, name in ((b"", "a.csv"), (b"PK\x03\x04 no parcel", "a.xlsx"), (b"\xd0\xcf\x11\xe0 old", "a.xls")):
        assert admin.post(f"{HOME}new/", {"file": SimpleUploadedFile(name, data)}).status_code == 422
    monkeypatch.setattr("linli.web.manage.imports.LARGEST", 10)
    assert admin.post(f"{HOME}new/", {"file": sent(tmp_path, row(1))}).status_code == 422
    assert uploads.drafts(f"account:{world.accounts['admin'].pk}") == []


def test_nothing_begins_before_a_trial_and_no_file_twice(browse: Browse, world: World, tmp_path: Path) -> None:
    admin = browse("admin")
    address = uploaded(admin, tmp_path, row(1))
    assert begun(admin, address) == address
    one = begun(admin, tried(admin, tmp_path, row(1)))
    admin.post(address, chosen(admin, address))
    assert begun(admin, address) == one
    assert admin.post(address, {"discard": "1"}).status_code == 302
    assert admin.get(address).status_code == 404


def test_the_uploads_of_others_do_not_exist(browse: Browse, world: World, tmp_path: Path) -> None:
    address = tried(browse("admin"), tmp_path, *ROWS)
    token = address.strip("/").rpartition("/")[2]
    upload = uploads.find(token)
    assert upload
    upload = uploads.Upload(token, upload.folder, "account:0", upload.name, upload.at)
    upload.tell(is_started=False)
    for path in (address, f"{address}map.toml", f"{address}errors.csv"):
        assert browse("admin").get(path).status_code == 404
        assert browse("stranger").get(path).status_code == 403
    assert browse("admin").get(f"{HOME}draft/..%2F..%2Fx/").status_code == 404


def test_every_page_is_sound(browse: Browse, world: World, tmp_path: Path) -> None:
    admin = browse("admin")
    paths = [HOME, f"{HOME}new/", tried(admin, tmp_path, *ROWS), uploaded(admin, tmp_path, *ROWS)]
    one = begun(admin, tried(admin, tmp_path, *ROWS))
    for path in (*paths, one, f"{one}undo/", HOME):
        page = admin.get(path)
        assert page.status_code == 200, path
        markup = Markup(page)
        assert markup.faults == []
        assert [field for field in markup.inputs if field.get("id") not in markup.labels] == [], path
        assert page.content.decode().count("<h1") == 1


def test_an_import_of_the_command_line_and_of_old_is_listed(browse: Browse, world: World) -> None:
    number = actions.begin_import(world.admin, None, file_sha256="a" * 64, mapping_sha256="b" * 64).number
    assert number in browse("admin").get(HOME).content.decode()
    assert browse("admin").get(f"{HOME}{number}/").status_code == 200
    assert browse("admin").get(f"{HOME}{number}/errors.csv").status_code == 404
