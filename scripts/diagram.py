"""Draws into the docs what the code says: the loop, its moves, the stages' clocks, the duties, the refusals.

`python -m scripts.diagram` writes each part between its markers; with `--check` nothing is written and the status is 1
when a part is not what the code says now.
"""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from django.conf import settings

from linli.cases.rules import CLOCKS, STAGE_LIMITS
from linli.cases.workflow import CASE
from linli.kernel.duties import CONFLICTS
from linli.kernel.labels import SENTENCES
from linli.kernel.limit import Limit
from linli.kernel.refusals import STATUS
from linli.kernel.workflow import SAME, T

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = ROOT / "docs" / "glossary.md"
TERM = re.compile(r"^\| *(?P<term>[^|]+?) *\| *`(?P<word>[a-z_]+)` *\|", re.MULTILINE)


def terms() -> dict[str, str]:
    """The Chinese term of each code word in the glossary; the first row of a word counts."""
    found: dict[str, str] = {}
    for row in TERM.finditer(GLOSSARY.read_text("utf-8")):
        found.setdefault(row["word"], row["term"])
    return found


def diagram(words: Mapping[str, str]) -> str:
    """The loop as Mermaid, each state and move in both languages."""
    both = {word: f"{words[word]} {word}" for word in (*CASE.states, *(t.name for t in CASE.moves))}
    return f"```mermaid\n{CASE.diagram(both)}```"


def moves(words: Mapping[str, str]) -> str:
    """Every row of the table of moves, with the clocks that it turns."""
    head = ["Move", "From", "To", "Only when", "Needs", "Duty", "Stops", "Starts"]
    return _table(head, [_move(row, words) for row in CASE.moves])


def _move(row: T, words: Mapping[str, str]) -> list[str]:
    turning = "_".join((row.name, *row.when))
    stops, starts = CLOCKS.get(turning, CLOCKS.get(row.name, ((), ())))
    target = "as it was" if row.target == SAME else row.target
    sources = "every state" if set(row.sources) == set(CASE.states) else ", ".join(row.sources)
    name = f"`{row.name}` {words[row.name]}"
    return [name, sources, target, *(", ".join(x) for x in (row.when, row.requires, (row.duty or "",), stops, starts))]


def stages(words: Mapping[str, str]) -> str:
    """The named clocks of a case and how long each stage may take when the city has set nothing else."""
    return _table(["Clock", "Limit"], [[f"`{stage}`", _limit(limit)] for stage, limit in STAGE_LIMITS.items()])


def _limit(limit: Limit) -> str:
    return f"{limit.amount} `{limit.unit.value}`"


def duties(words: Mapping[str, str]) -> str:
    """Which duties the same person may not play on the same object."""
    rows = [[f"`{duty}`", ", ".join(f"`{other}`" for other in sorted(before))] for duty, before in CONFLICTS.items()]
    return _table(["Who plays this", "may not have played this before"], rows)


def refusals(words: Mapping[str, str]) -> str:
    """Every refusal with its status and its English sentence."""
    rows = [[f"`{code}`", str(status), str(SENTENCES[code])] for code, status in STATUS.items()]
    return _table(["Code", "HTTP", "What the person reads"], rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


Part = Callable[[Mapping[str, str]], str]
PARTS: Mapping[str, Mapping[str, Part]] = {
    "docs/architecture.md": {"diagram": diagram},
    "docs/mechanisms/workflow.md": {"moves": moves},
    "docs/mechanisms/clocks.md": {"stages": stages},
    "docs/mechanisms/actions.md": {"duties": duties},
    "docs/mechanisms/refusals.md": {"refusals": refusals},
}


def drawn(text: str, name: str, part: str) -> str:
    """The page with this part between its markers. Raises ValueError when the page has not exactly one such pair."""
    begin, end = f"<!-- {name}: drawn by scripts/diagram.py -->", f"<!-- {name}: end -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed) or begin in after:
        raise ValueError(f"the page needs one pair of markers for {name}")
    return f"{before}{begin}\n{part}\n{end}{after}"


def main(arguments: Sequence[str]) -> int:
    """Writes or checks every page; tells which ones are stale."""
    settings.configure(USE_I18N=False)
    words = terms()
    stale = []
    for page, parts in PARTS.items():
        path = ROOT / page
        now = path.read_text("utf-8")
        wanted = now
        for name, part in parts.items():
            wanted = drawn(wanted, name, part(words))
        if wanted != now:
            stale.append(page)
            if "--check" not in arguments:
                path.write_text(wanted, "utf-8")
    if stale and "--check" in arguments:
        print(f"Stale: {', '.join(stale)}. Run: .venv/bin/python -m scripts.diagram", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
