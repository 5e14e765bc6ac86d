"""Permissions about cases. Each action's name is its permission; these are the ones that the models name."""

CASE_VIEW = "case.view"
CASE_REVEAL = "case.reveal"
