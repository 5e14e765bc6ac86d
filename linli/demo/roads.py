"""Invented roads and rivers: borders follow them, addresses are named after them."""

import math
from dataclasses import dataclass
from random import Random

from shapely import LineString, STRtree
from shapely import Point as ShapelyPoint

from linli.demo.mesh import HEIGHT, WIDTH, Point

# Invented names; none was taken from a map.
MAIN_ROADS = (
    "稻香大道",
    "玉琮路",
    "望苕大道",
    "云麓路",
    "禾丰大道",
    "陶泽路",
    "长堰路",
    "栖岸路",
    "麦溪路",
    "东畈大道",
)
LANES = (
    "枫桥湾路", "梧桐里路", "小满街", "芒种路", "白鹭街", "青禾街", "柳岸街", "石埠路", "采桑路", "藕塘街",
    "鱼跃街", "银杏里", "桂语街", "荻花路", "麻车港路", "古埠街", "晒谷场路", "竹筠路", "听雨街", "松间路",
    "茶坡路", "映山街", "星汉街", "泊月路", "临野街", "渡口街", "云帆街", "百果路", "丰泽街", "清和街",
    "棉纺路", "工匠街", "织里街", "同心路", "书院街", "学前路", "朝霞街", "晚晴路", "乐耕街", "安禾路",
    "兰渚街", "菱角塘路", "蒲荡路", "社前街", "溪山街", "半亩路",
)  # fmt: skip


@dataclass(frozen=True)
class Streets:
    """The lines of the town: what divides it, and the road nearest to a place."""

    barriers: tuple[LineString, ...]
    names: tuple[str, ...]
    tree: STRtree

    def nearest(self, point: Point) -> str:
        """The road that a house at this place takes its number from."""
        return self.names[int(self.tree.nearest(ShapelyPoint(point)))]


def lay_roads(random: Random) -> Streets:
    """Main roads and rivers across the whole street, and short lanes between them."""
    lines = [_across(random, share / 6, vertical=True) for share in range(1, 6)]
    lines += [_across(random, share / 6, vertical=False) for share in range(1, 6)]
    rivers = [
        _across(random, 0.42, vertical=True, swing=0.09),
        _across(random, 0.66, vertical=False, swing=0.1),
    ]
    lanes = [_lane(random) for _ in LANES]
    return Streets((*lines, *rivers), (*MAIN_ROADS, *LANES), STRtree([*lines, *lanes]))


def _across(random: Random, share: float, *, vertical: bool, swing: float = 0.05) -> LineString:
    """A winding line from edge to edge of the box, leaving the middle by at most `swing`."""
    phases = [random.uniform(0, math.tau) for _ in range(3)]
    slope = random.uniform(-0.12, 0.12)
    points = []
    for step in range(61):
        along = step / 60 * 1.2 - 0.1
        waves = sum(math.sin(along * 4 * (k + 1) + phase) / (k + 1) for k, phase in enumerate(phases))
        aside = share + slope * (along - 0.5) + swing * waves / 1.5
        x, y = (aside, along) if vertical else (along, aside)
        points.append((x * WIDTH, y * HEIGHT))
    return LineString(points)


def _lane(random: Random) -> LineString:
    x, y = random.uniform(0.05, 0.95) * WIDTH, random.uniform(0.05, 0.95) * HEIGHT
    angle, half = random.uniform(0, math.pi), random.uniform(250, 700)
    east, north = math.cos(angle) * half, math.sin(angle) * half
    return LineString([(x - east, y - north), (x, y), (x + east, y + north)])
