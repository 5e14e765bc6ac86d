"""The words for what only the API can refuse; all others are in `linli.kernel.labels`."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.api.fields import A_DAY, A_NODE, A_PAGE_MARK
from linli.kernel.labels import MISSING, REASONS, SENTENCES

NOT_JSON: Any = _("Send JSON as it is: Content-Type application/json, UTF-8, not compressed.")
NOT_ALLOWED: Any = _("This address does not take this method.")
NOT_IN_PERSON: Any = _(
    "A key makes no further key. Sign in with user name and password (POST /api/v1/session), then ask again with the"
    " cookie of that session and without the key."
)
BAD_FORM: Any = _("This is not in the expected form.")
NOT_AN_OBJECT: Any = _("Send one JSON object: names and values in braces, and nothing around it.")
OUT_OF_RANGE: Any = _("This is not a number within the limits.")

# pydantic names what it expects in one sentence, each choice in quotes.
QUOTED = re.compile("'([^']*)'")
# Kinds of pydantic's errors → the sentence; any other kind is BAD_FORM.
FAULTS: dict[str, Any] = {
    "missing": SENTENCES["missing_input"],
    "extra_forbidden": REASONS["unknown_field"],
    "literal_error": REASONS["none_of_these"],
    "enum": REASONS["none_of_these"],
    "string_too_short": SENTENCES["missing_input"],
    "string_too_long": REASONS["too_long"],
    "greater_than_equal": OUT_OF_RANGE,
    "less_than_equal": OUT_OF_RANGE,
    "finite_number": OUT_OF_RANGE,
    "int_parsing_size": OUT_OF_RANGE,
    "int_parsing": OUT_OF_RANGE,
    "bool_parsing": REASONS["not_yes_or_no"],
    "bad_box": REASONS["bad_box"],
    "model_type": NOT_AN_OBJECT,
    "model_attributes_type": NOT_AN_OBJECT,
    "dict_type": NOT_AN_OBJECT,
}
# What a text must look like → the sentence for one that does not.
SHAPES: dict[str, Any] = {
    A_DAY: REASONS["bad_day"],
    A_NODE: REASONS["bad_area_code"],
    A_PAGE_MARK: REASONS["bad_cursor"],
}


LACKING = frozenset({"missing", "string_too_short"})


def fault(kind: str, context: Mapping[str, Any], name: str) -> str:
    """What is wrong with the input of this name, in the reader's language; where one of a few is expected, which."""
    if kind in LACKING and name in MISSING:
        return str(MISSING[name])
    choices = ", ".join(QUOTED.findall(str(context.get("expected", ""))))
    told = SHAPES.get(str(context.get("pattern"))) or FAULTS.get(kind, BAD_FORM)
    return str(told) % {"longest": context.get("max_length", ""), "choices": choices}
