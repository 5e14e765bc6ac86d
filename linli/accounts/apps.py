"""Accounts: the people who work here, their units, roles and grants."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the application."""

    name = "linli.accounts"
    label = "accounts"
