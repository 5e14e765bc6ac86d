"""Permissions about people who work here."""

ACCOUNT_VIEW = "account.view"
