"""Cases: reports and the closed loop, the hub of the product."""

from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the application, and finds the work that an adapter does."""

    name = "linli.cases"
    label = "cases"

    def ready(self) -> None:
        import_module("linli.cases.adapters.tables.work")
