"""Who works in the demo town: 146 grid workers, 60 people in offices, four of outside units. Every name is invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from linli.demo.classes import read_text
from linli.demo.land import STREET, Area, Land, short_name

ROOT_UNIT = "liangzhu"
CENTRE = "liangzhu/centre"
UNITS = (
    (CENTRE, "社会治理中心"),
    ("liangzhu/enforcement", "综合行政执法队"),
    ("liangzhu/municipal", "市政养护所"),
    ("liangzhu/sanitation", "环卫所"),
    ("liangzhu/greening", "绿化所"),
    ("liangzhu/property", "物业管理科"),
    ("liangzhu/safety", "平安法治办"),
    ("liangzhu/fire", "应急消防站"),
    ("liangzhu/traffic", "交警中队联络站"),
    ("liangzhu/market", "市场监管所"),
    ("liangzhu/power", "供电服务站"),
    ("liangzhu/water", "供水服务站"),
)
# Units with loops of their own, and how many minutes they have to accept what is passed on to them. The people there
# have names of their own here, so that those of the street stay whose they are.
OUTSIDE_UNITS = (
    (
        "police110",
        "公安110联动中心",
        30,
        (("police1", "骆明谦", "110联动席民警"), ("police2", "尹嘉禾", "110联动席辅警")),
    ),
    ("hotline12345", "12345政务服务热线", 120, (("hotline1", "戚若溪", "12345工单专员"),)),
    ("gas", "城市燃气公司", 60, (("gas1", "柏长青", "燃气抢修调度员"),)),
)
BUSIEST_UNITS = ("liangzhu/enforcement", "liangzhu/municipal", "liangzhu/sanitation", "liangzhu/property")


@dataclass(frozen=True)
class Person:
    """Somebody who works here, with one role and where it reaches."""

    username: str
    name: str
    unit: str
    title: str
    role: str
    areas: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def hire(random: Random, land: Land) -> list[Person]:
    """Grid workers first, one for each base grid, then the offices, then those of outside units."""
    names = read_text("names.txt").split()
    random.shuffle(names)
    posts = [*_grid_workers(land), *_desks(land), *_units(), *_communities(random, land)]
    people = [Person(post.username, name, *post.rest) for post, name in zip(posts, names, strict=True)]
    return [*people, *_partners()]


@dataclass(frozen=True)
class _Post:
    username: str
    unit: str
    title: str
    role: str
    areas: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def rest(self) -> tuple[str, str, str, tuple[str, ...], tuple[str, ...]]:
        return self.unit, self.title, self.role, self.areas, self.units


def _grid_workers(land: Land) -> Iterator[_Post]:
    for number, grid in enumerate(land.of_level("grid"), 1):
        yield _Post(f"wg{number:03}", CENTRE, f"{grid.name}网格员", "grid_worker", (grid.code,))


def _desks(land: Land) -> Iterator[_Post]:
    """The people who see the whole street, and those who check one quarter of it each."""
    street = (STREET,)
    for role, title, unit, count in (
        ("registrar", "受理员", CENTRE, 4),
        ("duty_chief", "值班长", CENTRE, 2),
        ("dispatcher", "派遣员", CENTRE, 3),
        ("supervisor", "督办员", CENTRE, 2),
        ("assessor", "考核员", CENTRE, 1),
        ("auditor", "审计管理员", CENTRE, 1),
        ("administrator", "系统管理员", CENTRE, 2),
        ("leader", "街道领导", ROOT_UNIT, 3),
    ):
        for number in range(1, count + 1):
            yield _Post(f"{role}{number}", unit, title, role, street)
    for role, title, unit, count in (
        ("verifier", "核查员", CENTRE, 4),
        ("guide", "网格指导员", ROOT_UNIT, 3),
    ):
        names = {area.code: short_name(area.name) for area in land.of_level("community")}
        for number, quarter in enumerate(_shared_out(land.of_level("community"), count), 1):
            where = f"{names[quarter[0]]}、{names[quarter[1]]}等{len(quarter)}个社区"
            yield _Post(f"{role}{number}", unit, f"{title}（{where}）", role, quarter)


def _units() -> Iterator[_Post]:
    for code, name in UNITS:
        if code == CENTRE:
            continue
        slug = code.rsplit("/", 1)[1]
        yield _Post(f"{slug}_lead", code, f"{name}负责人", "unit_lead", (), (code,))
        for number in range(1, 3 if code in BUSIEST_UNITS else 2):
            yield _Post(f"{slug}{number}", code, f"{name}处置人员", "handler", (), (code,))


def _partners() -> Iterator[Person]:
    for unit, _, _, people in OUTSIDE_UNITS:
        for username, name, title in people:
            yield Person(username, name, unit, title, "partner", (STREET,))


def _communities(random: Random, land: Land) -> Iterator[_Post]:
    chosen = random.sample(land.of_level("community"), 9)
    for number, community in enumerate(chosen[:3], 1):
        title = f"{short_name(community.name)}网格长"
        yield _Post(f"grid_leader{number}", ROOT_UNIT, title, "grid_leader", (community.code,))
    for number, community in enumerate(chosen[3:], 1):
        title = f"{short_name(community.name)}干部"
        yield _Post(f"community{number}", ROOT_UNIT, title, "community_officer", (community.code,))


def _shared_out(communities: Sequence[Area], count: int) -> list[tuple[str, ...]]:
    return [tuple(area.code for area in communities[index::count]) for index in range(count)]
