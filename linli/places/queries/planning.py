"""Divisions that are planned ahead."""

from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from linli.places.models import PlannedDivision

MOST_PLANS = 20


def plans(actor: Actor) -> list[PlannedDivision]:
    """The latest days first, without their parts."""
    return list(PlannedDivision.objects.visible_to(actor).defer("rows").order_by("-starts_on", "-id")[:MOST_PLANS])


def number_of_plan(actor: Actor, plan_id: int) -> str:
    """Raises Refusal `not_found`."""
    found = PlannedDivision.objects.visible_to(actor).filter(pk=plan_id).values_list("number", flat=True).first()
    if found is None:
        raise Refusal("not_found")
    return str(found)
