"""How alike two texts are, and by which words."""

from django.conf import settings

from linli.kernel.telling import Alike

NAMES = [
    "非机动车乱停放",
    "机动车乱停放",
    "机动车占道",
    "电动车停盲道",
    "电动车堵楼道口",
    "电话亭坏了",
    "电话亭很脏",
    "公用电话没用",
]


def test_what_everybody_writes_is_neither_a_likeness_nor_a_reason() -> None:
    one, other = "居民来电反映小区3幢没人打扫楼梯", "市民来电反映小区3幢没人收垃圾"
    assert Alike().shared(one, other) == []
    assert Alike().likeness(one, other) == 0
    assert Alike().shared("来电反映楼梯灯坏了", "居民反映三楼楼梯灯不亮") == ["楼梯灯"]


def test_what_a_city_writes_in_most_of_its_cases_is_none_either() -> None:
    one, other = "墨竹苑里树倒了", "墨竹苑里大树断了"
    assert Alike().shared(one, other) == ["墨竹苑里"]
    assert Alike(common={"墨竹", "竹苑", "苑里"}).shared(one, other) == []


def test_a_piece_of_a_longer_word_is_a_reason_only_where_both_say_that_word() -> None:
    assert Alike(NAMES).shared("电动车推上楼充电", "机动车停在草坪") == []
    assert Alike(NAMES).shared("电动车推上楼充电", "一排电动车堵着") == ["电动车"]
    assert Alike(NAMES).shared("电话亭的玻璃", "给物业电话也没人接") == []


def test_two_ways_of_telling_one_matter_are_alike_and_two_matters_told_one_way_are_not() -> None:
    hole = "小区北门外人行道地砖塌了一块，老人差点绊倒。"
    assert Alike().likeness(hole, "北门口人行道有个坑，塌了好几块地砖。") * 100 >= settings.LINLI_ALIKE_PERCENT
    assert Alike().likeness("来电反映小区门口垃圾没人收", "来电反映小区门口路灯没人修") * 100 < 10
