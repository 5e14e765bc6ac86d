"""The forms of an import: the file, and which of its columns is what."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.adapters.tables import mapping
from linli.cases.adapters.tables.faults import shortened
from linli.cases.adapters.tables.guess import FORMATS
from linli.cases.adapters.tables.mapping import TableMap
from linli.cases.labels import CHANNELS, INPUTS
from linli.cases.rules import LONGEST_REMARK, Channel
from linli.places.coordinates import Datum
from linli.web.fields import Pick, text_area, text_line

# Somewhat less than a request may hold.
LARGEST = 15 * 1024 * 1024
MOST_WORDS = 40
TEXTS, ADDRESSES = 3, 2
DATUMS = {
    Datum.WGS84: _("WGS 84 (GPS)"),
    Datum.GCJ02: _("GCJ-02 (Gaode, Tencent)"),
    Datum.BD09: _("BD-09 (Baidu)"),
    Datum.CGCS2000: _("CGCS2000 (Tianditu)"),
}
# field → section and setting of the mapping, and its label
COLUMNS: Mapping[str, tuple[str, str, Any]] = {
    "time": ("time", "column", _("Time of the report")),
    "code": ("place", "code", _("Code of the building or door")),
    "lon": ("place", "lon", _("Longitude")),
    "lat": ("place", "lat", _("Latitude")),
    "kind": ("class", "column", _("Class")),
    "channel": ("channel", "column", _("Channel")),
    "name": ("contact", "name", _("Name of the reporter")),
    "phone": ("contact", "phone", _("Phone of the reporter")),
    "anonymous": ("contact", "anonymous", _("Whether anonymous")),
    "number": ("number", "column", _("Number where it comes from")),
    "state": ("state", "column", _("State")),
    "closed_at": ("state", "closed_at", _("Time of closing")),
    "result": ("state", "result", _("Result")),
    "outcome": ("state", "outcome", INPUTS["outcome"]),
}
GROUPS: Sequence[tuple[Any, Sequence[str]]] = (
    (_("What it is"), ("source", "number", "text_1", "text_2", "text_3", "kind", "class_default")),
    (_("When and by which way"), ("time", "form", "channel", "channel_default")),
    (_("Place"), ("address_1", "address_2", "code", "lon", "lat", "datum")),
    (_("Who reported it"), ("name", "phone", "anonymous")),
    (_("What became of it"), ("state", "closed", "closed_at", "outcome", "result")),
)


def _file(accept: str) -> forms.ClearableFileInput:
    widget = forms.ClearableFileInput({"class": "form-control", "accept": accept})
    widget.template_name = "django/forms/widgets/file.html"
    return widget


class TableForm(forms.Form):
    """The table to be imported."""

    file = forms.FileField(
        label=_("Table"),
        help_text=_("CSV or XLSX, at most 15 MB, headings in the first row. UTF-8 or GB 18030. It is kept privately."),
        widget=_file(".csv,.xlsx,text/csv"),
    )


class MapFileForm(forms.Form):
    """A mapping that was kept as a file."""

    map_file = forms.FileField(label=_("Mapping file"), widget=_file(".toml,text/plain"))


class ReasonForm(forms.Form):
    """Why an import is undone."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REMARK, widget=text_area(3, LONGEST_REMARK))


