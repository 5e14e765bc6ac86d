"""What the living page shows: each part of the pages in each of its states, with the rule for its use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.kernel.models import Clock
from linli.web.cases.story import Face
from linli.web.fields import text_line
from linli.web.labels import LIGHTS, LOOKS


@dataclass(frozen=True)
class Look:
    """One of the ways in which everything is shown, side by side."""

    name: str
    words: Promise
    theme: str
    size: str = ""


@dataclass(frozen=True)
class Part:
    """One part; its states are in the template `web/design/<name>.html`."""

    name: str
    words: Promise
    rule: Promise

    @property
    def template(self) -> str:
        return f"web/design/{self.name}.html"


LOOKED_AT = (
    Look("light", pgettext_lazy("theme", "Light"), "light"),
    Look("dark", pgettext_lazy("theme", "Dark"), "dark"),
    Look("elder", _("Large type"), "light", "elder"),
)
PARTS = (
    Part("buttons", _("Buttons"), _("One main button a page. What may not be pressed is shown, locked, and says why.")),
    Part("fields", _("Fields"), _("The label above, help below; what is wrong comes last, with what to do.")),
    Part("states", _("States"), _("An icon and a word; the colour says whose turn it is.")),
    Part("lights", _("Lights"), _("Of a clock only, never of a person. The arithmetic is shown on hover.")),
    Part("clocks", _("Clocks"), _("Beginning, limit and pauses: the sum is always written out.")),
    Part("cards", _("Cards"), _("A heading with an icon, then what belongs together. No card within a card.")),
    Part("empty", _("Where nothing is"), _("Says why nothing is here, how something comes here, and what to do now.")),
    Part("rows", _("Rows of a list"), _("What it is, in two lines; on the right what may be done with it.")),
    Part("tabs", _("Tabs"), _("Views of the same list. Each says how many there are.")),
    Part("tags", _("Filters that are on"), _("Each can be taken away by itself.")),
    Part("pages", _("Turning pages"), _("Words and an arrow, never numbers alone.")),
    Part(
        "sheet", _("Sheet and question"), _("A sheet lies above the page; a question is asked where the button stood.")
    ),
    Part("notices", _("Notices"), _("After a move one line says what was done. A refusal says what to do now.")),
    Part("progress", _("Progress"), _("How much is done in words too; without a number while the whole is unknown.")),
    Part("stepper", _("Steps of a form"), _("Where one is among few steps; each step has an address of its own.")),
    Part(
        "marks",
        _("Marks of people and units"),
        _("The first character: round for a person, square for a unit. Never a face."),
    ),
    Part("story", _("Story"), _("Who did what, when, after how long; the newest last.")),
    Part("pictures", _("Before and after"), _("Side by side as soon as there are both.")),
    Part("keys", _("Keys"), _("What the keyboard does, said where it is done.")),
)


class Sample(forms.Form):
    """A field with help, a choice, pictures, and a field that is wrong."""

    name = forms.CharField(
        label=_("What is it for?"),
        required=False,
        help_text=_("The name of the program, so that you know it again."),
        widget=text_line(autocomplete="off"),
    )
    kind = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("Every state"))],
        required=False,
        widget=forms.Select({"class": "form-select"}),
    )
    photos = forms.FileField(
        label=_("Pictures"), required=False, widget=forms.FileInput({"class": "form-control", "data-photos": ""})
    )
    wrong = forms.CharField(label=_("User name"), widget=text_line())


def said(look: Look) -> dict[str, Any]:
    """What the templates of the parts fill in; the names of fields differ from look to look."""
    picture = SimpleNamespace(file_id="icon.svg", file=SimpleNamespace(width=32, height=32))
    return {
        "form": Sample({"name": "", "wrong": ""}, auto_id=f"{look.name}-%s"),
        "faces": _faces(),
        "states": tuple(LOOKS),
        "choices": [],
        "lights": tuple(LIGHTS),
        "tabs": [("one", _("All"), "#tabs", "1000+"), ("two", _("Cases"), "#tabs", "12")],
        "steps": [_("The matter"), _("Where is it?"), _("How can we reach you?")],
        "pictures": [picture, picture],
        "at": timezone.now() - timedelta(hours=3),
    }


def _faces() -> Sequence[Face]:
    """A clock that runs, one that is about to end, one too late, one at rest, one that ended in time."""
    now = timezone.now()

    def clock(name: str, ends_in: float, stopped_hours_ago: float | None = None) -> Clock:
        return Clock(
            name=name,
            started_at=now - timedelta(hours=6),
            due_at=now + timedelta(hours=ends_in),
            stopped_at=None if stopped_hours_ago is None else now - timedelta(hours=stopped_hours_ago),
        )

    return [
        Face(clock("handle", 20), "green", "", "", 0, is_cut_short=False),
        Face(clock("handle", 1), "yellow", "", "", 1, is_cut_short=False),
        Face(clock("handle", -2), "red", "", "", 0, is_cut_short=False),
        Face(clock("check", 20), "", "", "", 1, is_cut_short=False),
        Face(clock("dispatch", -1, 5), "green", "", "", 0, is_cut_short=False),
    ]
