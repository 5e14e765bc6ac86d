"""Everything that is written about places, called through this module: `places.actions.change_area(actor, …)`."""

from linli.places.actions.division import redivide
from linli.places.actions.loading import change_area, load_areas, load_buildings, load_town
from linli.places.actions.planning import cancel_plan, plan, set_aside, take_effect

__all__ = [
    "cancel_plan",
    "change_area",
    "load_areas",
    "load_buildings",
    "load_town",
    "plan",
    "redivide",
    "set_aside",
    "take_effect",
]
