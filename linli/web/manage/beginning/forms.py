"""The form of a step that is taken by file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.web.manage.frame import FileForm


class StepForm(FileForm):
    """A file, and of which file the rows that are left out have been seen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    file = forms.FileField(
        label=_("File"),
        error_messages={"required": _("Choose a file.")},
        widget=forms.ClearableFileInput(
            {"class": "form-control", "accept": ".csv,.geojson,.json,text/csv,application/geo+json"}
        ),
    )
    file.widget.template_name = "django/forms/widgets/file.html"
