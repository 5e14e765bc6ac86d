"""Offers classes for a text; listens to what is loaded and closed."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """Names the application."""

    name = "linli.triage"
    label = "triage"
