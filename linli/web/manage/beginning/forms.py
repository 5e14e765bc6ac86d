"""The form of a step that is taken by file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.web.manage.frame import FileForm


class StepForm(FileForm):
    """A file, and which lines of which file somebody has seen to be left out."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    left_out = forms.CharField(widget=forms.HiddenInput, required=False, max_length=150_000)
    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Choose a file.")},
        widget=forms.ClearableFileInput(
            {"class": "form-control", "accept": ".csv,.geojson,.json,text/csv,application/geo+json"}
        ),
    )
    file.widget.template_name = "django/forms/widgets/file.html"

    def lines_left_out(self, digest: str) -> set[int]:
        """The lines, when it was this file that was seen."""
        if self.cleaned_data["seen"] != digest:
            return set()
        return {
            int(line)
            for line in self.cleaned_data["left_out"].split(",")
            if line.isascii() and line.isdigit() and len(line) < 8
        }
