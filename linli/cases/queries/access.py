"""Why an account may see a case: asked by those who keep the accounts, who see nothing of the case itself."""

from linli.accounts.models import Account
from linli.accounts.queries import actor_for
from linli.cases.models import Case
from linli.kernel.actor import machine
from linli.kernel.reasons import Reasons, reasons
from linli.kernel.refusals import invalid
from linli.kernel.territory import territory

# Whoever keeps the accounts need not see the case; this one looks for its place only.
ASKS = machine("job:access")


def access(number: str, account: Account) -> tuple[Case, Reasons]:
    """Where the case lies (its other columns are not read), and what opens it to the account.

    Raises Refusal `invalid`.
    """
    with territory(ASKS):
        rows = Case.objects.visible_to(ASKS).filter(number=number)
        found = rows.only("number", "area_path", "unit_path", "participants", "excluded").first()
    if found is None:
        raise invalid("number", "unknown_case")
    return found, reasons(actor_for(account), found)
