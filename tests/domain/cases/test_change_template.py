"""Replies that are prepared for the desk."""

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.cases.models import Case, EventClass
from linli.kernel import registers
from linli.kernel.actions import Target
from linli.places.queries import root_path
from tests.domain.asking import refused
from tests.world import World

pytestmark = pytest.mark.postgres15
ROW = {"code": "done", "name": "Done", "move": "close", "class_code": "06", "text": "{address} is clean ({number})."}


def aim() -> Target:
    return registers.aim("templates", root_path())


def test_a_template_is_added_changed_and_taken_out_and_each_is_told(world: World) -> None:
    cases.change_template(world.admin, aim(), row="", values=ROW)
    cases.change_template(world.admin, aim(), row="done", values={**ROW, "name": "It is done"})
    cases.change_template(world.admin, aim(), row="done", values=None)
    assert queries.TEMPLATES.known() == {}
    told = registers.history(world.admin, "templates")
    assert [(change.row, bool(change.before), bool(change.after)) for change in told] == [
        ("done", True, False), ("done", True, True), ("done", False, True)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{phone} was called.", "unknown_blank"), ("Case {number.", "lone_brace"), ("{} here", "unknown_blank")],
)
def test_what_cannot_be_filled_in_is_refused(world: World, text: str, reason: str) -> None:
    with refused("invalid", field="text", reason=reason):
        cases.change_template(world.admin, aim(), row="", values={**ROW, "text": text})


def test_a_template_is_for_a_move_by_which_the_desk_writes(world: World) -> None:
    with refused("invalid", field="move"):
        cases.change_template(world.admin, aim(), row="", values={**ROW, "move": "accept"})
    with refused("missing_input", field="text"):
        cases.change_template(world.admin, aim(), row="", values={**ROW, "text": ""})


def test_a_template_is_for_an_outcome_only_where_one_is_said(world: World) -> None:
    with refused("invalid", field="outcome", reason="says_no_outcome"):
        cases.change_template(world.admin, aim(), row="", values={**ROW, "move": "void", "outcome": "done"})
    with refused("invalid", field="outcome"):
        cases.change_template(world.admin, aim(), row="", values={**ROW, "outcome": "mended"})
    for outcome in ("partly", "done", ""):
        given = {**ROW, "code": f"for-{outcome}", "move": "", "class_code": "", "outcome": outcome}
        cases.change_template(world.admin, aim(), row="", values=given)
    cases.change_template(world.admin, aim(), row="", values=ROW)
    offered = {
        move: [reply.code for reply in queries.replies(case, move, {})]
        for move, case in (
            ("close", Case(event_class=EventClass(code="06010"), outcome="partly")),
            ("self_handle", Case(event_class=EventClass(code="06010"))),
            ("void", Case(event_class=EventClass(code="06010"))),
        )
    }
    assert offered["close"] == ["for-partly", "done", "for-", "for-done"]
    assert offered["self_handle"] == ["for-", "for-done"]
    assert offered["void"] == ["for-"]


def test_words_that_end_a_sentence_are_not_followed_by_another_stop(world: World) -> None:
    cases.change_template(world.admin, aim(), row="", values={**ROW, "text": "已办：{result}。{number}"})
    case = Case(event_class=EventClass(code="06010"))
    for result, told in (("清理完毕。", "清理完毕。7"), ("清理{number}", "清理{number}。7"), ("", "……。7")):
        assert queries.replies(case, "close", {"result": result, "number": "7"})[0].text == f"已办：{told}"


def test_a_row_that_changed_meanwhile_is_not_overwritten(world: World) -> None:
    cases.change_template(world.admin, aim(), row="", values=ROW)
    with refused("stale"):
        cases.change_template(world.admin, aim(), row="done", values=None, seen="something else")


def test_who_keeps_no_templates_changes_none(world: World) -> None:
    with refused("not_found"):
        cases.change_template(world.chen, aim(), row="", values=ROW)
    with refused("not_found"):
        cases.change_template(world.stranger, aim(), row="", values=ROW)
