"""The kinds of input, each with its bounds. What the database could not keep (NUL, half characters) is refused here."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from linli.kernel.instants import FIRST_YEAR, LAST_YEAR, in_utc

NO_NUL = r"^[^\x00]*$"
MOST_REMARK = 1000
A_NODE = r"^([0-9]{1,20}|(/[0-9]{1,20})+/)$"
A_DAY = r"^(19|2[0-9])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
A_PAGE_MARK = r"^[A-Za-z0-9_-]{1,200}$"

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{9,20}$")]
TaskNumber = Annotated[str, StringConstraints(pattern=r"^S[0-9]{8,18}$")]
TokenNumber = Annotated[str, StringConstraints(pattern=r"^T[0-9]{8,18}$")]
TrackingCode = Annotated[str, StringConstraints(pattern=r"^[a-z2-7A-Z]{26}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$")]
Cursor = Annotated[str, StringConstraints(pattern=A_PAGE_MARK)]

# With the kind before it: 'matter:' and twelve signs.
LONGEST_CLASS = 19
ClassCode = Annotated[str, StringConstraints(pattern=r"^((matter|part):)?[0-9A-Za-z]{1,12}$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=NO_NUL)]
AreaNode = Annotated[str, StringConstraints(max_length=160, pattern=A_NODE)]
Day = Annotated[str, StringConstraints(pattern=A_DAY)]
Short = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=NO_NUL)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]
Remark = Annotated[str, StringConstraints(max_length=MOST_REMARK, pattern=NO_NUL)]


def _told(at: datetime) -> datetime:
    try:
        return in_utc(at)
    except ValueError as error:
        raise PydanticCustomError("out_of_range", f"from {FIRST_YEAR} to {LAST_YEAR}") from error


# In strict mode a text is no instant; one without a zone could be any.
Instant = Annotated[AwareDatetime, AfterValidator(_told), Field(strict=False, json_schema_extra={"maxLength": 40})]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]


class Input(BaseModel):
    """A body: a name that is not declared is refused, and so is a value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Sought(BaseModel):
    """The parameters of an address, where everything is text first."""

    model_config = ConfigDict(extra="forbid")


def corners(text: str) -> tuple[float, float, float, float]:
    """West, south, east, north out of four numbers with commas between. Raises ValueError."""
    west, south, east, north = (float(part) for part in text.split(","))
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError(text)
    return west, south, east, north


def _checked(text: str) -> str:
    try:
        corners(text)
    except ValueError as error:
        raise PydanticCustomError("bad_box", "west,south,east,north") from error
    return text


Box = Annotated[str, StringConstraints(max_length=120), AfterValidator(_checked)]
