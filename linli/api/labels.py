"""The words for what only the API can refuse; all others are in `linli.kernel.labels`."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.labels import REASONS, SENTENCES

NOT_JSON: Any = _("Send JSON as it is: Content-Type application/json, UTF-8, not compressed.")
NOT_ALLOWED: Any = _("This address does not take this method.")
NOT_IN_PERSON: Any = _(
    "A key makes no further key. Sign in with user name and password (POST /api/v1/session), then ask again with the"
    " cookie of that session and without the key."
)
BAD_FORM: Any = _("This is not in the expected form.")
ONE_OF: Any = _("This is not one of the choices: %(choices)s.")
OUT_OF_RANGE: Any = _("This is not a number within the limits.")

# pydantic names what it expects in one sentence, each choice in quotes.
QUOTED = re.compile("'([^']*)'")
# Kinds of pydantic's errors → the sentence; any other kind is BAD_FORM.
FAULTS: dict[str, Any] = {
    "missing": SENTENCES["missing_input"],
    "extra_forbidden": REASONS["unknown_field"],
    "literal_error": ONE_OF,
    "string_too_long": REASONS["too_long"],
    "greater_than_equal": OUT_OF_RANGE,
    "less_than_equal": OUT_OF_RANGE,
    "finite_number": OUT_OF_RANGE,
    "int_parsing_size": OUT_OF_RANGE,
}


def fault(kind: str, context: Mapping[str, Any]) -> str:
    """What is wrong with one input, in the reader's language; where one of a few is expected, which."""
    choices = ", ".join(QUOTED.findall(str(context.get("expected", ""))))
    return str(FAULTS.get(kind, BAD_FORM)) % {"longest": context.get("max_length", ""), "choices": choices}
