"""Finds every string that the product says, without gettext's own tools: by the syntax tree in code, by Django's own
reading in templates."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2] / "linli"
# function → the places of context, singular and plural among its arguments
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CALL = re.compile(r"\b(n?p?gettext|_)\(")
# Context, singular, plural; '' for none.
Message = tuple[str, str, str]


def all_messages() -> dict[Message, list[str]]:
    """Every message with the files that say it."""
    found: dict[Message, list[str]] = {}
    for path in sorted([*ROOT.rglob("*.py"), *ROOT.rglob("templates/**/*.html")]):
        messages = in_code(path.read_text()) if path.suffix == ".py" else in_template(path.read_text())
        for message in messages:
            found.setdefault(message, []).append(str(path.relative_to(ROOT.parent)))
    return found


def in_code(source: str) -> Iterator[Message]:
    """What a module says, whatever it calls the functions of translation."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield _message(names[node.func.id], node)


def in_template(source: str) -> Iterator[Message]:
    """What a template says: Django rewrites it as calls, which are read one by one."""
    rewritten = templatize(source)
    for match in CALL.finditer(rewritten):
        name = "gettext" if match[1] == "_" else match[1]
        call = ast.parse(f"f{_arguments(rewritten, match.end() - 1)}", mode="eval").body
        assert isinstance(call, ast.Call)
        yield _message(name, call)


def _arguments(text: str, start: int) -> str:
    """From an opening bracket to the one that closes it, as far as Python can read it."""
    for end in (match.end() for match in re.finditer(r"\)", text[start:])):
        try:
            ast.parse(f"f{text[start : start + end]}", mode="eval")
        except SyntaxError:
            continue
        return text[start : start + end]
    raise AssertionError(f"cannot read: {text[start : start + 80]}")


def _message(name: str, call: ast.Call) -> Message:
    context, singular, plural = FUNCTIONS[name]
    said = [ast.literal_eval(a) if isinstance(a, ast.Constant) else "" for a in call.args]
    return (
        said[context] if context is not None else "",
        said[singular],
        said[plural] if plural is not None else "",
    )
