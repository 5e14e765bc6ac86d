"""The lives of a token and of an account."""

from linli.kernel.workflow import SAME, T, Workflow

ACTIVE = "active"
REVOKED = "revoked"
DISABLED = "disabled"
EITHER = (ACTIVE, DISABLED)

TOKEN = Workflow(
    "token",
    initial=ACTIVE,
    final=frozenset({REVOKED}),
    moves=(T("use", (ACTIVE,), SAME), T("revoke", (ACTIVE,), REVOKED)),
)

ACCOUNT = Workflow(
    "account",
    initial=ACTIVE,
    final=frozenset({DISABLED}),
    moves=(
        T("change", EITHER, SAME, requires=("name",)),
        T("grant", (ACTIVE,), SAME, requires=("role",)),
        T("revoke_grant", EITHER, SAME, requires=("role",)),
        T("change_password", (ACTIVE,), SAME),
        T("reset_password", EITHER, SAME, requires=("password",)),
        T("disable", (ACTIVE,), DISABLED),
        T("enable", (DISABLED,), ACTIVE),
    ),
)
