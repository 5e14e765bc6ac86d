"""Cases: reports and the closed loop, the hub of the product."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the application."""

    name = "linli.cases"
    label = "cases"
