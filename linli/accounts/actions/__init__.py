"""Everything that is written about units, staff, roles, grants and tokens, called through this module:
`accounts.actions.add_account(actor, key, …)`."""

from linli.accounts.actions.imports import load_roles, load_staff, load_units
from linli.accounts.actions.passwords import change_password
from linli.accounts.actions.people import (
    add_account,
    disable_account,
    enable_account,
    grant_role,
    reset_password,
    revoke_grant,
)
from linli.accounts.actions.tokens import TOKEN_LIVES, Issued, issue_token, revoke_token

__all__ = [
    "TOKEN_LIVES",
    "Issued",
    "add_account",
    "change_password",
    "disable_account",
    "enable_account",
    "grant_role",
    "issue_token",
    "load_roles",
    "load_staff",
    "load_units",
    "reset_password",
    "revoke_grant",
    "revoke_token",
]
