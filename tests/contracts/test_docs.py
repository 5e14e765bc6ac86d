"""The docs say what the code says, and lead to where they point."""

import json
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import polib
import pytest
from django.utils import translation

from linli.cases.labels import CHANNELS, STATES, TASK_STATES, TASK_VERBS, VERBS
from linli.cases.labels import CLOCKS as CLOCK_WORDS
from linli.cases.rules import CLOCKS, STAGE_LIMITS, Channel
from linli.cases.workflow import CASE, TASK
from linli.kernel.calendar import Unit
from linli.kernel.duties import CONFLICTS
from scripts.pictures import HEAVIEST
from scripts.pictures import PICTURES as DRAWN

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
ROLES = ROOT / "linli" / "demo" / "data" / "roles.json"
CATALOGUE = ROOT / "linli" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
LINK = re.compile(r"\]\(([^)#\s]*)(#[^)\s]*)?\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
NAMED_FILE = re.compile(r"`((?:linli|tests|scripts|docs)/[\w./-]+\.\w+)`")
# Drawn by scripts/pictures.py from the running demo.
PICTURES = ROOT / "docs" / "pictures"


def section(title: str) -> dict[str, str]:
    """The code words of one part of the glossary, with their Chinese terms."""
    _, found, rest = GLOSSARY.partition(f"\n## {title} ")
    assert found, f"the glossary has no part {title}"
    rows = re.findall(r"^\| ([^|]+?) \| `([a-z_]+)` \|", rest.partition("\n## ")[0], re.MULTILINE)
    return {word: term for term, word in rows}


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings are linked to."""
    titles = HEADING.findall(page.read_text("utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_diagram_and_the_tables_are_what_the_code_says() -> None:
    command = [sys.executable, "-m", "scripts.diagram", "--check"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("States", set(CASE.states) | set(STATES)),
        ("Moves", {t.name for t in CASE.moves} | set(VERBS)),
        ("Sub-tasks", {*TASK.states, "add", *(t.name for t in TASK.moves)} | set(TASK_STATES) | set(TASK_VERBS)),
        ("Roles", {role["key"] for role in json.loads(ROLES.read_text("utf-8"))}),
        ("Channels", {channel.value for channel in Channel}),
        ("Clocks", set(STAGE_LIMITS) | {stage for turns in CLOCKS.values() for turn in turns for stage in turn}),
        ("Units of time", {unit.value for unit in Unit}),
        ("Duties", set(CONFLICTS)),
    ],
)
def test_the_glossary_holds_these_words_and_no_others(title: str, words: set[str]) -> None:
    assert set(section(title)) == words


@pytest.mark.parametrize(
    ("title", "context", "words"),
    [
        ("States", "state", STATES),
        ("Moves", "move", VERBS),
        ("Channels", "channel", CHANNELS),
        ("Clocks", "clock", CLOCK_WORDS),
    ],
)
def test_pages_and_glossary_say_the_same_in_chinese(title: str, context: str, words: dict[str, object]) -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    with translation.override(None):
        said = {word: catalogue.find(str(text), msgctxt=context).msgstr for word, text in words.items()}
    assert section(title) == said


def test_pages_and_glossary_say_the_same_of_sub_tasks() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    contexts = (("task state", TASK_STATES), ("task move", TASK_VERBS))
    with translation.override(None):
        said = {
            word: catalogue.find(str(text), msgctxt=context).msgstr
            for context, words in contexts
            for word, text in words.items()
        }
    assert section("Sub-tasks") == said


def test_no_page_and_no_how_to_says_a_word_that_the_glossary_did_not_choose() -> None:
    rows = re.findall(
        r"^\| (\S+) \| (\S+) \| ([a-z -]+(?:, [a-z-]+)*) \|", GLOSSARY.partition("## Words not chosen")[2], re.M
    )
    assert len(rows) > 10
    told = {
        entry.msgid: " ".join([entry.msgstr, *entry.msgstr_plural.values()]) for entry in polib.pofile(str(CATALOGUE))
    }
    pages = [
        *told.items(),
        *((file.name, file.read_text("utf-8")) for file in ROOT.glob("linli/demo/data/words/*.csv")),
    ]
    guides = [
        (page.name, page.read_text("utf-8")) for page in [ROOT / "README.zh.md", *ROOT.glob("docs/how-to/*.zh.md")]
    ]
    of_staff = [(name, text.replace("协办结", "")) for name, text in guides if not name.startswith("resident")]
    spoken = {"pages": pages, "how-tos": guides, "how-tos of staff": of_staff}
    found = [
        f"{name[:60]}: {word}, say {instead}"
        for word, instead, where in rows
        for place in where.split(", ")
        for name, text in spoken[place]
        if word in text
    ]
    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        place = (page.parent / target).resolve() if target else page
        assert place.exists() or place.parent == PICTURES, f"{page.name} leads to {target}, which is not there"
        if anchor and place.suffix == ".md":
            assert anchor[1:] in anchors(place), f"{target} has no heading {anchor}"


def test_every_how_to_shows_pictures_that_are_drawn_from_the_demo_and_say_in_chinese_what_they_show() -> None:
    drawn, shown = {picture.file for picture in DRAWN}, set()
    for page in sorted((ROOT / "docs" / "how-to").glob("*.zh.md")):
        found = re.findall(r"!\[([^\]]*)\]\(\.\./pictures/([^)]+)\)", page.read_text("utf-8"))
        assert 1 <= len(found) <= 3, page.name
        assert all(re.search(r"[\u4e00-\u9fff]", words) for words, _ in found), page.name
        shown |= {file for _, file in found}
    assert shown - drawn == set()
    light = {file for file in drawn if file.startswith("how-to/")}
    assert light - shown == set(), "drawn for nobody"
    assert [file for file in sorted(shown) if not (PICTURES / file).is_file()] == []
    assert [file for file in sorted(light) if (PICTURES / file).stat().st_size > HEAVIEST] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page: Path) -> None:
    named = set(NAMED_FILE.findall(page.read_text("utf-8")))
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_worked_example_is_what_stands_in_the_files_that_it_names() -> None:
    parts = (ROOT / "docs" / "add-an-action.md").read_text("utf-8").split("```python\n")
    for before, part in pairwise(parts):
        file = NAMED_FILE.findall(before)[-1]
        known = {line.strip().rstrip(",") for line in (ROOT / file).read_text("utf-8").splitlines()}
        shown = {line.strip().rstrip(",") for line in part.partition("```")[0].splitlines()}
        assert shown - known == set(), file


def test_every_decision_is_in_the_list() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8")
    decisions = [page.name for page in (ROOT / "docs" / "decisions").glob("0*.md")]
    assert [name for name in sorted(decisions) if f"({name})" not in listed] == []


def test_both_languages_lead_to_each_other() -> None:
    english, chinese = (ROOT / name for name in ("README.md", "README.zh.md"))
    assert "(README.zh.md)" in english.read_text("utf-8")[:400]
    assert "(README.md)" in chinese.read_text("utf-8")[:400]


def test_the_table_of_journeys_names_the_twelve_that_are_tried() -> None:
    marked = re.compile(r"@pytest\.mark\.journey\ndef (\w+)")
    tried = [name for file in sorted((ROOT / "tests/e2e").glob("*.py")) for name in marked.findall(file.read_text())]
    named = re.findall(r"^\| \d+ \|.*`(\w+)` \|$", (ROOT / "docs/journeys.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(tried)
    assert len(tried) == 12
