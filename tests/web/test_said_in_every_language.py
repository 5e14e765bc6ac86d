"""A language that puts every string into brackets: what a page says outside of them, nobody can translate."""

import ast
import json
import re
from collections.abc import Iterator
from gettext import NullTranslations
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils.translation import trans_real

from linli.kernel.actions import REGISTRY
from linli.web.templatetags import linli as tags
from tests import world as worlds
from tests.conftest import ROOT
from tests.web.conftest import Browse
from tests.world import World

WORD = re.compile(r"[A-Za-z]{3,}")
# The beginning of a digest is said by nobody.
DIGEST = re.compile(r"\b[0-9a-f]{16,}\b")
LINK = re.compile(r'href="(/[^"#]*)"')
INNERMOST = re.compile("⟦[^⟦⟧]*⟧")
GUIDE = "card panel guide"
READ_OUT = ("aria-label", "title", "alt", "placeholder", "data-confirm", "data-label")
PEOPLE = ("", "chen", "zhao", "wang", "admin", "auditor")
TELLING = {"name", "verb", "word"}
# Names of formats, keys, actors and of this product, which are the same in every language.
NAMES = {
    "Linli", "English", "CSV", "XLSX", "JSON", "GeoJSON", "TOML", "API", "Ctrl", "Esc", "Enter", "Tab", "Shift", "Alt",
    "WGS", "CGCS", "GCJ", "GPS", "Excel", "PDF", "UTF", "GBK", "public",
}  # fmt: skip


class Bracketed(NullTranslations):
    """Says everything in brackets."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def to_language(self) -> str:
        """As a language of Django answers."""
        return self.language

    def gettext(self, message: str) -> str:
        """Without the context before it."""
        return f"⟦{message.rpartition(chr(4))[2]}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """By the rule of English."""
        return self.gettext(msgid1 if n == 1 else msgid2)


class Said(HTMLParser):
    """What a person reads or hears of a page, but for a how-to, a document of its own in Chinese and in English."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.text = ""
        self._silent = 0
        self._in_guide = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_guide |= tag == "article" and ("class", GUIDE) in attrs
        self._silent += tag in ("script", "style", "code", "pre")
        self.words += [value or "" for name, value in attrs if name in READ_OUT]

    def handle_endtag(self, tag: str) -> None:
        self._in_guide &= tag != "article"
        self._silent -= tag in ("script", "style", "code", "pre")

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._in_guide:
            self.text += f"{data} "


@pytest.fixture
def bracketed(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No files of other tests lie there, and nothing that was drawn in another language is kept."""
    monkeypatch.setattr(settings, "LINLI_DATA_DIR", tmp_path)
    monkeypatch.setattr(trans_real, "translation", Bracketed)
    forget_what_was_drawn()
    yield
    forget_what_was_drawn()


def forget_what_was_drawn() -> None:
    kept = (value for name, value in vars(tags).items() if name.startswith("drawn_"))
    for drawn in kept:
        drawn.cache_clear()


def outside_of_brackets(text: str) -> set[str]:
    """The Latin words that no translation could change."""
    found, heard = set(), Said(text)
    # A sentence may have an emphasis in it, but no attribute has half a sentence.
    for said in (heard.text, *heard.words):
        found |= set(WORD.findall(DIGEST.sub("", _without_brackets(said))))
    return found


def _without_brackets(said: str) -> str:
    shorter = INNERMOST.sub(" ", said)
    return said if shorter == said else _without_brackets(shorter)


def data() -> set[str]:
    """Every word of the town itself: names, addresses, texts, keys."""
    tree = ast.parse(Path(worlds.__file__).read_text("utf-8"))
    named = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in named]
    roles = json.loads((ROOT / "linli" / "demo" / "data" / "roles.json").read_text("utf-8"))
    return set(WORD.findall(" ".join(map(str, [*texts, *(role["name_en"] for role in roles), *REGISTRY]))))


def pages(browse: Browse, who: str, *starts: str, seen: set[object]) -> Iterator[tuple[str, str]]:
    """One page of each kind that a click leads this person to, and nobody before."""
    window, waiting = browse(who or "li"), list(starts)
    for at in starts:
        seen.discard(_kind(at))
    while waiting:
        path = waiting.pop(0)
        kind = _kind(path)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        answer = window.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            waiting += LINK.findall(text)
            yield path, text


def _kind(path: str) -> tuple[object, ...] | None:
    """What tells one page from another of the same kind is a word; numbers and codes are not."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return None
    return (found.view_name, *(v for name, v in sorted(found.kwargs.items()) if name in TELLING))


def test_no_page_says_what_cannot_be_translated(bracketed: None, browse: Browse, world: World) -> None:
    number = world.drive(world.report(contact={"phone": "100 0000 0000"}), "file", "dispatch")
    link = f"/r/{world.codes[number]}/"
    found: dict[str, set[str]] = {}
    known = NAMES | data()
    seen = set[object]()
    for who in PEOPLE:
        starts = ["/cases/", f"/cases/{number}/", "/nothing/"] if who else ["/", link, f"{link}sent/", f"{link}data/"]
        for path, text in pages(browse, who, *starts, seen=seen):
            if left := outside_of_brackets(text) - known:
                found[f"{who} {path}"] = left
    assert len(seen) > 60
    assert found == {}
