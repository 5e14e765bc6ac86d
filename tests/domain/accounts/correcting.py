"""What tests of corrections ask again and again."""

from linli.accounts import actions
from linli.accounts.models import Correction
from linli.kernel.territory import territory
from tests.domain.asking import EYE
from tests.world import World, new_key


def ask(world: World, field: str = "name", wanted: str = "Zhao Yi") -> str:
    return actions.ask_correction(world.zhao, new_key(), field=field, wanted=wanted).number


def of(number: str) -> Correction:
    with territory(EYE):
        return Correction.objects.visible_to(EYE).select_related("account", "decided_by").get(number=number)
