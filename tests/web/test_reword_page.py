"""The page by which a reporter puts the own words right."""

from tests.domain.asking import case_of
from tests.domain.cases.test_erase import typed
from tests.web.conftest import Browse, Markup
from tests.world import World


def test_the_words_are_put_right_the_desk_sees_it_and_later_a_message_is_offered(browse: Browse, world: World) -> None:
    number = world.report(text="The tap leaks.", spot=typed())
    li, page = browse("li"), f"/r/{world.codes[number]}/data/"
    asked = li.get(f"{page}reword")
    assert ("The tap leaks." in asked.content.decode(), "canaryplace 302" in asked.content.decode()) == (True, True)
    assert Markup(asked).faults == []
    same = li.fill(f"{page}reword", text="The tap leaks.", address="canaryplace 302")
    assert (same.status_code, "Nothing in it is changed." in same.content.decode()) == (409, True)
    empty = li.fill(f"{page}reword", text="", address="Door 303")
    assert (empty.status_code, "Door 303" in empty.content.decode()) == (422, True)
    assert li.fill(f"{page}reword", text="The pipe leaks.", address="Door 303").status_code == 302
    shown = li.get(page)
    assert ("You put this right on" in shown.content.decode(), Markup(shown).faults) == (True, [])
    desk = browse("chen").get(f"/cases/{number}/").content.decode()
    assert desk.count("corrected by the reporter on") == 1
    assert "The pipe leaks." in desk
    late = li.get(f"{page}reword")
    world.drive(number, "file")
    later = li.fill(f"{page}reword", text="The roof leaks.", address="")
    assert (late.status_code, later.status_code) == (200, 409)
    assert all(said in later.content.decode() for said in ("The roof leaks.", "Others go by these words already."))
    assert "Write to the desk" in li.get(page).content.decode()
    assert case_of(number).text == "The pipe leaks."
