"""The history of a case played back."""

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from linli.web.cases.replay import frames
from tests.conftest import Trial
from tests.domain.asking import in_state
from tests.web.conftest import Browse
from tests.world import World


def test_each_entry_shows_the_case_as_it_stood_after_it(world: World) -> None:
    number = world.report()
    world.drive(
        number, "file", "escalate", "dispatch", "return", "dispatch", "accept", "start", "report_back", "check_fail"
    )
    with territory(world.chen):
        case = queries.one(world.chen, number)
        found = frames(queries.timeline(world.chen, case))
    assert [frame.state for frame in found][:6] == ["reported", "filed", "filed", "dispatched", "filed", "dispatched"]
    assert [frame.unit for frame in found][2:6] == ["", "street/water", "", "street/water"]
    last = found[-1]
    assert (last.state, last.level, last.reworks, last.reports) == (case.state, case.level, case.reworks, 1)
    assert last.class_code == "06025"


def test_a_page_leads_from_entry_to_entry_and_a_wrong_one_is_the_nearest(
    browse: Browse, world: World, trial: Trial
) -> None:
    number = world.drive(world.report(), "file", "dispatch")
    cases.note(world.lin, number, text="Look <b>closely</b>.")
    chen, path = browse("chen"), f"/cases/{number}/replay"
    for at, words in (
        ("1", "To be filed"),
        ("2", "To be dispatched"),
        ("4", "Look &lt;b&gt;closely&lt;/b&gt;."),
        ("", "1 of 4"),
        ("999999999999", "1 of 4"),
        ("99", "4 of 4"),
        ("x", "1 of 4"),
    ):
        with trial(at):
            answer = chen.get(f"{path}?at={at}")
            assert (answer.status_code, words in answer.content.decode()) == (200, True)
    assert b"<html" not in chen.get(f"{path}?at=2", HX_Request="true").content
    assert f'href="{path}"' in chen.get(f"/cases/{number}/").content.decode()


def test_what_became_of_it_is_shown_from_its_report_on_and_goes_with_a_new_round(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    for verb, given in (
        ("report_back", {"outcome": "partly"}),
        ("check_fail", {}),
        ("report_back", {"outcome": "not_found"}),
        ("check_pass", {}),
        ("close", {"outcome": "no_action"}),
        ("reopen", {}),
    ):
        world.act(number, verb, **given)
    with territory(world.chen):
        found = frames(queries.timeline(world.chen, queries.one(world.chen, number)))
    assert [frame.outcome for frame in found][-7:] == [
        *("", "partly", "", "not_found", "not_found", "no_action", ""),
    ]
    page = browse("chen").get(f"/cases/{number}/replay?at={len(found) - 2}").content.decode()
    assert "<dt>Outcome</dt><dd>Not found there</dd>" in page
