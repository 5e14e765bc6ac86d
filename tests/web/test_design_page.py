"""The living page of the design shows what there is."""

import re
from pathlib import Path

from pytest_django import Settings

from linli.web.design.parts import PARTS
from linli.web.design.tokens import THEMES, tokens
from linli.web.templatetags.linli import icon
from tests.web.conftest import Browse, Markup
from tests.world import World

TEMPLATES = Path(__file__).resolve().parents[2] / "linli" / "web" / "templates"
USED = re.compile(r"<c-(?!vars|slot)([a-z]+)")


def shown_parts() -> set[str]:
    """The components that the page shows, by itself or within others."""
    waiting = {
        name for part in (TEMPLATES / "web" / "design").glob("*.html") for name in USED.findall(part.read_text())
    }
    shown: set[str] = set()
    while waiting - shown:
        name = (waiting - shown).pop()
        shown.add(name)
        waiting |= set(USED.findall((TEMPLATES / "cotton" / f"{name}.html").read_text()))
    return shown


def test_every_component_is_on_the_page() -> None:
    assert shown_parts() == {path.stem for path in (TEMPLATES / "cotton").glob("*.html")}


def test_every_component_that_a_template_names_is_there() -> None:
    named = {name for path in TEMPLATES.rglob("*.html") for name in USED.findall(path.read_text())}
    assert named - {path.stem for path in (TEMPLATES / "cotton").glob("*.html")} == set()


def test_it_shows_every_part_in_every_look_and_the_values_of_the_tokens(browse: Browse, world: World) -> None:
    page = browse("admin").get("/design/")
    text = page.content.decode()
    assert Markup(page).faults == []
    assert [part.name for part in PARTS if f'<section id="{part.name}"' not in text] == []
    assert text.count('class="look-frame" data-bs-theme="dark"') == len(PARTS) + 1
    assert text.count('data-look="elder"') == len(PARTS)
    assert all(tokens(theme)["accent"] in text for theme in THEMES)


def test_everybody_sees_it_in_the_demonstration_and_elsewhere_who_administers(
    browse: Browse, world: World, settings: Settings
) -> None:
    assert browse("li").get("/design/").status_code == 302
    assert browse("chen").get("/design/").status_code == 403
    settings.IS_DEMO = True
    assert browse("li").get("/design/").status_code == 200


def test_a_blank_stands_between_an_icon_and_the_words_after_it() -> None:
    assert icon("eye")[-1].isspace()
