"""Every refusal has a status and words; no code, reason or rule is used that has none, and none lies idle."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from linli.cases.workflow import CASE, TASK
from linli.kernel import labels
from linli.kernel.refusals import STATUS, Refusal, invalid

ROOT = Path(__file__).resolve().parents[3] / "linli"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The sentences are read as they were written."""
    with translation.override("en"):
        yield


def calls() -> Iterator[ast.Call]:
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield node


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def texts(node: ast.expr | None) -> set[str]:
    """The constant texts in an argument; a conditional expression has two."""
    if node is None:
        return set()
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def used(kind: str) -> set[str]:
    found: set[str] = set()
    for call in calls():
        if kind == "code" and name_of(call) == "Refusal" and call.args:
            found |= texts(call.args[0])
        elif kind == "reason" and name_of(call) == "invalid" and len(call.args) > 1:
            found |= texts(call.args[1])
        elif kind == "reason" and name_of(call) == "one_of" and len(call.args) > 3:
            found |= texts(call.args[3])
        elif kind == "rule" and name_of(call) == "Refusal":
            found |= texts(keyword(call, "rule"))
        elif kind == "reason" and name_of(call) == "Refusal":
            found |= texts(keyword(call, "reason"))
    return found


def test_the_words_are_those_of_the_table() -> None:
    assert set(labels.SENTENCES) == set(STATUS)


def test_every_code_that_is_raised_is_in_the_table() -> None:
    assert used("code") >= {"not_found", "forbidden", "stale"}
    assert used("code") <= set(STATUS)


def test_every_reason_and_rule_that_is_used_has_words_and_no_words_lie_idle() -> None:
    assert used("reason") == set(labels.REASONS)
    assert used("rule") == set(labels.RULES)


def test_a_code_outside_the_table_cannot_be_raised() -> None:
    with pytest.raises(KeyError):
        Refusal("because")


@pytest.mark.parametrize("code", sorted(set(STATUS) - {"invalid", "rule"}))
def test_every_refusal_has_a_sentence(code: str) -> None:
    assert labels.sentence(Refusal(code)).endswith((".", ")."))


def test_a_sentence_is_filled_with_its_words() -> None:
    assert "at most 40 characters" in labels.sentence(invalid("contact", "too_long", longest=40))
    assert labels.sentence(Refusal("rule", rule="no_such_hold")) == "Nothing holds the case under this name."


def test_what_a_move_needs_is_asked_for_in_words_of_its_own() -> None:
    needed = {name for table in (CASE, TASK) for move in table.moves for name in move.requires}
    for field in needed | {"standard", "condition_met"}:
        assert labels.sentence(Refusal("missing_input", field=field)) != "This is needed.", field
