"""What is told in the town of the pictures beside its year: a lamp that was mended, a pole that is being righted, a
hole that is told twice, slops that nobody found, a drain and a lid that have to be shown afterwards."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from linli.accounts.models import Account
from linli.accounts.queries import actors_for
from linli.cases import actions as cases
from linli.kernel import actor as actors
from linli.kernel.actor import Actor
from linli.places.queries import spot_of_code

HOUSE, NEXT_HOUSE = "33011001000100038", "33011001000100006"
UNIT = "liangzhu/municipal"
# Classes that need a picture of afterwards.
SEWER, DRAIN = "01002", "01004"
Colour = tuple[int, int, int]
DONE = "东侧路灯已更换灯头并重接线路，现已正常照明。"
NIGHT, DAY = (38, 46, 66), (196, 214, 226)


@dataclass(frozen=True)
class Told:
    """A report: the case's number and the reporter's code."""

    number: str
    code: str


class Teller:
    """Lets the town's people act, each act some minutes after the one before."""

    def __init__(self, move_to: Callable[[datetime], object], begins_at: datetime) -> None:
        self._move_to, self._at = move_to, begins_at
        people = {account.username: account for account in Account.objects.all()}
        built = actors_for(list(people.values()))
        self._actors = {name: built[account.pk] for name, account in people.items()}

    def later(self, minutes: int) -> None:
        self._at += timedelta(minutes=minutes)
        self._move_to(self._at)

    def report(self, key: str, text: str, house: str, *pictures: bytes, **given: Any) -> Told:
        self.later(1)
        filed = cases.report(actors.public(), f"the pictures: {key}", text=text, spot=spot_of_code(house), **given)
        told = Told(filed.receipt.number, filed.code)
        for picture in pictures:
            self.photo(self.holder(told), told.number, picture)
        return told

    def holder(self, told: Told) -> Actor:
        """Whoever holds the code."""
        return actors.public(hashlib.sha256(told.code.encode()).hexdigest()[:32])

    def act(self, name: str | Actor, verb: str, number: str, after: int = 7, **given: Any) -> None:
        self.later(after)
        by = self._actors[name] if isinstance(name, str) else name
        getattr(cases, verb)(by, number, **given)

    def photo(self, by: str | Actor, number: str, data: bytes) -> None:
        by = self._actors[by] if isinstance(by, str) else by
        cases.add_photo(by, number, data=data, sha256=hashlib.sha256(data).hexdigest())


def lamp(ground: Colour, *, is_lit: bool) -> bytes:
    """A street lamp by night, dark or lit."""
    picture = Image.new("RGB", (1200, 900), ground)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 700, 1200, 900), fill=(70, 74, 78))
    if is_lit:
        draw.polygon([(610, 210), (300, 720), (920, 720)], fill=(250, 226, 150))
    draw.rectangle((700, 150, 716, 720), fill=(120, 124, 130))
    draw.rectangle((560, 150, 716, 166), fill=(120, 124, 130))
    draw.ellipse((540, 150, 660, 220), fill=(255, 244, 200) if is_lit else (96, 98, 104))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def tell(move_to: Callable[[datetime], object], now: datetime) -> dict[str, dict[str, str]]:
    """All stories; they end before `now`. What is returned names their cases and codes."""
    told = {
        "mended": _mended(Teller(move_to, now - timedelta(days=2))),
        "under_way": _under_way(Teller(move_to, now - timedelta(hours=3))),
        **_twice(Teller(move_to, now - timedelta(minutes=50))),
        "unfound": _unfound(Teller(move_to, now - timedelta(days=1, hours=18))),
        "unshown": _unshown(Teller(move_to, now - timedelta(hours=5))),
        "to_show": _to_show(Teller(move_to, now - timedelta(hours=2))),
    }
    return {name: asdict(one) for name, one in told.items()}


