"""The kernel as a Django application."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    """Finds the system checks that refuse an unsafe database, and every domain's handlers."""

    name = "linli.kernel"
    label = "kernel"

    def ready(self) -> None:
        autodiscover_modules("checks", "handlers")
