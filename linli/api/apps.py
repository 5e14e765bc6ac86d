"""The JSON API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Names the application."""

    name = "linli.api"
    label = "api"
