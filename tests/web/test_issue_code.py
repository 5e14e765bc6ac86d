"""A new code for a reporter, by page."""

import re

from linli.cases.rules import code_digest
from linli.kernel.actor import public
from tests.domain.cases.test_issue_code import opens
from tests.web.conftest import Browse, Markup
from tests.world import World


def test_the_desk_issues_a_code_that_is_shown_this_once(browse: Browse, world: World) -> None:
    number, anonymous = world.report(), world.report(is_anonymous=True)
    chen = browse("chen")
    assert "issue-code?report=" in chen.get(f"/cases/{number}/").content.decode()
    assert "issue-code?report=" not in chen.get(f"/cases/{anonymous}/").content.decode()
    form = chen.get(f"/cases/{number}/issue-code")
    assert Markup(form).faults == []
    page = form.content.decode()
    given = {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("version", "key")}  # type: ignore[index]
    report = re.search(r'<option value="([0-9]+)"', page)[1]  # type: ignore[index]
    given |= {"report": report, "identity": "in_person", "reason": "The slip was lost."}
    answer = chen.post(f"/cases/{number}/issue-code", given)
    assert (answer.status_code, Markup(answer).faults) == (200, [])
    code = re.search(r"/([a-z2-7]{26})/?</p>", answer.content.decode())[1]  # type: ignore[index]
    assert opens(public(code_digest(code))) == number
    assert code not in chen.get(f"/cases/{number}/").content.decode()


def test_what_is_missing_is_told_beside_its_field(browse: Browse, world: World) -> None:
    answer = browse("chen").post(f"/cases/{world.report()}/issue-code", {"version": "1", "key": "k" * 32})
    assert answer.status_code == 422
    assert "id_reason_error" in answer.content.decode()
