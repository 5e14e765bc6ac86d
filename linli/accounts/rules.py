"""Pure decisions about accounts."""

import secrets
from collections.abc import Iterable

from linli.kernel.actor import ANYTHING

# Without letters and digits that look alike.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def made_password() -> str:
    """Four groups of five: about 99 bits, and easy to read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def administering(permissions: Iterable[str]) -> list[str]:
    """Those of the permissions with which somebody could give roles or take over accounts."""
    return [name for name in permissions if name == ANYTHING or name.startswith(("account.", "role."))]


# Why somebody may look as another person: a code, because no free words enter the audit.
REASONS_TO_SEE = ("asked_for_help", "checks_rights", "looks_for_a_fault")


# What of an account somebody may ask to have put right; the first ones are changed by granting it.
CORRECTED_AT_ONCE = ("name", "title")
CORRECTED_FIELDS = (*CORRECTED_AT_ONCE, "unit", "other")
