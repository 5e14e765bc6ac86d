"""Two neighbours who reported the same: the one opened the case, the other joined."""

from dataclasses import dataclass
from typing import Any

from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.kernel.actor import Actor, public
from linli.kernel.territory import territory
from linli.places.queries import spot_of_code
from tests.domain.asking import EYE
from tests.world import BUILDING, World, new_key

KIND = "06025"


@dataclass(frozen=True)
class Neighbours:
    """The case, the ids of its reports, and who holds their codes."""

    number: str
    report_ids: list[int]
    holders: list[Actor]


def gather(world: World, *verbs: str, **joining: Any) -> Neighbours:
    """The case after these moves, with both reports in it."""
    number = world.report(class_code=KIND)
    code = join(world, number=number, **joining).code
    world.drive(number, *verbs)
    holders = [world.holder(number), public(rules.code_digest(code))]
    with territory(EYE):
        reports = [queries.own_report(holder, queries.one(EYE, number)).pk for holder in holders]
    return Neighbours(number, reports, holders)


def offers(building: str = BUILDING, **wanted: str) -> list[queries.Offer]:
    """What a neighbour at this building is offered."""
    with territory(public()):
        return queries.nearby(spot_of_code(building), **{"class_code": KIND, **wanted})


def join(world: World, by: Actor | None = None, text: str = "Here too.", number: str = "", **given: Any) -> cases.Filed:
    """Joins the nearest case that is offered, or the one with this number."""
    offer = next(each for each in offers() if queries.offered(each.offer).number.startswith(number))
    return cases.join(by or world.li, new_key(), offer.offer, text=text, **given)


def heard(holder: Actor) -> list[str]:
    """What the desk wrote to whoever holds this code."""
    with territory(holder):
        _, case = queries.one_of_code(holder)
        return [message.text for message in queries.messages(holder, case) if message.is_from_desk]
