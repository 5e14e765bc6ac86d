"""Form fields as the pages draw them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext, gettext_noop, ngettext_lazy

from linli.cases.rules import BETWEEN, EXTENSION
from linli.kernel.instants import in_utc
from linli.kernel.refusals import Refusal

# The class is generic for the type checker only.
if TYPE_CHECKING:
    Upload = UploadedFile[bytes]
else:
    Upload = UploadedFile

MOST_PHOTOS_AT_ONCE = 9
# Of a mobile number of this country; shorter than the second it is one of the short numbers of services.
MOBILE_DIGITS, SHORTEST_SLIP = 11, 7
# What Django's own forms say. Named here, it stands in our catalogue and is said in our words rather than in Django's.
SAID_BY_DJANGO = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
ACCEPTED = "image/jpeg,image/png,image/webp"


class Pick(forms.Select):
    """A long list in which one types to find; a plain list where there is no script."""

    def __init__(self, choices: Iterable[Any] = ()) -> None:
        super().__init__({"class": "form-select", "data-pick": ""}, choices)


class Photos(forms.ClearableFileInput):
    """Several pictures in one field."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Upload]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files


class InstantField(forms.DateTimeField):
    """A day and a time of day as this town's clocks tell it; a program may write an offset."""

    def __init__(self, **given: Any) -> None:
        widget = forms.DateTimeInput({"class": "form-control", "type": "datetime-local"})
        super().__init__(required=False, widget=widget, **given)

    def clean(self, value: Any) -> datetime | None:
        found = super().clean(value)
        try:
            return in_utc(found) if found else None
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class PhotosField(forms.FileField):
    """What comes of it is a list, empty when nothing was chosen. Whether they are pictures is for the action to say.
    One that is wanted is not called optional, though the move may go without."""

    is_wanted = False

    def __init__(self, *, needed: bool = False, **given: Any) -> None:
        self.needed = needed
        attributes = {"class": "form-control", "accept": ACCEPTED, "multiple": True, "data-photos": ""}
        super().__init__(required=False, widget=Photos(attributes), **given)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        chosen = [super(PhotosField, self).clean(one, initial) for one in data or ()]
        if self.needed and not chosen:
            raise forms.ValidationError(gettext("Choose at least one picture."))
        if len(chosen) > MOST_PHOTOS_AT_ONCE:
            raise forms.ValidationError(gettext("At most %(most)s pictures at once.") % {"most": MOST_PHOTOS_AT_ONCE})
        return chosen


class PhoneField(forms.CharField):
    """A number under which somebody can be called back: what begins like a mobile one and has a digit too few or too
    many is told at once, for nobody could tell later."""

    def clean(self, value: Any) -> str:
        given = str(super().clean(value) or "").strip()
        if any(_is_odd_mobile(one) for one in BETWEEN.split(given)):
            raise forms.ValidationError(gettext("A mobile number has 11 digits. Please compare it once more."))
        return given


def _is_odd_mobile(given: str) -> bool:
    one = EXTENSION.sub("", given).strip()
    digits = "".join(c for c in one.removeprefix("+86") if c.isdigit())
    is_ours = not one.startswith("+") or one.startswith("+86")
    return is_ours and len(digits) >= SHORTEST_SLIP and digits[0] == "1" and len(digits) != MOBILE_DIGITS


def text_area(rows: int, longest: int, **attributes: object) -> forms.Textarea:
    return forms.Textarea({"class": "form-control", "rows": rows, "maxlength": longest, **attributes})


def text_line(**attributes: object) -> forms.TextInput:
    return forms.TextInput({"class": "form-control", **attributes})


def blame(form: forms.Form, refusal: Refusal, sentence: str) -> None:
    """Puts a refusal's sentence beside the field at fault, or above the form when it has no field of its own."""
    form.add_error(refusal.field if refusal.field in form.fields else None, sentence)


def renewed(form: forms.Form, **values: object) -> None:
    """Sets hidden values of a form that is shown again."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    for name, value in values.items():
        data[name] = str(value)
    form.data = data
