"""The lives of a token, of an account, and of what somebody asks to have put right."""

from linli.kernel.workflow import SAME, T, Workflow

ACTIVE = "active"
REVOKED = "revoked"
DISABLED = "disabled"
EITHER = (ACTIVE, DISABLED)

TOKEN = Workflow(
    "token",
    initial=ACTIVE,
    final=frozenset({REVOKED}),
    moves=(T("use", (ACTIVE,), SAME), T("change", (ACTIVE,), SAME), T("revoke", (ACTIVE,), REVOKED)),
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
        T("see_as", (ACTIVE,), SAME, requires=("reason",)),
        T("end_see_as", EITHER, SAME),
    ),
)

# What somebody who works here asks to have put right in what is held about them.
ASKED, GRANTED, REFUSED, WITHDRAWN = "asked", "granted", "refused", "withdrawn"

CORRECTION = Workflow(
    "correction",
    initial=ASKED,
    final=frozenset({GRANTED, REFUSED, WITHDRAWN}),
    moves=(
        T("grant", (ASKED,), GRANTED, requires=("reason",)),
        T("refuse", (ASKED,), REFUSED, requires=("reason",)),
        T("withdraw", (ASKED,), WITHDRAWN),
    ),
)
