"""Drawn pictures of the demo's matters, before and after: nobody's photo can be in them.

Each scene is a few shapes in front of a street, a stairwell or the night; same seed, same bytes.
"""

import io
from collections.abc import Callable, Iterator
from itertools import product
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE = WIDTH, HEIGHT = 1024, 768
GROUND, KERB = 430, 590
VARIANTS = 2
BEFORE, AFTER = "before", "after"
Colour = tuple[int, int, int]
Draw = ImageDraw.ImageDraw
WALLS: tuple[Colour, ...] = ((214, 203, 184), (196, 188, 178), (205, 180, 160), (188, 196, 198))
BAGS: tuple[Colour, ...] = ((42, 44, 48), (226, 226, 220), (190, 60, 54), (58, 92, 140), (150, 118, 84), (86, 120, 74))
BINS: tuple[Colour, ...] = ((52, 108, 72), (70, 74, 80), (44, 92, 152), (160, 52, 48))
# Which scene stands for which kind of matter, by the topic's class.
SCENE_OF = {
    "06010": "waste",
    "06035": "waste",
    "08005": "waste",
    "06042": "bins",
    "06041": "bins",
    "06013": "road",
    "01037": "lamp",
    "06036": "stairs",
    "07001": "wall",
    "09010": "bicycles",
    "09011": "bicycles",
    "01002": "water",
    "01003": "water",
    "01004": "water",
}


def file_name(scene: str, when: str, number: int) -> str:
    """Of one; `number` counts the variants from nought."""
    return f"{scene}-{when}-{number}.jpg"


def draw_all() -> Iterator[tuple[str, bytes]]:
    """Every picture with its name."""
    for scene, when, number in _all():
        yield file_name(scene, when, number), _drawn(scene, number, is_after=when == AFTER)


def _all() -> Iterator[tuple[str, str, int]]:
    yield from product(SCENES, (BEFORE, AFTER), range(VARIANTS))


def _drawn(scene: str, number: int, *, is_after: bool) -> bytes:
    # Before and after are the same place.
    random = Random(f"{scene}:{number}")
    image = Image.new("RGB", SIZE)
    SCENES[scene](image, random, is_after)
    image = ImageChops.add(image.filter(ImageFilter.GaussianBlur(1.1)), _grain(random), offset=-10)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=72)
    return kept.getvalue()


