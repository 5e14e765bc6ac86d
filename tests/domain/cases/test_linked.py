"""The open cases that a reporter linked to the own number."""

from linli.cases import queries
from linli.cases.models import EventClass
from linli.kernel.territory import territory
from tests.domain.asking import case_of, refused
from tests.world import NEXT_BUILDING, World

PHONE = "138 0000 1111"


def linked(world: World, number: str, who: str = "chen", phone: str = PHONE) -> list[str]:
    actor = getattr(world, who)
    with territory(actor):
        return [case.number for case in queries.linked(actor, case_of(number), phone)]


def test_open_cases_with_the_same_number_are_found_and_no_others(world: World) -> None:
    own = world.report(contact={"phone": PHONE})
    same = world.report(contact={"phone": "+86-13800001111"})
    world.drive(world.report(contact={"phone": PHONE}), "void")
    world.report(contact={"phone": "13800001112"})
    world.report(is_anonymous=True)
    beyond = world.report(building=NEXT_BUILDING, contact={"phone": PHONE})
    assert linked(world, own) == [same]
    assert linked(world, own, phone="119") == []
    assert linked(world, beyond, "stranger") == []


def test_each_of_two_numbers_links_and_an_extension_does_not_hinder(world: World) -> None:
    own = world.report(contact={"phone": "13800001111/0571-88888888转12"})
    mobile, desk = world.report(contact={"phone": PHONE}), world.report(contact={"phone": "0571 88888888 ext 7"})
    world.report(contact={"phone": "057188888889转12"})
    assert linked(world, own, phone="13800001111/0571-88888888转12") == [desk, mobile]
    assert linked(world, mobile) == [own]
    assert linked(world, desk, phone="057188888888") == [own]
    for wrong in ("call me", "13800001111/", "1/2", "13800001111转", "13800001111/13800001112/13800001113"):
        with refused("invalid", field="contact", reason="bad_phone"):
            world.report(contact={"phone": wrong})


def test_what_is_confidential_is_never_linked(world: World) -> None:
    own = world.drive(world.report(contact={"phone": PHONE}), "file")
    same = world.report(contact={"phone": PHONE}, class_code="06010")
    assert linked(world, own) == [same]
    EventClass.objects.filter(code="06010").update(is_confidential=True)
    assert linked(world, own) == []
    assert linked(world, same) == []
