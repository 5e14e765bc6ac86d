"""The life of a token."""

from linli.kernel.workflow import T, Workflow

ACTIVE = "active"
REVOKED = "revoked"

TOKEN = Workflow("token", initial=ACTIVE, final=frozenset({REVOKED}), moves=(T("revoke", (ACTIVE,), REVOKED),))
