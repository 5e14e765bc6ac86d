"""A row of the file as a matter: what the mapping makes of its cells, what is wrong, what the desk must know."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import override

from linli.cases import rules
from linli.cases.actions.tables import Incoming
from linli.cases.adapters.tables import times
from linli.cases.adapters.tables.faults import Fault, of_refusal, shortened
from linli.cases.adapters.tables.mapping import TableMap
from linli.cases.adapters.tables.records import Record
from linli.cases.adapters.tables.source import Table, positions
from linli.cases.labels import OUTCOMES
from linli.kernel.refusals import Refusal
from linli.places import queries as places
from linli.places.queries import Spot

# What people write where there is nothing to write.
NOTHING = frozenset({
    "", "-", "--", "—", "/", "\\", "无", "没有", "未知", "不详", "空", "匿名",
    "n/a", "na", "nan", "null", "none", "unknown", "unspecified",
})  # fmt: skip
WHOLE = re.compile(r"(\d+)\.0+")
LOST = re.compile(r"\d(\.\d+)?[eE]\+?\d{2}")


Read = TypeVar("Read")


class RowError(Exception):
    """The row does not come in."""

    def __init__(self, code: str, column: str, value: str, **words: object) -> None:
        self.fault = Fault(code, column, shortened(value), words)
        super().__init__(code)

    @classmethod
    def of(cls, faults: Sequence[Fault]) -> "RowError":
        """All that is wrong with a row, told with the first."""
        found = cls(faults[0].code, faults[0].column, faults[0].value)
        found.fault = replace(faults[0], more=tuple(faults[1:]))
        return found


@dataclass
class Understood:
    """A chunk of rows: those that may come in, what is wrong with the others, and what is odd about the former."""

    records: dict[int, Record] = field(default_factory=dict)
    incoming: list[Incoming] = field(default_factory=list)
    bad: dict[int, Fault] = field(default_factory=dict)
    odd: dict[int, list[Fault]] = field(default_factory=dict)
    empty: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """The places that a chunk names, found with a query for each kind."""

    codes: Mapping[str, Spot]
    addresses: Mapping[str, Spot]
    root: str


def _or_fault(faults: list[Fault], read: Callable[[], Read]) -> Read | None:
    """What is read; what is wrong with it is noted instead."""
    try:
        return read()
    except RowError as error:
        faults.append(error.fault)
        return None


def outcome_words() -> dict[str, str]:
    """Each outcome by its code and by our words for it in each language, as exports have them."""
    found = {code: code for code in rules.OUTCOMES}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {str(words).casefold(): code for code, words in OUTCOMES.items()}
    return found


class Reader:
    """Reads rows by a mapping. Raises TableError when the file lacks a column that the mapping names."""

    def __init__(self, mapping: TableMap, table: Table, file_sha256: str, classes: Sequence[tuple[str, str]]) -> None:
        self.map, self.table, self.file_sha256 = mapping, table, file_sha256
        self.at = positions(table, mapping.columns())
        self.zone = ZoneInfo(mapping.time.zone)
        self.class_codes = {name.casefold(): code for code, name in classes} | {code: code for code, _ in classes}
        state = mapping.state
        self.closed = {word.strip().casefold() for word in state.closed} if state else set()
        named = state.outcomes if state else {}
        self.outcomes = outcome_words() | {word.strip().casefold(): code for word, code in named.items()}
        self.open = {word.strip().casefold() for word in state.open} if state else set()

    def read(self, records: Sequence[Record]) -> Understood:
        """What the rows say."""
        found = Understood()
        whole = [record for record in records if not record.is_empty]
        found.empty = len(records) - len(whole)
        there = self._places(whole)
        for record in whole:
            found.records[record.number] = record
            odd: list[Fault] = []
            try:
                found.incoming.append(self._incoming(record, there, odd))
            except RowError as error:
                found.bad[record.number] = error.fault
                continue
            if odd:
                found.odd[record.number] = odd
        return found

    def refused(self, refusal: Refusal, record: Record) -> Fault:
        """Why the use case did not take the row, with the column that is at fault."""
        column = self._column_of(refusal.field or "")
        return of_refusal(refusal, column, shortened(self.cell(record, column)) if column else "")

    def twice(self, record: Record, first: int) -> Fault:
        """The number belongs to an earlier row."""
        column = self.map.number.column if self.map.number else ""
        return Fault("number_twice", column, shortened(self.cell(record, column)), {"row": first})

    def cell(self, record: Record, column: str) -> str:
        """What stands in a column; '' beyond the end of the row, or when the mapping names no such column."""
        place = self.at.get(column, -1) if column else -1
        return record.cells[place].strip() if 0 <= place < len(record.cells) else ""

    def _known(self, record: Record, column: str) -> str:
        """What stands there as a code or number: nothing for a word that says nothing, no '.0' from a spreadsheet."""
        text = self.cell(record, column)
        whole = WHOLE.fullmatch(text)
        return "" if text.casefold() in NOTHING else whole.group(1) if whole else text

    def _incoming(self, record: Record, there: Places, odd: list[Fault]) -> Incoming:
        self._check_shape(record)
        faults: list[Fault] = []
        number = _or_fault(faults, lambda: self._number(record)) or ""
        reported_at = _or_fault(faults, lambda: self._time(record, self.map.time.column, "no_time"))
        closed_at = _or_fault(faults, lambda: self._closed_at(record))
        outcome = _or_fault(faults, lambda: self._outcome(record)) if closed_at else ""
        faults += self._broken_rules(record, reported_at, closed_at)
        if faults:
            raise RowError.of(faults)
        anonymous = self._is_anonymous(record)
        given: dict[str, Any] = {
            "text": self._text(record),
            "spot": self._spot(record, there, odd),
            "channel": self._channel(record, odd),
            "reported_at": reported_at,
            "class_code": self._class(record, odd),
            "contact": {} if anonymous else self._contact(record, odd),
            "is_anonymous": anonymous,
            "external_number": number,
            "closed_at": closed_at,
            "result": self.cell(record, self.map.state.result) if self.map.state and closed_at else "",
            "outcome": outcome,
            "note": "；".join(fault.note() for fault in odd),
        }
        return Incoming(record.number, self._identity(record, number), given)

    def _broken_rules(self, record: Record, reported_at: datetime | None, closed_at: datetime | None) -> list[Fault]:
        """What the use case would refuse, one after the other: all of it is told at once."""
        found: list[Fault] = []
        checks: list[Callable[[], None]] = [lambda: rules.check_text(self._text(record))]
        if reported_at:
            checks.append(partial(rules.check_past, timezone.now(), reported_at, closed_at))
        for check in checks:
            try:
                check()
            except Refusal as refusal:
                found.append(self.refused(refusal, record))
        return found

    def _check_shape(self, record: Record) -> None:
        if record.fault:
            raise RowError(record.fault, "", record.cells[0] if record.cells else "")
        expected, found = len(self.table.headings), len(record.cells)
        beyond = any(cell.strip() for cell in record.cells[expected:])
        if beyond or (found < expected and not self.table.is_ragged):
            raise RowError("wrong_columns", "", "", expected=expected, found=found)

    def _identity(self, record: Record, number: str) -> str:
        """A number is the same matter in whichever file it comes; a row without one is the row of this file."""
        told = [self.map.source, number] if number else [self.file_sha256, record.number]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()

    def _number(self, record: Record) -> str:
        if not self.map.number:
            return ""
        column = self.map.number.column
        number = self._known(record, column)
        if not number:
            raise RowError("no_number", column, "")
        if LOST.fullmatch(number):
            raise RowError("digits_lost", column, number)
        return number

    def _text(self, record: Record) -> str:
        parts = [self.cell(record, column) for column in self.map.text.columns]
        return self.map.text.join.join(part for part in parts if part)

    def _time(self, record: Record, column: str, none: str) -> datetime:
        text = self.cell(record, column)
        if text.casefold() in NOTHING:
            raise RowError(none, column, text)
        found = times.read(text, self.map.time.format, self.zone)
        if found is None:
            raise RowError("bad_time", column, text)
        return found

    def _closed_at(self, record: Record) -> datetime | None:
        state = self.map.state
        if not state:
            return None
        word = self.cell(record, state.column)
        if word.casefold() in self.closed:
            return self._time(record, state.closed_at, "no_closing_time")
        if self.open and word.casefold() not in self.open:
            raise RowError("unknown_state", state.column, word)
        return None

    def _outcome(self, record: Record) -> str:
        """What became of what is closed: as the mapping says, else by our own words; '' where the cell says nothing."""
        state = self.map.state
        word = self._known(record, state.outcome) if state else ""
        if not (state and word):
            return ""
        found = self.outcomes.get(word.casefold())
        if not found:
            raise RowError("unknown_outcome", state.outcome, word)
        return found

    def _class(self, record: Record, odd: list[Fault]) -> str:
        wanted = self.map.class_
        word = self._known(record, wanted.column)
        code = self.class_codes.get(wanted.values.get(word, word).casefold(), "")
        if word and not code:
            odd.append(Fault("unknown_class", wanted.column, shortened(word)))
        return code or self.class_codes.get(wanted.default, "")

    def _channel(self, record: Record, odd: list[Fault]) -> str:
        way = self.map.channel
        word = self._known(record, way.column)
        found = way.values.get(word)
        if word and found is None:
            odd.append(Fault("unknown_channel", way.column, shortened(word)))
        return found or way.default

    def _contact(self, record: Record, odd: list[Fault]) -> dict[str, str]:
        """A number that looks odd stays as it is; the note, which is not masked, does not tell it."""
        contact, phone = self.map.contact, self._known(record, self.map.contact.phone)
        try:
            rules.check_phone(phone)
        except Refusal:
            odd.append(Fault("odd_phone", contact.phone))
        return {"name": self._known(record, contact.name), "phone": phone[: rules.LONGEST_CONTACT]}

    def _is_anonymous(self, record: Record) -> bool:
        contact = self.map.contact
        said = self.cell(record, contact.anonymous).casefold()
        return bool(said) and said in {word.casefold() for word in contact.anonymous_values}

    def _address(self, record: Record) -> str:
        parts = [self._known(record, column) for column in self.map.place.address]
        return " ".join(part for part in parts if part)

    def _places(self, records: Sequence[Record]) -> Places:
        codes = {self._known(record, self.map.place.code) for record in records} - {""}
        addresses = {self._address(record) for record in records} - {""}
        found = places.spots_of_doors(codes) | places.spots_of_codes(codes) if codes else {}
        return Places(found, places.spots_of_addresses(addresses) if addresses else {}, places.root_path())

    def _spot(self, record: Record, there: Places, odd: list[Fault]) -> Spot:
        """By its code, else by its point, else by its address; else it lies in the root area for the desk to sort."""
        code, address = self._known(record, self.map.place.code), self._address(record)
        spot = there.codes.get(code) or self._point(record, odd) or there.addresses.get(address)
        if code and code not in there.codes:
            lost = "place_digits_lost" if LOST.fullmatch(code) else "unknown_place"
            odd.append(Fault(lost, self.map.place.code, shortened(code)))
        elif spot is None:
            odd.append(Fault("unknown_place", (self.map.place.address or [""])[0], shortened(address)))
        if spot is None:
            return Spot(there.root, address=address, is_outside=True)
        return replace(spot, address=address or spot.address)

    def _point(self, record: Record, odd: list[Fault]) -> Spot | None:
        place = self.map.place
        lon, lat = self._known(record, place.lon), self._known(record, place.lat)
        if not (lon and lat):
            return None
        try:
            spot = places.spot_of_point(float(lon), float(lat), place.datum)
        except (ValueError, Refusal):
            odd.append(Fault("bad_point", place.lon, shortened(f"{lon}, {lat}")))
            return None
        if spot.is_outside:
            odd.append(Fault("outside", place.lon, shortened(f"{lon}, {lat}")))
        return spot

    def _column_of(self, given: str) -> str:
        """The column from which an input of the use case was read."""
        state, contact = self.map.state, self.map.contact
        return {
            "text": self.map.text.columns[0],
            "reported_at": self.map.time.column,
            "closed_at": state.closed_at if state else "",
            "result": state.result if state else "",
            "contact": contact.phone or contact.name,
            "name": contact.name,
            "phone": contact.phone,
            "place": (self.map.place.address or [""])[0],
            "external_number": self.map.number.column if self.map.number else "",
        }.get(given, "")
