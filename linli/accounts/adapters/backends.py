"""How often one may try to sign in, asked before any password is looked at; the pages and the API alike."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from linli.kernel import allowances

QUARTER = 900


class CountedBackend:
    """Knows nobody and opens no session. Counts every try by where it comes from, and by the name that was given,
    wherever from."""

    def authenticate(self, request: HttpRequest | None, username: str | None = None, **given: Any) -> None:
        """Raises Refusal `too_many`: one address may not try every name, nor many addresses one name."""
        if request is None:
            return
        network = allowances.network_of(request.META.get("REMOTE_ADDR") or "0.0.0.0")
        allowances.take("sign_in", network, settings.LINLI_SIGN_INS_OF_ADDRESS, QUARTER)
        allowances.take("sign_in_name", str(username).casefold(), settings.LINLI_SIGN_INS_OF_NAME, QUARTER)
