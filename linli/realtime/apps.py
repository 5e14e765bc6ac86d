"""The live stream."""

from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    """Names the application."""

    name = "linli.realtime"
    label = "realtime"
