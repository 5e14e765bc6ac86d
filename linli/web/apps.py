"""The pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the application."""

    name = "linli.web"
    label = "web"
