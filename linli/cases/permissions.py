"""Permissions about cases. Each action's name is its permission; these are the ones that are no action."""

CASE_VIEW = "case.view"