def _grain(random: Random) -> Image.Image:
    """As a cheap lens has it."""
    small = Image.frombytes("L", (256, 192), random.randbytes(256 * 192)).point(lambda level: level * 20 // 255)
    return Image.merge("RGB", [small.resize(SIZE, Image.Resampling.BILINEAR)] * 3)


def _street(draw: Draw, random: Random) -> None:
    """Sky, houses with windows, pavement and road."""
    for y in range(GROUND):
        light = 170 + 60 * y // GROUND
        draw.line([(0, y), (WIDTH, y)], fill=(light - 20, light, min(255, light + 18)))
    left = -30
    while left < WIDTH:
        right, top = left + random.randrange(170, 290), random.randrange(90, 240)
        draw.rectangle((left, top, right, GROUND), fill=random.choice(WALLS))
        for x, y in product(range(left + 22, right - 34, 54), range(top + 26, GROUND - 60, 62)):
            draw.rectangle((x, y, x + 28, y + 36), fill=(104, 122, 136), outline=(232, 230, 224), width=3)
        left = right
    draw.rectangle((0, GROUND, WIDTH, KERB), fill=(176, 172, 164))
    for x in range(-400, WIDTH + 400, 96):
        draw.line([(x, GROUND), (x * 2 - WIDTH // 2, KERB)], fill=(160, 156, 148), width=2)
    draw.rectangle((0, KERB, WIDTH, KERB + 12), fill=(206, 204, 198))
    draw.rectangle((0, KERB + 12, WIDTH, HEIGHT), fill=(92, 94, 98))


def _blob(random: Random, middle: tuple[float, float], wide: float, high: float) -> list[tuple[float, float]]:
    """An uneven round thing."""
    x, y = middle
    turns = [2 * pi * step / 14 for step in range(14)]
    return [(x + cos(t) * wide * random.uniform(0.8, 1.1), y + sin(t) * high * random.uniform(0.8, 1.1)) for t in turns]


def _bags(draw: Draw, random: Random, middle: tuple[int, int], spread: int, count: int) -> None:
    for _ in range(count):
        x = random.gauss(middle[0], spread / 2)
        size = random.uniform(18, 44)
        y = middle[1] - abs(random.gauss(0, spread / 5)) - size / 2
        draw.polygon(_blob(random, (x, y), size, size * 0.7), fill=random.choice(BAGS), outline=(40, 40, 40))


def _waste(image: Image.Image, random: Random, is_after: bool) -> None:
    draw = ImageDraw.Draw(image)
    _street(draw, random)
    middle = random.randrange(380, 640), KERB - 20
    if is_after:
        draw.polygon(_blob(random, (middle[0], KERB - 50), 210, 34), fill=(158, 156, 152))
    else:
        _bags(draw, random, middle, 300, 46)


def _bins(image: Image.Image, random: Random, is_after: bool) -> None:
    draw = ImageDraw.Draw(image)
    _street(draw, random)
    left = random.randrange(180, 300)
    for place, colour in enumerate(BINS):
        x = left + place * 150
        draw.rectangle((x + 14, KERB - 22, x + 34, KERB - 4), fill=(30, 30, 30))
        draw.polygon([(x, 400), (x + 116, 400), (x + 104, KERB - 12), (x + 12, KERB - 12)], fill=colour)
        if is_after:
            draw.rectangle((x - 8, 378, x + 124, 402), fill=tuple(level * 4 // 5 for level in colour))
        else:
            draw.polygon([(x - 8, 392), (x + 100, 318), (x + 116, 334), (x + 4, 404)], fill=colour)
            _bags(draw, random, (x + 58, 420), 70, 9)
    if not is_after:
        _bags(draw, random, (left + 300, KERB), 560, 22)


def _road(image: Image.Image, random: Random, is_after: bool) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=(112, 114, 116))
    for _ in range(5000):
        x, y, level = random.randrange(WIDTH), random.randrange(HEIGHT), random.randrange(90, 136)
        draw.point([(x, y), (x + 1, y)], fill=(level, level, level))
    for x in range(-40, WIDTH, 260):
        draw.polygon([(x, 96), (x + 150, 96), (x + 142, 124), (x - 8, 124)], fill=(222, 222, 214))
    draw.rectangle((0, 0, WIDTH, 46), fill=(176, 172, 164))
    middle = random.randrange(420, 600), random.randrange(400, 470)
    hole = _blob(random, middle, 220, 110)
    if is_after:
        xs, ys = [x for x, _ in hole], [y for _, y in hole]
        draw.rectangle(
            (min(xs) - 24, min(ys) - 20, max(xs) + 24, max(ys) + 20), fill=(58, 60, 62), outline=(36, 36, 38)
        )
        return
    draw.polygon(_blob(random, middle, 258, 140), fill=(92, 90, 88))
    draw.polygon(hole, fill=(58, 50, 44), outline=(36, 32, 30))
    draw.polygon(_blob(random, (middle[0] + 10, middle[1] + 24), 160, 60), fill=(104, 112, 118))


def _lamp(image: Image.Image, random: Random, is_after: bool) -> None:
    draw = ImageDraw.Draw(image)
    _street(draw, random)
    night = Image.blend(image, Image.new("RGB", SIZE, (10, 16, 38)), 0.72)
    post = random.randrange(360, 620)
    if is_after:
        shine = Image.new("L", SIZE, 0)
        cone = [(post + 96, 168), (post + 150, 168), (post + 420, HEIGHT), (post - 190, HEIGHT)]
        ImageDraw.Draw(shine).polygon(cone, fill=150)
        day = Image.blend(image, Image.new("RGB", SIZE, (255, 206, 120)), 0.4)
        night.paste(day, mask=shine.filter(ImageFilter.GaussianBlur(46)))
    image.paste(night)
    draw.line([(post, KERB), (post, 150), (post + 120, 150)], fill=(38, 40, 44), width=11, joint="curve")
    draw.rectangle((post + 92, 148, post + 154, 168), fill=(255, 244, 206) if is_after else (52, 54, 58))


def _stairs(image: Image.Image, random: Random, is_after: bool) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=(226, 222, 210))
    draw.rectangle((0, 470, 560, HEIGHT), fill=(150, 146, 140))
    for step in range(9):
        x, y = 560 - step * 6, HEIGHT - 60 - step * 60
        draw.rectangle((x + step * 44, y, WIDTH, y + 60), fill=(168 - step * 5,) * 3, outline=(120, 118, 114), width=3)
    draw.rectangle((70, 130, 300, 470), fill=(122, 84, 58), outline=(92, 62, 44), width=8)
    draw.ellipse((262, 300, 282, 320), fill=(214, 190, 110))
    if is_after:
        return
    for _ in range(11):
        x, y = random.randrange(320, 560), random.randrange(520, 660)
        wide, high = random.randrange(70, 150), random.randrange(60, 120)
        draw.rectangle((x, y - high, x + wide, y), fill=(186, 146, 98), outline=(128, 96, 62), width=3)
        draw.line([(x, y - high // 2), (x + wide, y - high // 2)], fill=(206, 176, 132), width=7)


def _wall(image: Image.Image, random: Random, is_after: bool) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=(214, 206, 190))
    draw.rectangle((0, 560, WIDTH, HEIGHT), fill=(132, 158, 146))
    draw.rectangle((0, 690, WIDTH, HEIGHT), fill=(140, 136, 130))
    for _ in range(26):
        x, y = random.randrange(60, 860), random.randrange(70, 520)
        wide, high = random.randrange(50, 130), random.randrange(44, 110)
        if is_after:
            draw.polygon(_blob(random, (x + wide / 2, y + high / 2), wide * 0.8, high * 0.8), fill=(234, 231, 224))
            continue
        draw.rectangle(
            (x, y, x + wide, y + high), fill=random.choice([(250, 248, 240), (252, 226, 120), (244, 190, 190)])
        )
        for line in range(y + 10, y + high - 8, 14):
            draw.line([(x + 8, line), (x + wide - random.randrange(8, 30), line)], fill=(70, 70, 80), width=5)


def _bicycles(image: Image.Image, random: Random, is_after: bool) -> None:
    draw = ImageDraw.Draw(image)
    _street(draw, random)
    colours: tuple[Colour, ...] = ((240, 196, 40), (64, 132, 206), (70, 178, 120))
    for place in range(13):
        colour = random.choice(colours)
        jumbled = random.randrange(120, 840), random.randrange(KERB - 60, KERB + 70), random.uniform(-0.9, 0.9)
        x, y, lean = (90 + place * 66, KERB - 16, -0.12) if is_after else jumbled
        _bicycle(draw, (x, y), lean, colour)


def _bicycle(draw: Draw, at: tuple[int, int], lean: float, colour: Colour) -> None:
    def turned(x: float, y: float) -> tuple[float, float]:
        return at[0] + x * cos(lean) - y * sin(lean), at[1] + x * sin(lean) + y * cos(lean)

    for hub in (turned(0, -34), turned(112, -34)):
        draw.ellipse((hub[0] - 34, hub[1] - 34, hub[0] + 34, hub[1] + 34), outline=(36, 36, 38), width=6)
    frame = [turned(*point) for point in ((0, -34), (38, -92), (88, -92), (48, -34), (0, -34))]
    draw.line(frame, fill=colour, width=8, joint="curve")
    draw.line(
        [turned(112, -34), turned(88, -92), turned(96, -116), turned(76, -120)], fill=colour, width=8, joint="curve"
    )
    draw.line([turned(26, -104), turned(54, -104)], fill=(36, 36, 38), width=11)


def _water(image: Image.Image, random: Random, is_after: bool) -> None:
    draw = ImageDraw.Draw(image)
    _street(draw, random)
    x, y = random.randrange(400, 620), 660
    if not is_after:
        draw.polygon(_blob(random, (x, y), 380, 84), fill=(116, 112, 92))
        draw.polygon(_blob(random, (x + 30, y - 6), 280, 56), fill=(136, 134, 116))
    draw.ellipse((x - 96, y - 40, x + 96, y + 40), fill=(70, 70, 72), outline=(40, 40, 42), width=8)
    for step in range(-60, 61, 24):
        draw.line([(x + step, y - 26), (x + step, y + 26)], fill=(104, 104, 106), width=5)
    if not is_after:
        for _ in range(3):
            draw.polygon(_blob(random, (x + random.randrange(-50, 50), y - 20), 44, 22), fill=(170, 170, 156))


SCENES: dict[str, Callable[[Image.Image, Random, bool], None]] = {
    "waste": _waste,
    "bins": _bins,
    "road": _road,
    "lamp": _lamp,
    "stairs": _stairs,
    "wall": _wall,
    "bicycles": _bicycles,
    "water": _water,
}
