"""The forms by which a reporter speaks to the desk: words, pictures, a rating, the wish to have it opened again."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.disclosure import Disclosed, without
from linli.cases.labels import SATISFACTION
from linli.cases.rules import LONGEST_REMARK
from linli.web.fields import PhotosField, renewed, text_area
from linli.web.reports.looking import gives_away, instead_of, numbers_in
from linli.web.request import Request

YES, NO = "yes", "no"


def _words(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_REMARK, required=required, widget=text_area(3, LONGEST_REMARK)
    )


class _Speech(forms.Form):
    """Each carries a key of its own, so that a form sent twice is heard once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    # The field with the words.
    spoken = "text"

    def __init__(self, *given: Any, **named: Any) -> None:
        named.setdefault("initial", {"key": uuid.uuid4().hex})
        named.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*given, **named)
        # Numbers in the words, each with what may stand in its place, where somebody is to be asked about them.
        self.disclosed: list[tuple[Disclosed, Any]] = []
        self.is_changed = False

    @property
    def words(self) -> str:
        return str(self[self.spoken].value() or "")[:LONGEST_REMARK]

    def must_be_asked(self, request: Request) -> bool:
        """Whether the form is shown again before it is sent: a number is to go, or stands in the words and nobody was
        asked about it. Without a script, as the report's form does."""
        number = request.POST.get("remove", "")
        if number:
            self.is_changed = True
            renewed(self, **{self.spoken: without(self.words, number, instead_of(number))})
        self.disclosed = numbers_in(self.words)
        return bool(number) or ("asked" not in request.POST and bool(gives_away(self.words)))

    def said(self) -> dict[str, Any]:
        """What the action is given."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}


class Answer(_Speech):
    """Words to the desk."""

    text = _words(pgettext_lazy("message", "Your words"), required=True)


class RatingForm(_Speech):
    """Solved or not, how content, and words if one likes."""

    is_solved = forms.ChoiceField(
        label=_("Is the matter solved?"), choices=[(YES, _("Yes")), (NO, _("No"))], widget=forms.RadioSelect
    )
    level = forms.ChoiceField(
        label=_("How content are you?"), choices=list(SATISFACTION.items()), widget=forms.RadioSelect
    )
    text = _words(_("A word with it"), required=False)

    def said(self) -> dict[str, Any]:
        return {**super().said(), "is_solved": self.cleaned_data["is_solved"] == YES}


class Contest(_Speech):
    """Why it is not settled."""

    spoken = "reason"
    reason = _words(_("What is still wrong?"), required=True)


class Pictures(forms.Form):
    """Further pictures of the matter."""

    photos = PhotosField(needed=True)
