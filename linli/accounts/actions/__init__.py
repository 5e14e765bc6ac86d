"""Everything that is written about units, staff, roles, grants and tokens, called through this module:
`accounts.actions.add_account(actor, key, …)`."""

from linli.accounts.actions.corrections import (
    LONGEST_ANSWER,
    LONGEST_WANTED,
    ask_correction,
    grant_correction,
    refuse_correction,
    withdraw_correction,
)
from linli.accounts.actions.files import STAFF_COLUMNS, bring_in_staff, staff_told
from linli.accounts.actions.imports import load_roles, load_staff, load_units
from linli.accounts.actions.passwords import change_password, confirm_password
from linli.accounts.actions.people import (
    Node,
    add_account,
    change_account,
    disable_account,
    enable_account,
    grant_in_words,
    grant_role,
    node_in_words,
    read_node,
    reset_password,
    revoke_grant,
)
from linli.accounts.actions.registers import change_role, change_unit
from linli.accounts.actions.seeing import SEE_AS_LASTS, end_see_as, see_as
from linli.accounts.actions.shipped import ship_roles
from linli.accounts.actions.token_files import TOKEN_COLUMNS, load_tokens, token_told
from linli.accounts.actions.tokens import (
    TOKEN_LIVES,
    Issued,
    change_token,
    issue_token,
    revoke_token,
    revoke_token_of,
    use_token,
)

__all__ = [
    "LONGEST_ANSWER",
    "LONGEST_WANTED",
    "SEE_AS_LASTS",
    "STAFF_COLUMNS",
    "TOKEN_COLUMNS",
    "TOKEN_LIVES",
    "Issued",
    "Node",
    "add_account",
    "ask_correction",
    "bring_in_staff",
    "change_account",
    "change_password",
    "change_role",
    "change_token",
    "change_unit",
    "confirm_password",
    "disable_account",
    "enable_account",
    "end_see_as",
    "grant_correction",
    "grant_in_words",
    "grant_role",
    "issue_token",
    "load_roles",
    "load_staff",
    "load_tokens",
    "load_units",
    "node_in_words",
    "read_node",
    "refuse_correction",
    "reset_password",
    "revoke_grant",
    "revoke_token",
    "revoke_token_of",
    "see_as",
    "ship_roles",
    "staff_told",
    "token_told",
    "use_token",
    "withdraw_correction",
]
