"""The kernel as a Django application."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Registers the system checks that refuse an unsafe database."""

    name = "linli.kernel"
    label = "kernel"

    def ready(self) -> None:
        from linli.kernel import checks  # noqa: F401 - registration needs the loaded registry
