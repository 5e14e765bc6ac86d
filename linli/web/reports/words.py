"""The forms by which a reporter speaks to the desk: words, a rating, the wish to have the case opened again."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases.labels import SATISFACTION
from linli.cases.rules import LONGEST_REMARK
from linli.web.fields import text_area

YES, NO = "yes", "no"


def _words(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST_REMARK, required=required, widget=text_area(3, LONGEST_REMARK)
    )


class _Speech(forms.Form):
    """Each carries a key of its own, so that a form sent twice is heard once."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *given: Any, **named: Any) -> None:
        named.setdefault("initial", {"key": uuid.uuid4().hex})
        named.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*given, **named)

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

    reason = _words(_("What is still wrong?"), required=True)
