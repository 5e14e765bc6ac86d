"""Everything that is written about places, called through this module: `places.actions.change_area(actor, …)`."""

from linli.places.actions.division import redivide
from linli.places.actions.loading import change_area, load_areas, load_buildings, load_town

__all__ = ["change_area", "load_areas", "load_buildings", "load_town", "redivide"]
