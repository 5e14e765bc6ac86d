"""What else is open at the place of a case and of its class."""

from tests.web.conftest import Browse
from tests.world import OTHER_BUILDING, World


def test_open_cases_of_the_place_and_of_the_class_are_named_and_others_are_not(browse: Browse, world: World) -> None:
    case = world.drive(world.report(), "file")
    same_place = world.report("A lamp is out.")
    elsewhere = world.report("A lamp is out.", building=OTHER_BUILDING)
    chen = browse("chen")
    text = chen.get(f"/cases/{case}/beside").content.decode()
    assert same_place in text
    assert elsewhere not in text
    assert f'href="/cases/{case}/"' not in text.partition("<section")[2]
    world.drive(same_place, "void")
    assert same_place not in chen.get(f"/cases/{case}/beside").content.decode()
    assert f'hx-get="/cases/{case}/beside"' in chen.get(f"/cases/{case}/").content.decode()


def test_the_list_of_all_of_them_is_a_filter_that_works(browse: Browse, world: World) -> None:
    case, other = (world.drive(world.report(), "file") for _ in range(2))
    chen = browse("chen")
    text = chen.get(f"/cases/{case}/beside").content.decode()
    for part in text.split('href="/cases/?')[1:]:
        answer = chen.get("/cases/?" + part.partition('"')[0].replace("&amp;", "&"))
        assert answer.status_code == 200
        assert other in answer.content.decode()
