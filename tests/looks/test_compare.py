"""A changed word is seen, the edge of a letter is not; and every state has its picture."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from tests.looks import compare
from tests.looks.states import STATES
from tests.looks.test_looks import DRAWN_BY, FOLDER

MOST_BYTES = 4 * 1024 * 1024


def page(words: str) -> Image.Image:
    """As large as a desk's window, with a line of running text."""
    picture = Image.new("RGB", (1440, 900), "white")
    ImageDraw.Draw(picture).text((100, 100), words, fill="black", font_size=16)
    return picture


def test_a_changed_word_is_seen_and_shown_side_by_side(tmp_path: Path) -> None:
    old, new = page("To be accepted"), page("To be checked")
    assert compare.changed(old, new).counts
    compare.side_by_side(old, new, tmp_path / "change.png")
    with Image.open(tmp_path / "change.png") as shown:
        assert shown.size == (3 * 1440 + 2 * compare.GAP, 900)
        assert compare.MARK in [colour for _, colour in shown.convert("RGB").getcolors(1 << 24) or []]


def test_softer_edges_of_letters_are_no_change() -> None:
    old = page("To be accepted")
    assert not compare.changed(old, old.filter(ImageFilter.GaussianBlur(0.4))).counts
    assert not compare.changed(old, old).pixels


def test_a_picture_of_another_size_is_changed() -> None:
    assert compare.changed(page("A"), page("A").crop((0, 0, 1440, 899))).counts


def test_every_state_has_a_picture_every_picture_a_state_and_all_are_small() -> None:
    names = [state.name for state in STATES]
    assert len(set(names)) == len(names) >= 40
    kept = {place.stem: place.stat().st_size for place in FOLDER.glob("*.webp")}
    assert set(kept) == set(names)
    assert sum(kept.values()) <= MOST_BYTES
    assert DRAWN_BY.exists()
