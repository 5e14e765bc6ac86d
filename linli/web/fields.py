"""Form fields as the pages draw them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext

from linli.kernel.refusals import Refusal

# The class is generic for the type checker only.
if TYPE_CHECKING:
    Upload = UploadedFile[bytes]
else:
    Upload = UploadedFile

MOST_PHOTOS_AT_ONCE = 9
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


class PhotosField(forms.FileField):
    """What comes of it is a list, empty when nothing was chosen. Whether they are pictures is for the action to say."""

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
