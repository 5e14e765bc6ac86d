"""The first mapping, guessed from headings and values."""

from pathlib import Path

from django.utils import translation

from linli.cases import actions
from linli.cases.adapters.tables import guess, mapping
from linli.cases.queries import Filter
from tests.conftest import Trial
from tests.domain.asking import in_state
from tests.domain.imports.tables import CLOSED, MAP, bring_in, cases, row, table_map, written
from tests.world import World

CLOSED_TABLE = {"时间": ["2026-03-02 09:00"], "状态": ["已结案"], "结案时间": ["2026-03-03 09:00"]}


def drafted(**columns: list[str]) -> dict[str, str]:
    table = {**CLOSED_TABLE, "内容": ["The tap leaks, and nobody has come so far."], **columns}
    found = guess.guessed(list(table), table)
    return {setting: found.columns.get(setting, "") for setting in ("outcome", "result")}


def test_a_column_of_outcomes_is_known_by_its_words_and_else_it_is_the_answer(world: World, trial: Trial) -> None:
    answers = ["We mended it.", "Swept.", "已解决"]
    for columns, outcome, result in (
        ({"处置结果": ["已解决", "现场未发现", ""]}, "处置结果", ""),
        ({"处置结果": answers}, "", "处置结果"),
        ({"outcome": ["done", "Partly solved", "?"], "result": answers}, "outcome", "result"),
        ({"办理结果": ["无需处置"], "答复内容": answers}, "办理结果", "答复内容"),
        ({"Disposition": ["not_done"], "处理结果": answers}, "Disposition", "处理结果"),
    ):
        with trial(str(columns)):
            assert drafted(**columns) == {"outcome": outcome, "result": result}


def test_the_draft_names_the_column_and_asks_for_the_words_that_are_not_ours(world: World, tmp_path: Path) -> None:
    rows = [row(n, **CLOSED, 处置结果=said) for n, said in enumerate(("已解决", "现场未发现", "修了一半"), 1)]
    text = guess.written(written(tmp_path / "a.csv", rows))
    assert '# "修了一半" = ""' in text
    state = mapping.parsed_text(text.encode()).state
    assert state is not None
    assert state.outcome == "处置结果"
    without = guess.written(written(tmp_path / "b.csv", [row(1, **CLOSED)]))
    assert '# outcome = ""' in without
    assert mapping.parsed_text(without.encode()).state is not None


def test_the_words_of_the_mapping_are_compared_as_those_of_states_are(world: World, tmp_path: Path) -> None:
    state = {**MAP["state"], "outcome": "处置结果", "outcomes": {" Fixed ": "done"}}
    path = written(tmp_path / "a.csv", [row(1, **CLOSED, 处置结果="FIXED")])
    assert dict(bring_in(path, given=table_map(state=state)).bad) == {}
    assert cases()["1"].outcome == "done"


def test_our_own_export_comes_in_again_with_outcome_and_answer_apart(
    world: World, tmp_path: Path, trial: Trial
) -> None:
    for outcome in ("done", "not_found", "partly"):
        number = in_state(world, "handling")
        world.act(number, "report_back", outcome=outcome)
        world.drive(number, "check_pass")
        world.act(number, "close", result=f"What we have to say of {outcome}.")
    world.report("The lamp is out.")
    words = [(name, f"What we have to say of {name}.") for name in ("done", "not_found", "partly")]
    for language in ("zh-hans", "en"):
        path = tmp_path / f"{language}.csv"
        with translation.override(language), path.open("wb") as file:
            actions.export(world.chen, file, Filter())
        given = mapping.parsed_text(guess.written(path).encode())
        with trial(language):
            tally = bring_in(path, given=given)
            assert (tally.brought_in, dict(tally.bad)) == (4, {})
            came = [case for number, case in cases().items() if number]
            assert sorted((case.outcome, case.result) for case in came if case.outcome) == words