def _mended(town: Teller) -> Told:
    lamp_out = town.report(
        "lamp",
        "单元门口的路灯三天没亮了，晚上进出要打手电。",
        HOUSE,
        lamp(NIGHT, is_lit=False),
        contact={"name": "林女士"},
    )
    number = lamp_out.number
    town.act("registrar1", "file", number, class_code="01037", standard=1)
    town.act("dispatcher1", "dispatch", number, unit=UNIT, remark="请带高空作业车。")
    town.act("municipal1", "accept", number, after=20)
    town.act("registrar1", "send_message", number, text="已派市政养护所，今晚前修好。")
    town.act(town.holder(lamp_out), "answer_message", number, after=15, text="谢谢，是靠东边的那一盏。")
    town.act("registrar1", "read_messages", number)
    town.act("municipal1", "start", number, after=60)
    town.photo("municipal1", number, lamp(NIGHT, is_lit=True))
    town.act("municipal1", "report_back", number, after=40, outcome="done", result="更换灯头和镇流器，夜间已试亮。")
    town.act("verifier1", "check_fail", number, after=370, reason="七点再看仍在闪烁。")
    town.act("municipal1", "report_back", number, after=840, outcome="done", result="重接线路，不再闪烁。")
    town.act("verifier1", "check_pass", number, after=60, remark="现场复核，已亮。")
    town.act("registrar1", "close", number, after=20, result=DONE, condition_met=True)
    return lamp_out


def _under_way(town: Teller) -> Told:
    pole = town.report("pole", "河边步道的灯杆歪了，怕倒下来砸到人。", HOUSE, lamp(DAY, is_lit=False))
    number = pole.number
    town.act("registrar2", "file", number, class_code="01037", standard=1)
    town.act("dispatcher2", "dispatch", number, unit=UNIT)
    town.act("municipal1", "accept", number)
    town.act("municipal1", "start", number)
    town.act("registrar2", "send_message", number, text="师傅已到现场，先围了起来，明天上午前扶正。")
    town.act(town.holder(pole), "answer_message", number, after=20, text="好的，旁边那根也有点晃，请一起看看。")
    return pole


def _twice(town: Teller) -> dict[str, Told]:
    left = town.report("hole", "小区北门外人行道地砖塌了一块，老人差点绊倒。", NEXT_HOUSE)
    right = town.report("hole again", "北门口人行道有个坑，塌了好几块地砖。", NEXT_HOUSE, is_anonymous=True)
    return {"hole": left, "hole_again": right}


def _unfound(town: Teller) -> Told:
    """Closed though nobody found it; its reporter was called once and did not answer."""
    slops = town.report(
        "slops",
        "傍晚有人往河里倒泔水，水面漂着一层油。",
        NEXT_HOUSE,
        contact={"name": "周先生", "phone": "13800138000"},
    )
    number = slops.number
    town.act("registrar1", "file", number, class_code="06030", standard=1)
    town.act("dispatcher1", "dispatch", number, unit=UNIT)
    town.act("municipal1", "accept", number)
    town.act("municipal1", "start", number, after=30)
    town.act("municipal1", "report_back", number, outcome="not_found", result="沿河走了两百米，水面干净，没有油。")
    town.act("verifier1", "check_pass", number, after=60, remark="傍晚又去了一次，也没有看到。")
    town.act("registrar1", "close", number, result="两次到现场，水面都没有油。再看到有人倒，请马上打电话。")
    town.act("registrar1", "call_back", number, after=60, reached="no", text="响了六声，没有人接。")
    return slops


def _unshown(town: Teller) -> Told:
    """Handed in without the picture of afterwards that its class needs."""
    drain = town.report("drain", "菜场后门的雨水箅子被树叶堵住了，一下雨就积水。", HOUSE, lamp(DAY, is_lit=False))
    number = drain.number
    town.act("registrar1", "file", number, class_code=DRAIN, standard=5)
    town.act("dispatcher1", "dispatch", number, unit=UNIT)
    town.act("municipal1", "accept", number)
    town.act("municipal1", "start", number, after=30)
    town.act(
        "municipal1",
        "report_back",
        number,
        after=60,
        outcome="partly",
        result="树叶清走了，管子里还有淤泥，要等疏通车。",
        without_photo="手机掉进水里，拍不了。",
    )
    return drain


def _to_show(town: Teller) -> Told:
    """Being worked at; its class needs a picture of afterwards."""
    lid = town.report("lid", "快递柜旁边的下水道盖子翘起来了，差点绊倒人。", NEXT_HOUSE, lamp(DAY, is_lit=False))
    number = lid.number
    town.act("registrar2", "file", number, class_code=SEWER, standard=1)
    town.act("dispatcher2", "dispatch", number, unit=UNIT, remark="先围起来。")
    town.act("municipal1", "accept", number)
    town.act("municipal1", "start", number, after=20)
    return lid
