"""The project's own text, for the tests that are about it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """One file of Python. `name` is its path from the root."""

    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Where the node is, for a message."""
        return f"{self.name}:{getattr(node, 'lineno', 0)}"

    def is_below(self, *folders: str) -> bool:
        return self.name.startswith(folders)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every module below these folders; migrations are left out, because Django writes them."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    found = [path for path in paths if "migrations" not in path.parts]
    texts = [(str(path.relative_to(ROOT)), path.read_text()) for path in found]
    return tuple(Module(name, text, ast.parse(text)) for name, text in texts)


def nodes(module: Module, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(module.tree) if isinstance(node, kinds))


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module.tree):
        if isinstance(node, FUNCTIONS):
            yield node


def imported(node: ast.AST) -> list[str]:
    """The full names that an import statement brings in."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def imports(module: Module) -> set[str]:
    return {name for node in ast.walk(module.tree) for name in imported(node)}


def called(node: ast.AST) -> str:
    """The last part of what a call calls: 'execute' of `cursor.execute(…)`."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def literal_text(node: ast.AST) -> str:
    """All constant text within a node, put together."""
    parts = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return " ".join(parts)
