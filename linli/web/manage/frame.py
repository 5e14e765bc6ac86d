"""What a page of administration is made of: one declaration for each register, from which every page is drawn.

To add a register: a `Kept` in the domain's queries, an action on `kernel.models.Register` that calls
`kernel.registers.change`, and here a `Page` in a module of its own, named in `linli.web.manage.pages`.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from linli.kernel.actions import Receipt
from linli.kernel.actor import EVERYWHERE, Actor, covers
from linli.kernel.registers import REGISTER_VIEW, Change, Kept, Values, digest
from linli.kernel.texts import BETWEEN, NO, YES
from linli.places.queries import root_path
from linli.web.fields import Pick, text_area, text_line

Make = Callable[[], forms.Field]
Show = Callable[[Values], Any]


class Words(forms.CharField):
    """Several words, one a line; as text they have bars between."""

    def prepare_value(self, value: Any) -> Any:
        return str(value or "").replace(BETWEEN, "\n")

    def clean(self, value: Any) -> str:
        return BETWEEN.join(line.strip() for line in str(super().clean(value)).splitlines() if line.strip())


class Ticks(forms.MultipleChoiceField):
    """Several of a list, each with a tick; as text they have bars between."""

    def prepare_value(self, value: Any) -> Any:
        return str(value or "").split(BETWEEN) if value is None or isinstance(value, str) else list(value)

    def clean(self, value: Any) -> Any:
        return BETWEEN.join(super().clean(value))


class Yes(forms.BooleanField):
    """A tick; as text true or false."""

    def prepare_value(self, value: Any) -> Any:
        return value in (True, YES, "on")

    def clean(self, value: Any) -> Any:
        return YES if super().clean(value) else NO


def line(longest: int, *, needed: bool = True, help_text: Any = "") -> Make:
    return lambda: forms.CharField(
        max_length=longest, required=needed, help_text=help_text, widget=text_line(maxlength=longest)
    )


def number(*, needed: bool = True, help_text: Any = "") -> Make:
    return lambda: forms.CharField(
        max_length=6, required=needed, help_text=help_text, widget=text_line(inputmode="numeric", maxlength=6)
    )


def day(*, needed: bool = False) -> Make:
    return lambda: forms.CharField(
        max_length=10, required=needed, widget=forms.DateInput({"class": "form-control", "type": "date"})
    )


def hour() -> Make:
    return lambda: forms.CharField(max_length=8, widget=forms.TimeInput({"class": "form-control", "type": "time"}))


def words(help_text: Any = "") -> Make:
    return lambda: Words(max_length=2000, required=False, help_text=help_text, widget=text_area(4, 2000))


def yes(help_text: Any = "") -> Make:
    return lambda: Yes(required=False, help_text=help_text, widget=forms.CheckboxInput({"class": "form-check-input"}))


def choice(choices: Callable[[], Sequence[tuple[str, Any]]], *, needed: bool = True, help_text: Any = "") -> Make:
    """One of a list, which is asked for anew for each form."""

    def make() -> forms.Field:
        return forms.ChoiceField(
            choices=[("", _("Choose")), *choices()], required=needed, help_text=help_text, widget=Pick()
        )

    return make


@dataclass(frozen=True, slots=True)
class Root:
    """The whole town, as something that a grant may cover."""

    area_path: str
    unit_path: str = ""


def may_look(actor: Actor) -> bool:
    """Whether the registers open to the actor: they are the whole town's. Every page asks it, also before there is a
    town."""
    areas = actor.areas(REGISTER_VIEW)
    return EVERYWHERE in areas or (bool(areas) and covers(areas, root_path()))


def with_code(name: str, code: str) -> Any:
    """A name, and its code in small letters beside it."""
    return format_html('{} <small class="quiet">{}</small>', name, code) if name and name != code else code


def named(rows: Sequence[Values], **names: Mapping[str, str]) -> Sequence[Values]:
    """The rows with names in the place of those codes that have one, by column."""
    return [
        {**values, **{column: known.get(values[column], values[column]) for column, known in names.items()}}
        for values in rows
    ]


@dataclass(frozen=True, slots=True)
class Hanging:
    """What refers to a row, how often, and where to look at it."""

    words: Any
    count: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A change of a row that is one button away: why, what it is about, and what the row's form would be sent."""

    title: Any
    words: Any
    button: Any
    items: Sequence[Any]
    given: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """One register on the pages: `labels` are the words of its columns, `shown` those of the list and how they look.

    `retired` makes of a row's values those of a retired row; None takes the row out. `dressed` puts into the rows of a
    list what their columns do not say, like names for codes; `hanging` is what refers to a row, told before it is
    retired; `told` is what else is to be known of it, with `is_tried` also of a row that is not saved yet; `asked` is
    the question that a change puts before it is saved; `offered` a change that the row is waiting for. `unset` are rows
    that hold by themselves until somebody says them otherwise; they are listed too. `more` are ways to other pages:
    words, address, and perhaps the permission without which they are not shown.
    """

    kept: Kept[Any]
    title: Any
    lead: Any
    icon: str
    change: Callable[..., Receipt]
    permission: str
    labels: Mapping[str, Any]
    shown: Mapping[str, Show]
    fields: Mapping[str, Make]
    retired: Callable[[Values], Values | None] = field(default=lambda values: None)
    load: Callable[..., Receipt] | None = None
    kind: str = ""
    more: Sequence[tuple[Any, ...]] = ()
    dressed: Callable[[Sequence[Values]], Sequence[Values]] = field(default=lambda rows: rows)
    hanging: Callable[[Values], Sequence[Hanging]] = field(default=lambda values: ())
    told: Callable[[Values], Sequence[Any]] = field(default=lambda values: ())
    told_title: Any = ""
    is_tried: bool = False
    asked: Callable[[Values, Values], Any] = field(default=lambda before, after: "")
    retire_words: Any = ""
    unset: Callable[[], Sequence[Values]] | None = None
    offered: Callable[[Values], Offer | None] = field(default=lambda values: None)

    def __post_init__(self) -> None:
        assert not {"key", "seen"} & set(self.fields), "the form of a row has fields of this name already"

    @property
    def name(self) -> str:
        return self.kept.name

    @property
    def address(self) -> str:
        return reverse("manage_rows", args=[self.name])

    @property
    def comes_by_file(self) -> bool:
        return self.load is not None


