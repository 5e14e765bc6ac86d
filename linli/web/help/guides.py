"""The how-tos of `docs/how-to` as pages: which one is whose, and their Markdown as HTML."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal

# A wheel carries the how-tos beside this module; a checkout has them where they are written.
SHIPPED, WRITTEN = Path(__file__).parent, Path(__file__).resolve().parents[3] / "docs"
DOCS = SHIPPED if (SHIPPED / "how-to").is_dir() else WRITTEN
CODE, CHINESE, FEW_LETTERS = re.compile(r"`[^`]*`"), re.compile(r"[\u3000-\u9fff]"), 9
TITLE = re.compile(r"^# (.+)$", re.MULTILINE)
OF_RESIDENTS = ("resident", "resident-rights")
# Role → its how-tos, the nearest first. A role of the city's own goes by what it may do.
BY_ROLE = {
    "grid_worker": ("grid-worker",),
    "grid_leader": ("grid-leader",),
    "guide": ("grid-leader",),
    "registrar": ("desk", "intake"),
    "dispatcher": ("desk",),
    "duty_chief": ("duty-chief", "desk", "intake"),
    "unit_lead": ("unit",),
    "handler": ("unit",),
    "partner": ("unit",),
    "verifier": ("verifier",),
    "supervisor": ("supervisor",),
    "assessor": ("assessor",),
    "leader": ("leader",),
    "community_officer": ("community-officer",),
    "auditor": ("auditor",),
    "administrator": ("administrator", "staff", "door-codes", "import", "operator"),
}
BY_PERMISSION = (
    ("case.file", ("desk", "intake")),
    ("case.dispatch", ("desk",)),
    ("case.accept", ("unit",)),
    ("case.self_handle", ("grid-worker",)),
    ("case.check_pass", ("verifier",)),
    ("account.add", ("administrator", "staff")),
    ("case.view", ("leader",)),
)
MOST_PIXELS_OF_A_PHONE = 500


@dataclass(frozen=True)
class Guide:
    """One how-to: its name in the address, its title, and all that is below it, as HTML of which none was typed."""

    slug: str
    title: str
    html: str

    @property
    def address(self) -> str:
        return reverse("help_guide", args=[self.slug])


@cache
def titles() -> dict[str, str]:
    """Every how-to by its name."""
    return {path.name.removesuffix(".zh.md"): _title(path) for path in sorted((DOCS / "how-to").glob("*.zh.md"))}


def slugs_for(actor: Actor) -> Sequence[str]:
    """Whose how-tos these are: a resident's, or those of the roles that the person has, without what does not exist."""
    if not actor.is_staff:
        return OF_RESIDENTS
    roles = [slug for grant in actor.grants for slug in BY_ROLE.get(grant.role, ())]
    found = roles or [slug for permission, slugs in BY_PERMISSION if actor.holds(permission) for slug in slugs]
    return tuple(dict.fromkeys(found)) or OF_RESIDENTS


@cache
def guide(slug: str) -> Guide:
    """Raises Refusal `not_found`."""
    if slug not in titles():
        raise Refusal("not_found")
    text = (DOCS / "how-to" / f"{slug}.zh.md").read_text("utf-8")
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(TITLE.sub("", text, count=1))
    for token in tokens:
        _fit(token)
    _name_the_english(tokens)
    return Guide(slug, titles()[slug], reader.renderer.render(tokens, reader.options, {}))


def picture(name: str) -> Path:
    """A picture of the how-tos. Raises Refusal `not_found`."""
    place = DOCS / "pictures" / name
    if not re.fullmatch(r"(how-to/)?[a-z-]+\.zh\.(png|webp)", name) or not place.is_file():
        raise Refusal("not_found")
    return place


def _title(path: Path) -> str:
    found = TITLE.search(path.read_text("utf-8"))
    assert found, f"{path.name} has no title"
    return found[1]


def _fit(token: Token) -> None:
    """The page has one heading of its own; pictures and links lead to pages here, or nowhere."""
    if token.tag == "h1":
        token.tag = "h2"
    for child in token.children or ():
        if child.type == "image":
            _place(child)
    if token.children:
        token.children = list(_led(token.children))


def _place(image: Token) -> None:
    name = str(image.attrs["src"]).removeprefix("../pictures/")
    with Image.open(picture(name)) as drawn:
        width, height = drawn.size
    kind = "guide-phone" if width < MOST_PIXELS_OF_A_PHONE else "guide-picture"
    image.attrs = {
        **image.attrs,
        "src": reverse("help_picture", args=[name]),
        "width": str(width),
        "height": str(height),
        "loading": "lazy",
        "class": kind,
    }


def _led(children: Iterable[Token]) -> Iterable[Token]:
    """Without the ways to what only a checkout has: their words stay."""
    is_kept = True
    for child in children:
        if child.type == "link_open":
            target = str(child.attrs["href"]).partition("#")[0].removesuffix(".zh.md")
            is_kept = target in titles()
            if is_kept:
                child.attrs = {"href": reverse("help_guide", args=[target])}
        if is_kept or child.type not in ("link_open", "link_close"):
            yield child


def _name_the_english(tokens: Sequence[Token]) -> None:
    """English parts are read aloud as English, and the first can be jumped to."""
    is_first = True
    for opening, inline in pairwise(tokens):
        words = CODE.sub("", inline.content)
        is_words = opening.type in ("paragraph_open", "heading_open") and len(words) >= FEW_LETTERS
        if not is_words or len(CHINESE.findall(words)) > len(words) / 10:
            continue
        opening.attrSet("lang", "en")
        if is_first:
            opening.attrSet("id", "english")
            is_first = False
