"""Cursors: where a page ends, as a short text that a client hands back."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from linli.kernel.instants import in_utc
from linli.kernel.refusals import invalid

LONGEST_CURSOR = 200


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row shown: the sort it belongs to, its value in the sorted column, and its id."""

    sort: str
    value: datetime
    row_id: int

    def written(self) -> str:
        text = json.dumps([self.sort, self.value.isoformat(), self.row_id])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, sort: str) -> "Cursor":
        """Raises Refusal `invalid` for a text that is no cursor or belongs to another sort."""
        if len(text) > LONGEST_CURSOR:
            raise invalid("cursor", "bad_cursor")
        try:
            found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            cursor = cls(str(found[0]), in_utc(datetime.fromisoformat(found[1])), int(found[2]))
        except (ValueError, TypeError, IndexError, KeyError, binascii.Error, OverflowError) as error:
            raise invalid("cursor", "bad_cursor") from error
        if cursor.sort != sort or not 0 <= cursor.row_id < 2**63:
            raise invalid("cursor", "bad_cursor")
        return cursor

    def beyond(self, column: str, *, descending: bool) -> Q:
        """The rows after this one."""
        way = "lt" if descending else "gt"
        return Q(**{f"{column}__{way}": self.value}) | Q(**{column: self.value, f"id__{way}": self.row_id})
