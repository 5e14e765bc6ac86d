"""What the reporter will read, seen before it is sent."""

import pytest

from tests.conftest import Trial
from tests.domain.asking import case_of
from tests.web.conftest import Browse, hidden
from tests.world import World

READ = {
    "send-message": ("text", (), "The desk"),
    "close": ("result", ("file", "dispatch", "accept", "start", "report_back", "check_pass"), "It is done."),
    "void": ("reason", (), "It was not taken up; the reason is below."),
}


@pytest.mark.parametrize("word", READ)
def test_without_a_script_the_words_are_seen_first_and_then_sent(browse: Browse, world: World, word: str) -> None:
    field, before, said = READ[word]
    number = world.drive(world.report(), *before)
    chen, path = browse("chen"), f"/cases/{number}/{word}"
    page = chen.get(path)
    assert 'name="preview"' in page.content.decode()
    given = {**hidden(page), field: "Call 13800000000 before …… comes.", "report": ""}
    version = case_of(number).version
    looked = chen.post(path, {**given, "preview": "1"})
    text = looked.content.decode()
    assert (looked.status_code, case_of(number).version) == (200, version)
    told = text.partition('class="read-as"')[2].partition("<form")[0]
    for words in ("Call 13800000000", "There is still a gap", "In these words there is: 13800000000", "1 reporter"):
        assert words in told
    assert said in told
    assert 'lang="zh-CN"' in told
    assert "已结案" in told or word != "close"
    assert chen.post(path, {**hidden(looked), field: "Done well.", "report": ""}).status_code == 302
    code = world.codes[number]
    followed = browse("li").get(f"/r/{code}/").content.decode()
    assert "Done well." in followed
    assert said in followed


def test_the_dialog_shows_it_beside_what_is_typed(browse: Browse, world: World, trial: Trial) -> None:
    number = world.report()
    path = f"/cases/{number}/void"
    dialog = browse("chen").get(path, HX_Request="true").content.decode()
    assert f'data-preview-live="{path}"' in dialog
    assert dialog.count('type="submit"') == 1

    def look(who: str, **given: str) -> tuple[int, str]:
        answer = browse(who).client.post(path, {"preview": "1", **given}, headers={"HX-Request": "true"})
        return answer.status_code, answer.content.decode()

    with trial("words"):
        status, text = look("chen", reason="Not <b>ours</b>.")
        assert (status, "Not &lt;b&gt;ours&lt;/b&gt;." in text, "<html" in text) == (200, True, False)
    with trial("no words yet"):
        assert "As soon as there are words" in look("chen", reason=" ")[1]
    with trial("too long"):
        assert "This is too long" in look("chen", reason="x" * 1001)[1]
    with trial("not allowed"):
        assert look("sun", reason="No.")[0] == 403
    with trial("a stranger"):
        assert look("stranger", reason="No.")[0] == 404


def test_words_for_colleagues_have_no_preview(browse: Browse, world: World) -> None:
    number = world.drive(world.report(), "file", "dispatch")
    assert "preview" not in browse("zhao").get(f"/cases/{number}/return").content.decode()


def test_pictures_are_not_lost_on_the_way_through_a_preview(browse: Browse, world: World) -> None:
    """A page without a script forgets chosen files; there the matter is settled at once."""
    number = world.report(by=world.lin, channel="grid_worker")
    page = browse("lin").get(f"/cases/{number}/self-handle").content.decode()
    assert 'name="preview"' not in page
    assert 'type="submit" class="btn btn-success' in page
