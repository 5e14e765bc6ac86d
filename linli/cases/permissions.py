"""Permissions about cases. Each action's name is its permission; these are the ones that the models name."""

from linli.kernel.register import AUDIT_VIEW

CASE_VIEW = "case.view"
CASE_REVEAL = "case.reveal"

__all__ = ["AUDIT_VIEW", "CASE_REVEAL", "CASE_VIEW"]
