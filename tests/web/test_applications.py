"""What a unit asks for (延期, 挂账) is found by its chief, who looks first."""

from linli.accounts.models import Role
from tests.domain.asking import in_state
from tests.web.conftest import Browse
from tests.world import World

WAITS = "1 application of your unit waits"


def text_of(browse: Browse, who: str, address: str) -> str:
    return str(browse(who).get(address).content.decode())


def test_the_chief_is_told_above_the_list_and_led_to_it_and_nobody_else_is(browse: Browse, world: World) -> None:
    number, other = in_state(world, "handling"), in_state(world, "handling")
    chief = Role.objects.get(key="unit_chief")
    Role.objects.filter(pk=chief.pk).update(permissions=[*chief.permissions, "case.accept"])
    assert WAITS not in text_of(browse, "feng", "/cases/")
    world.drive(number, "request_extension")
    there = "/cases/?tab=all&applied=1"
    for page in ("/cases/", "/today/"):
        text = text_of(browse, "feng", page)
        assert WAITS in text
        assert there.replace("&", "&amp;") in text
    found = text_of(browse, "feng", there)
    assert number in found
    assert other not in found
    for who in ("zhao", "ren", "chen", "stranger"):
        assert "application of your unit" not in text_of(browse, who, "/cases/")
