"""Permissions about people who work here."""

ACCOUNT_VIEW = "account.view"
ACCOUNT_CHANGE = "account.change"
# Whoever holds one of these administers accounts; to see accounts alone is for naming colleagues.
ACCOUNT_KEEPING = (
    *("account.add", "account.change", "account.grant", "account.revoke_grant"),
    *("account.reset_password", "account.disable", "account.enable", "account.bring_in"),
)
