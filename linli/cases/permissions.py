"""Permissions about cases. Each action's name is its permission; these are the ones that the models name."""

from linli.kernel.register import AUDIT_VIEW

CASE_VIEW = "case.view"
CASE_REVEAL = "case.reveal"
CASE_EXPORT = "case.export"
CASE_ACCEPT = "case.accept"
CASE_CHECK_PASS = "case.check_pass"
CASE_VERIFY = "case.verify"
IMPORT_VIEW = "import.view"
TASK_ACCEPT = "task.accept"

__all__ = [
    "AUDIT_VIEW",
    "CASE_ACCEPT",
    "CASE_CHECK_PASS",
    "CASE_EXPORT",
    "CASE_REVEAL",
    "CASE_VERIFY",
    "CASE_VIEW",
    "IMPORT_VIEW",
    "TASK_ACCEPT",
]
