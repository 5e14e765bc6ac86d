"""Two pictures of a page: how much of it changed, and a third picture that shows where."""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

# The edges of letters may be drawn a little otherwise: the pictures are softened before they are compared, and a
# difference below this, of 255, is none.
LEAST = 40
# So many pixels in a million may differ: a dozen on a desk's screen, where one changed letter is forty.
MOST = 10
GAP, PAPER, MARK = 16, (120, 120, 120), (224, 0, 64)


@dataclass(frozen=True)
class Change:
    """How many pixels differ, of how many; a picture of another size differs everywhere."""

    pixels: int
    size: int

    @property
    def counts(self) -> bool:
        return self.pixels * 1_000_000 > MOST * self.size


def changed(old: Image.Image, new: Image.Image) -> Change:
    """What differs between two pictures."""
    size = new.width * new.height
    if old.size != new.size:
        return Change(size, size)
    return Change(sum(mask(old, new).histogram()[1:]), size)


def mask(old: Image.Image, new: Image.Image) -> Image.Image:
    """White where they differ by more than the edge of a letter."""
    bands = ImageChops.difference(_soft(old), _soft(new)).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return most.point(lambda value: 255 if value > LEAST else 0)


def _soft(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").filter(ImageFilter.BoxBlur(1))


def side_by_side(old: Image.Image, new: Image.Image, place: Path) -> None:
    """Keeps one picture: how it was, how it is, and where it differs, framed in red."""
    width, height = max(old.width, new.width), max(old.height, new.height)
    sheet = Image.new("RGB", (3 * width + 2 * GAP, height), PAPER)
    shown = Image.blend(new.convert("RGB"), Image.new("RGB", new.size, "white"), 0.6)
    if old.size == new.size:
        marked = mask(old, new).filter(ImageFilter.MaxFilter(9))
        shown.paste(MARK, mask=marked)
        if box := marked.getbbox():
            ImageDraw.Draw(shown).rectangle(box, outline=MARK, width=2)
    for column, picture in enumerate((old, new, shown)):
        sheet.paste(picture.convert("RGB"), (column * (width + GAP), 0))
    place.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(place)
