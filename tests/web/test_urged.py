"""What was urged (催办) shows to the unit that has it: in its list, on its phone, on the page; several at once."""

from tests.domain.asking import case_of, in_state
from tests.web.conftest import Browse
from tests.web.test_bulk_page import confirmed
from tests.world import World

MARK, WORDS = "urged 1×", "The neighbours wait."


def text_of(browse: Browse, who: str, address: str) -> str:
    return str(browse(who).get(address).content.decode())


def test_the_unit_reads_in_its_list_and_on_its_phone_who_urged_and_what_was_said(browse: Browse, world: World) -> None:
    number, other = in_state(world, "handling"), in_state(world, "handling")
    assert MARK not in text_of(browse, "zhao", "/today/")
    world.act(number, "urge")
    for address in ("/cases/", "/cases/?view=board", f"/cases/{number}/"):
        assert text_of(browse, "zhao", address).count(MARK) == 1
    card = text_of(browse, "zhao", "/today/")
    assert card.count(MARK) == 1
    assert WORDS in card
    assert "Chen ·" in card
    found = text_of(browse, "zhao", "/cases/?tab=all&urged=1")
    assert number in found
    assert other not in found


def test_several_are_urged_at_once_and_who_was_urged_just_now_is_left_out(browse: Browse, world: World) -> None:
    numbers = [in_state(world, "dispatched") for _ in range(3)]
    world.act(numbers[0], "urge")
    text = confirmed(browse("chen"), "urge", *numbers, reason=WORDS)
    assert "Done for 2 cases: Urge the unit" in text
    assert "It can be urged again from" in text
    assert [case_of(number).urged for number in numbers] == [1, 1, 1]
