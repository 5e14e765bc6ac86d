"""PIPL 44, 45: whoever made a report knows what is held about it and who looked, and takes a copy."""

import pytest

from linli.cases import actions as cases
from linli.cases.queries import own_data
from linli.kernel.territory import territory
from tests.domain.asking import EYE, in_state, lines_of, picture, refused
from tests.world import World

pytestmark = pytest.mark.postgres15
CONTACT = {"name": "李小明", "phone": "13800000067"}


def of(world: World, number: str) -> own_data.OwnData:
    holder = world.holder(number)
    with territory(holder):
        return own_data.of_code(holder)


def test_the_reporter_sees_the_own_words_contact_and_pictures_in_clear_pipl_45(world: World) -> None:
    number = in_state(world, "reported", text="The tap leaks.", contact=CONTACT)
    data, sha256 = picture()
    mine = cases.add_photo(world.holder(number), number, data=data, sha256=sha256)
    cases.add_photo(world.lin, number, data=picture(9)[0], sha256=picture(9)[1])
    held = of(world, number)
    assert held.report.text == "The tap leaks."
    assert {contact.field: contact.value for contact in held.contacts} == CONTACT
    assert [photo.file_id for photo in held.photos] == [mine.file_id]
    assert held.erase_after == {}


def test_the_reporter_sees_who_looked_as_what_and_what_for_but_no_name_pipl_44(world: World) -> None:
    number = world.report(contact=CONTACT)
    cases.reveal(world.chen, number, field="phone", reason="To ask which tap.")
    (look,) = of(world, number).looks
    assert (look.field, look.unit, [role.key for role in look.roles], look.purpose) == (
        "phone", "Street Office", ["registrar"], "To ask which tap.",
    )  # fmt: skip
    assert "Chen" not in str(look)


def test_a_copy_is_on_record_and_moves_nothing(world: World) -> None:
    number = in_state(world, "handling", contact=CONTACT)
    cases.copy(world.holder(number), number)
    line = lines_of(number)[-1]
    assert (line.verb, line.actor) == ("copy", world.holder(number).key)


def test_each_report_has_only_its_own_data(world: World) -> None:
    one = world.report(text="Mine.", contact=CONTACT)
    other = world.report(text="Theirs.", contact={"name": "王芳"})
    assert {contact.value for contact in of(world, other).contacts} == {"王芳"}
    assert of(world, one).report.text == "Mine."


def test_without_a_code_there_is_no_copy(world: World) -> None:
    number = world.report()
    with refused("not_found"):
        cases.copy(EYE, number)
    with refused("forbidden"):
        cases.copy(world.chen, number)
