"""Which column of the file is what: a TOML file, checked as a whole before anything is read."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from linli.cases.adapters.tables.faults import Fault, TableError, file_fault
from linli.cases.rules import Channel
from linli.places.coordinates import Datum

LARGEST = 1024 * 1024
# pydantic's word for what is wrong → ours
CODES = {"missing": "missing_key", "extra_forbidden": "unknown_key"}


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"no time zone {name}") from error
    return name


class Part(BaseModel):
    """A section of the mapping; a setting that it does not know is an error, not a surprise."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class FileForm(Part):
    encoding: Literal["auto", "utf-8", "gb18030"] = "auto"
    delimiter: Literal["auto", ",", ";", "\t", "|"] = "auto"
    sheet: str = ""
    header: Annotated[int, Field(ge=1, le=100)] = 1
    header_rows: Annotated[int, Field(ge=1, le=3)] = 1


class Text(Part):
    columns: list[str] = Field(min_length=1)
    join: str = "；"


class Time(Part):
    column: str
    format: str = "auto"
    zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"


class Place(Part):
    code: str = ""
    address: list[str] = []
    lon: str = ""
    lat: str = ""
    datum: Datum = Datum.WGS84


class Class(Part):
    column: str = ""
    default: str = ""
    values: dict[str, str] = {}


class Way(Part):
    column: str = ""
    default: Channel = Channel.PHONE
    values: dict[str, Channel] = {}


class Contact(Part):
    name: str = ""
    phone: str = ""
    anonymous: str = ""
    anonymous_values: list[str] = ["是", "匿名", "yes", "true", "1"]


class Number(Part):
    column: str


class State(Part):
    column: str
    closed: list[str] = Field(min_length=1)
    open: list[str] = []
    closed_at: str
    result: str = ""
    outcome: str = ""
    outcomes: dict[str, Literal["done", "partly", "not_found", "no_action", "not_done"]] = {}


class TableMap(Part):
    """The whole mapping. `source` names where the records come from; numbers are told apart by it."""

    source: str = Field(min_length=1, max_length=40)
    file: FileForm = FileForm()
    text: Text
    time: Time
    place: Place = Place()
    class_: Class = Field(default=Class(), alias="class")
    channel: Way = Way()
    contact: Contact = Contact()
    number: Number | None = None
    state: State | None = None

    def columns(self) -> list[tuple[str, str]]:
        """Every column that the mapping names, with the setting that names it."""
        place, contact = self.place, self.contact
        named = [
            *(("text.columns", name) for name in self.text.columns),
            ("time.column", self.time.column),
            ("place.code", place.code),
            *(("place.address", name) for name in place.address),
            ("place.lon", place.lon),
            ("place.lat", place.lat),
            ("class.column", self.class_.column),
            ("channel.column", self.channel.column),
            ("contact.name", contact.name),
            ("contact.phone", contact.phone),
            ("contact.anonymous", contact.anonymous),
        ]
        if self.number:
            named.append(("number.column", self.number.column))
        if self.state:
            named += [("state.column", self.state.column), ("state.closed_at", self.state.closed_at)]
            named += [("state.result", self.state.result), ("state.outcome", self.state.outcome)]
        return [(key, name) for key, name in named if name]

    def digest(self) -> str:
        """What the audit keeps of the mapping."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()


def read(path: Path) -> TableMap:
    """The mapping in this file. Raises TableError, which tells everything that is wrong with it."""
    try:
        data = path.read_bytes()[: LARGEST + 1]
    except OSError as error:
        raise file_fault("no_file", path=path) from error
    return parsed_text(data)


def parsed_text(data: bytes) -> TableMap:
    """The mapping in this TOML. Raises TableError."""
    return parsed(_toml(data))


def read_loosely(path: Path) -> TableMap:
    """A first mapping as it was guessed: what is needed and was not found is left empty for a person to choose."""
    found = _toml(path.read_bytes())
    state = found.get("state")
    if state and not state.get("closed"):
        del found["state"]
    return parsed(found)


def _toml(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        raise file_fault("not_toml", problem=error) from error


def parsed(found: dict[str, Any]) -> TableMap:
    """The mapping from its values. Raises TableError."""
    try:
        return TableMap.model_validate(found)
    except ValidationError as error:
        raise TableError(*(_fault(dict(each)) for each in error.errors())) from error


def _fault(told: dict[str, Any]) -> Fault:
    key = ".".join(str(part) for part in told["loc"])
    code = CODES.get(str(told["type"]), "wrong_value")
    return Fault(code, words={"key": key, "problem": told["msg"]})


def written(given: TableMap) -> str:
    """The mapping as a file; what is as it would be by itself is left out."""
    told = given.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return "\n".join(_section("", told)) + "\n"


def _section(name: str, values: Mapping[str, Any]) -> list[str]:
    """Settings first, then the sections within."""
    lines = [f"{key} = {_plain(value)}" for key, value in values.items() if not isinstance(value, dict)]
    for key, value in values.items():
        if isinstance(value, dict):
            within = f"{name}.{key}" if name else key
            lines += ["", f"[{within}]", *_settings(within, value)]
    return lines


def _settings(name: str, values: Mapping[str, Any]) -> list[str]:
    """Of a section; in a table of words the words themselves are keys, and are quoted."""
    if name.endswith(".values"):
        return [f"{_plain(word)} = {_plain(code)}" for word, code in values.items()]
    return _section(name, values)


def _plain(value: object) -> str:
    """A TOML value; JSON writes the same, but for one letter."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