class MappingForm(forms.Form):
    """Which column is what. Settings of the mapping that have no field here stay as they are."""

    def __init__(
        self,
        given: TableMap,
        headings: Sequence[str],
        samples: Mapping[str, Sequence[str]],
        classes: Sequence[tuple[str, str]],
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.given, self.headings, self.samples, self.classes = given, headings, samples, classes
        self.class_words = self._words("class", {word.casefold() for pair in classes for word in pair})
        self.channel_words = self._words("channel", set())
        self.fields["source"] = forms.CharField(
            label=_("Source"), max_length=40, initial=given.source, widget=text_line(maxlength=40),
            help_text=_("Where the records come from, always the same name: numbers are told apart by it."),
        )  # fmt: skip
        self._add_columns()
        self._add_choices()
        self._add_words()

    def groups(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in GROUPS]

    def words(self) -> list[tuple[Any, list[tuple[str, forms.BoundField]]]]:
        """What stands in the file, and the select beside it."""
        found = []
        for title, kind, words in (
            (_("Words for classes"), "class", self.class_words),
            (_("Words for channels"), "channel", self.channel_words),
        ):
            if words:
                found.append((title, [(word, self[f"{kind}_word_{at}"]) for at, word in enumerate(words)]))
        return found

    def mapping(self) -> TableMap:
        """What was chosen. Raises TableError."""
        told, chosen = self.given.model_dump(mode="json", by_alias=True), self.cleaned_data
        told["number"], told["state"] = told["number"] or {}, told["state"] or {}
        for name, (section, key, _label) in COLUMNS.items():
            told[section][key] = chosen[name]
        told["source"], told["time"]["format"] = chosen["source"], chosen["form"]
        told["text"]["columns"] = _several(chosen, "text_")
        told["place"] |= {"address": _several(chosen, "address_"), "datum": chosen["datum"]}
        told["class"] |= {"default": chosen["class_default"], "values": self._values("class", self.class_words)}
        told["channel"] |= {"default": chosen["channel_default"], "values": self._values("channel", self.channel_words)}
        told["state"]["closed"] = chosen["closed"]
        if told["state"].get("open"):
            told["state"]["open"] = [word for word, _word in self._state_words() if word not in chosen["closed"]]
        return mapping.parsed({key: value for key, value in told.items() if not _is_off(key, value)})

    def _values(self, kind: str, words: Sequence[str]) -> dict[str, str]:
        """The words of before that have no field, and those that were chosen."""
        before = getattr(self.given, "class_" if kind == "class" else kind).values
        chosen = {word: self.cleaned_data[f"{kind}_word_{at}"] for at, word in enumerate(words)}
        return {word: code for word, code in ({**before, **chosen}).items() if code}

    def _add_columns(self) -> None:
        columns = [("", _("— none —")), *((name, self._shown(name)) for name in self.headings)]
        told = self.given.model_dump(mode="json", by_alias=True)
        for name, (section, key, label) in COLUMNS.items():
            now = (told[section] or {}).get(key, "")
            self._add_column(name, label, now, columns, needed=name == "time")
        for prefix, count, label, now in (
            ("text_", TEXTS, _("Description, part %(n)s"), self.given.text.columns),
            ("address_", ADDRESSES, _("Address, part %(n)s"), self.given.place.address),
        ):
            for at in range(max(count, len(now))):
                chosen = now[at] if at < len(now) else ""
                self._add_column(
                    f"{prefix}{at + 1}", label % {"n": at + 1}, chosen, columns, needed=prefix == "text_" and not at
                )

    def _add_column(self, name: str, label: Any, now: str, columns: Any, *, needed: bool) -> None:
        by_name = {heading.casefold(): heading for heading in self.headings}
        place = int(now[1:]) - 1 if now[:1] == "#" and now[1:].isdigit() else -1
        found = by_name.get(now.casefold(), self.headings[place] if 0 <= place < len(self.headings) else "")
        self.fields[name] = forms.ChoiceField(
            label=label, choices=columns, required=needed, initial=found, widget=forms.Select({"class": "form-select"})
        )

    def _add_choices(self) -> None:
        formats = list(dict.fromkeys(["auto", self.given.time.format, *FORMATS]))
        named = [(form, _("as it is recognised") if form == "auto" else form) for form in formats]
        self._choice("form", _("How times are written"), named, self.given.time.format)
        self._choice("datum", _("Coordinates are in"), list(DATUMS.items()), self.given.place.datum)
        ways = [(way.value, CHANNELS[way]) for way in Channel]
        self._choice("channel_default", _("Channel of all others"), ways, self.given.channel.default)
        classes = [("", _("— none —")), *((code, f"{name} {code}") for code, name in self.classes)]
        self.fields["class_default"] = forms.ChoiceField(
            label=_("Class of all others"), choices=classes, required=False, initial=self.given.class_.default,
            widget=Pick(),
        )  # fmt: skip
        if self._state_words():
            self.fields["closed"] = forms.MultipleChoiceField(
                label=_("These words mean: closed"), choices=self._state_words(), required=False,
                initial=self.given.state.closed if self.given.state else [],
                widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given.setdefault("closed", list(self.given.state.closed) if self.given.state else [])
        if given.get("state") and not given["closed"]:
            self.add_error("closed" if "closed" in self.fields else "state", _("Tick the words that mean: closed."))
        if given.get("state") and not given.get("closed_at"):
            self.add_error("closed_at", _("Choose when a matter was closed, or no column for the state."))
        return given

    def _choice(self, name: str, label: Any, choices: Any, now: str) -> None:
        widget = forms.Select({"class": "form-select"})
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=str(now), widget=widget)

    def _add_words(self) -> None:
        classes = [("", _("leave open for the desk")), *((code, f"{name} {code}") for code, name in self.classes)]
        ways = [("", _("the default one")), *((way.value, CHANNELS[way]) for way in Channel)]
        for kind, words, choices in (("class", self.class_words, classes), ("channel", self.channel_words, ways)):
            now = getattr(self.given, "class_" if kind == "class" else kind).values
            known = {name.casefold(): code for code, name in self.classes}
            for at, word in enumerate(words):
                chosen = str(now.get(word, ""))
                self.fields[f"{kind}_word_{at}"] = forms.ChoiceField(
                    label=word, choices=choices, required=False, initial=known.get(chosen.casefold(), chosen),
                    widget=Pick() if kind == "class" else forms.Select({"class": "form-select"}),
                )  # fmt: skip

    def _words(self, kind: str, known: set[str]) -> list[str]:
        """The different words of the column, the first ones, but for those that are understood by themselves."""
        column = getattr(self.given, "class_" if kind == "class" else kind).column
        there = dict.fromkeys(word for word in self._sample(column) if word and word.casefold() not in known)
        return list(there)[:MOST_WORDS]

    def _state_words(self) -> list[tuple[str, str]]:
        if not self.given.state and not self.initial_state():
            return []
        column = self.given.state.column if self.given.state else self.initial_state()
        closed = list(self.given.state.closed) if self.given.state else []
        words = dict.fromkeys([*closed, *(word for word in self._sample(column) if word)])
        return [(word, word) for word in list(words)[:MOST_WORDS]]

    def initial_state(self) -> str:
        """The column of states that is being chosen now, before the mapping knows one."""
        return str(self.data.get("state", "")) if self.is_bound else ""

    def _sample(self, column: str) -> Sequence[str]:
        named = {heading.casefold(): heading for heading in self.headings}
        return self.samples.get(named.get(column.casefold(), column), ())

    def _shown(self, heading: str) -> str:
        """The heading with what stands below it first."""
        first = next((value for value in self.samples.get(heading, ()) if value), "")
        return f"{heading}　{shortened(first)[:24]}" if first else heading


def _several(chosen: Mapping[str, Any], prefix: str) -> list[str]:
    names = sorted(name for name in chosen if name.startswith(prefix) and name.removeprefix(prefix).isdigit())
    return list(dict.fromkeys(chosen[name] for name in names if chosen[name]))


def _is_off(section: str, value: Any) -> bool:
    """Numbers and states are left out as a whole when no column holds them."""
    return section in ("number", "state") and not (value or {}).get("column")