@dataclass(frozen=True)
class Place:
    """Pages of administration that are no register. `permission` opens them, wherever it is held; so does each of
    `others`."""

    name: str
    title: Any
    lead: Any
    icon: str
    permission: str
    others: Sequence[str] = ()

    @property
    def address(self) -> str:
        return reverse(self.name)

    def opens_to(self, actor: Actor) -> bool:
        return any(actor.holds(permission) for permission in (self.permission, *self.others))


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a list: words, or several `items` of words and what is said beside them. `address` makes it a way."""

    label: Any
    words: Any = ""
    quiet: Any = ""
    address: str = ""
    items: Sequence[tuple[Any, Any]] = ()
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One change as a history tells it."""

    change: Change
    who: str
    differences: Sequence[tuple[Any, Any, Any]]


class RowForm(forms.Form):
    """The form of one row. It carries what was seen of the row, and a key of its own."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(
        self, page: Page, standing: Values | None, *given: Any, begun: Values | None = None, **named: Any
    ) -> None:
        seen = digest(standing) if standing else ""
        named.setdefault("initial", {**(standing or begun or {}), "key": uuid.uuid4().hex, "seen": seen})
        super().__init__(*given, **named)
        self.page, self.standing = page, standing
        for name, make in page.fields.items():
            made = make()
            made.label = page.labels[name]
            if standing and name in page.kept.key:
                made.disabled = True
            self.fields[name] = made

    def values(self) -> dict[str, str]:
        """The whole row as texts; what has no field stays as it is."""
        given = {name: str(self.cleaned_data[name]) for name in self.page.fields}
        return dict.fromkeys(self.page.kept.columns, "") | dict(self.standing or {}) | given


class FileForm(forms.Form):
    """A file with rows."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    # What was tried before, when it need not be chosen again.
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Choose a file.")},
        help_text=_("A table as CSV, with the same headings as the exported one. UTF-8 or GB 18030."),
        widget=forms.ClearableFileInput({"class": "form-control", "accept": ".csv,text/csv"}),
    )
    file.widget.template_name = "django/forms/widgets/file.html"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["file"].required = not self.data.get("text")
