"""The table of moves of a closed loop. Pure; checked when it is made, so a table with a hole never starts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from linli.kernel.refusals import Refusal

SAME = ""  # the target of a move that leaves the state as it is


@dataclass(frozen=True, slots=True)
class T:
    """One row: the move `name` leads from any of `sources` to `target`.

    `requires` names the inputs without which the move is refused; `duty` is the part played by whoever makes it, see
    `linli.kernel.duties`; `when` names facts that must hold for this row, so that one verb can have two targets.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    requires: tuple[str, ...] = ()
    duty: str | None = None
    when: tuple[str, ...] = ()


class BrokenWorkflow(ValueError):
    """A table that has a dead end, an unreachable state or a duplicate."""


@dataclass(frozen=True)
class Workflow:
    """A loop: where it begins, where it may end, and every move between."""

    name: str
    initial: str
    final: frozenset[str]
    moves: tuple[T, ...]
    states: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        named = [self.initial, *(s for t in self.moves for s in (*t.sources, t.target))]
        object.__setattr__(self, "states", tuple(dict.fromkeys(s for s in named if s != SAME)))
        _check(self)

    def step(self, state: str, verb: str, given: Mapping[str, object]) -> T:
        """The row that applies, or a refusal.

        `given` holds the inputs and facts by name; an empty value counts as not given.
        Raises Refusal `illegal_move` (409) or `missing_input` (422, naming the first missing input).
        """
        rows = [t for t in self.moves if t.name == verb and state in t.sources]
        rows = [t for t in rows if all(given.get(fact) for fact in t.when)]
        if not rows:
            raise Refusal("illegal_move", verb=verb, state=state, workflow=self.name)
        row = max(rows, key=lambda t: len(t.when))
        missing = [name for name in row.requires if not given.get(name)]
        if missing:
            raise Refusal("missing_input", field=missing[0])
        return row

    def verbs(self, state: str) -> tuple[str, ...]:
        """The moves that exist in this state, in the table's order."""
        return tuple(dict.fromkeys(t.name for t in self.moves if state in t.sources))

    def requires(self, state: str, verb: str) -> tuple[str, ...]:
        """The inputs that the verb asks for in this state."""
        return next((t.requires for t in self.moves if t.name == verb and state in t.sources), ())

    def diagram(self, words: Mapping[str, str] | None = None) -> str:
        """The loop as a Mermaid state diagram; `words` translate states and verbs."""
        say = words or {}
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {state} : {say.get(state, state)}" for state in self.states]
        changing = [t for t in self.moves if t.target != SAME]
        lines += [f"    {s} --> {t.target} : {say.get(t.name, t.name)}" for t in changing for s in t.sources]
        lines += [f"    {state} --> [*]" for state in self.states if state in self.final]
        # Two rows that differ only in what must hold are one arrow.
        return "\n".join(dict.fromkeys(lines)) + "\n"


def _check(table: Workflow) -> None:
    _check_duplicates(table.moves)
    _check_reach(table, {table.initial}, forward=True, fault="cannot be reached")
    _check_reach(table, set(table.final), forward=False, fault="is a dead end")


def _check_duplicates(moves: Sequence[T]) -> None:
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    for row in moves:
        for source in row.sources:
            key = (row.name, source, row.when)
            if key in seen:
                raise BrokenWorkflow(f"{row.name} from {source} is in the table twice")
            seen.add(key)


def _check_reach(table: Workflow, reached: set[str], *, forward: bool, fault: str) -> None:
    pairs = [(s, t.target) for t in table.moves for s in t.sources if t.target != SAME]
    edges = pairs if forward else [(end, start) for start, end in pairs]
    while found := _neighbours(edges, reached):
        reached |= found
    for state in table.states:
        if state not in reached:
            raise BrokenWorkflow(f"the state {state} of {table.name} {fault}")


def _neighbours(edges: Iterable[tuple[str, str]], reached: Collection[str]) -> set[str]:
    return {end for start, end in edges if start in reached and end not in reached}
