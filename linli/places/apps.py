"""Places: the area tree, grids, addresses and buildings."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Names the application."""

    name = "linli.places"
    label = "places"
