"""Which cases somebody asks for: the parameters of the list and of the export."""

from typing import Annotated, Literal

from pydantic import Field

from linli.api.fields import AreaNode, Box, Code, Cursor, Day, Short, Sought
from linli.cases import queries
from linli.cases.rules import Channel

Sort = Literal["-reported_at", "reported_at", "due_at"]


class Filtered(Sought):
    """Which cases. `state` may come several times or with commas; days are those of the town."""

    state: list[Annotated[Code, Field(description="One state, or several with commas.")]] = Field([], max_length=20)
    area: AreaNode = Field("", validate_default=False, description="The code of an area, or its path.")
    unit: Code = Field("", validate_default=False)
    class_code: Code = Field(
        "",
        validate_default=False,
        alias="class",
        description="A code; with its kind before it (`part:0137`) that kind alone.",
    )
    channel: Channel | None = None
    level: Code = Field("", validate_default=False)
    outcome: Code = Field("", validate_default=False, description="What became of it: done, partly, …")
    q: Short = Field("", validate_default=False, description="Number, words or address; one sign of Chinese is enough.")
    overdue: bool = False
    contested: bool = False
    reopened: bool = False
    urged: bool = Field(False, description="The unit was urged and has not moved since.")
    without_photo: bool = Field(False, description="Handed in without the picture of afterwards that its class needs.")
    applied: bool = Field(False, description="More time or a rest is asked for, and nobody has answered yet.")
    reported_from: Day = Field("", validate_default=False, alias="from", description="The first day.")
    reported_to: Day = Field("", validate_default=False, alias="to", description="The last day.")
    closed_from: Day = Field("", validate_default=False, description="The first day of closing.")
    closed_to: Day = Field("", validate_default=False, description="The last day of closing.")
    weekday: Code = Field("", validate_default=False, description="Of the report: 1 is Monday, 7 is Sunday.")
    hour: Code = Field("", validate_default=False, description="Of the report: 0 to 23, in the town's time.")
    light: Code = Field("", validate_default=False, description="Of the running clock: red, yellow, green, paused.")
    late: bool = Field(False, description="Is or was overdue.")
    on_time: bool = Field(False, description="Closed, and never overdue.")
    returned: bool = Field(False, description="Given back by a unit at least once.")
    answered: bool = Field(False, description="Looked at by the desk for the first time.")
    rating: Code = Field("", validate_default=False, description="Rated so by a reporter, or `any`.")
    to_call: bool = Field(False, description="Closed within 30 days, and a reporter waits for a call.")
    called: Code = Field("", validate_default=False, description="Said in a call back: `yes`, `unreached` …, or `any`.")
    without: Code = Field(
        "", validate_default=False, description="Has no `class`, `unit`, `outcome` or smaller `area`."
    )
    mine: bool = False
    bbox: Box = Field("", validate_default=False, description="west,south,east,north in CGCS2000.")
    sort: Sort = "-reported_at"

    def filter(self) -> queries.Filter:
        """The same filter as everywhere. Raises Refusal `invalid`."""
        given = {name: _texts(value) for name, value in self.model_dump(by_alias=True, include=FILTERS).items()}
        return queries.read(given)


FILTERS = set(Filtered.model_fields) - {"sort"}


def _texts(value: object) -> list[str]:
    """What was given, as it stands in an address; what was not given is empty."""
    if isinstance(value, list):
        return value
    return ["true" if value is True else str(value)] if value else []


class WantedCases(Filtered):
    """Which cases, in which order, from where on."""

    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Exported(Filtered):
    """Which cases, in which order and as what."""

    format: Literal["csv", "xlsx"] = "csv"
