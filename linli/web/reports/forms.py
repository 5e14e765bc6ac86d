"""The form of a report."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.labels import CHANNELS
from linli.cases.offers import LONGEST as LONGEST_OFFER
from linli.cases.queries import event_classes
from linli.cases.rules import LONGEST_TEXT
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from linli.places.models import Level
from linli.places.queries import (
    Spot,
    areas_below,
    building,
    spot_in_area,
    spot_of_address,
    spot_of_code,
    spot_of_point,
)
from linli.web.entry import this_town
from linli.web.fields import PhoneField, PhotosField, Pick, text_area, text_line
from linli.web.labels import KINDS


class ReportForm(forms.Form):
    """Describe first, then the place, then pictures, then, if one likes, how to be reached."""

    key = forms.CharField(widget=forms.HiddenInput)
    place = forms.CharField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    joins = forms.CharField(required=False, max_length=LONGEST_OFFER)
    asked = forms.BooleanField(required=False)
    channel = forms.ChoiceField(label=_("How the report came in"), required=False, widget=forms.RadioSelect)
    is_on_behalf = forms.BooleanField(
        label=_("I write this down for somebody else"),
        help_text=_("For what a resident told you. Name and phone further down are then the resident's."),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    text = forms.CharField(
        label=_("What is the matter?"),
        help_text=_("Say what you see, as you would tell a neighbour. Names of other people are not needed."),
        max_length=LONGEST_TEXT,
        widget=text_area(5, LONGEST_TEXT),
    )
    offered = forms.CharField(required=False, max_length=20)
    class_code = forms.ChoiceField(label=_("Class"), required=False, widget=Pick())
    community = forms.ChoiceField(label=_("Community"), required=False, widget=Pick())
    address = forms.CharField(
        label=_("Address or name of the building"),
        help_text=_("Type two characters and choose; or write in your own words where it is."),
        max_length=200,
        required=False,
        widget=text_line(autocomplete="off"),
    )
    building = forms.CharField(required=False, max_length=24)
    detail = forms.CharField(
        label=_("Where exactly?"),
        help_text=_("The entrance, the floor, which side: so that nobody has to search."),
        max_length=80,
        required=False,
        widget=text_line(autocomplete="off"),
    )
    photos = PhotosField(
        label=_("Pictures"),
        help_text=_("Place and device are removed from them before they are kept. Cover faces and plates of others."),
    )
    is_anonymous = forms.BooleanField(
        label=_("Report without any contact"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input", "data-anonymous": ""}),
    )
    name = forms.CharField(
        label=_("How may we call you?"), max_length=40, required=False, widget=text_line(autocomplete="name")
    )
    phone = PhoneField(
        label=_("Phone"), max_length=40, required=False, widget=text_line(autocomplete="tel", inputmode="tel")
    )

    def __init__(self, actor: Actor, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        communities = areas_below(this_town().root.path, Level.COMMUNITY)
        self.paths = {area.code: area.path for area in communities}
        self._choose("community", [("", _("All communities")), *((area.code, area.name) for area in communities)])
        self.channels = self.channels_for(actor)
        if self.channels:
            self._choose("channel", [(channel, CHANNELS[channel]) for channel in self.channels])
            self.fields["channel"].initial = self.channels[0]
            self._choose("class_code", [("", _("Not sure yet")), *class_choices()])
        else:
            del self.fields["channel"], self.fields["class_code"], self.fields["is_on_behalf"]

    def channels_for(self, actor: Actor) -> list[str]:
        """How people who work here saw it themselves; what they are told is taken in on the desk's own page."""
        if not actor.is_staff:
            return []
        return ["grid_worker", "patrol"] if actor.holds("case.self_handle") else ["patrol"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def known_place(self) -> Any:
        """The building whose door code was scanned."""
        code = self["place"].value()
        return building(str(code)) if code else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        has_place = any(given.get(name) for name in ("place", "building", "community", "lon"))
        if not has_place and not str(given.get("address", "")).strip():
            self.add_error("address", _("Please say where it is, in a few words if there is no address."))
        return given

    def position(self) -> Spot | None:
        """Where the device says it is, None when it says nothing or something that is no point."""
        if not {"lon", "lat"} <= set(self.fields):
            return None
        lon, lat = (str(self[name].value() or "") for name in ("lon", "lat"))
        try:
            return spot_of_point(float(lon), float(lat), "wgs84")
        except (ValueError, Refusal):
            return None

    def spot(self) -> Spot:
        """Where it is, by the most exact of what was given, with where exactly behind it. Raises Refusal `invalid`."""
        found, detail = self._spot(), self.cleaned_data["detail"].strip()
        return replace(found, address=f"{found.address} {detail}".strip()) if detail else found

    def _spot(self) -> Spot:
        given = self.cleaned_data
        if given["building"]:
            return spot_of_code(given["building"])
        if given["lon"] is not None and given["lat"] is not None:
            point = spot_of_point(given["lon"], given["lat"], "wgs84")
            return replace(point, address=given["address"].strip())
        if given["place"]:
            return spot_of_code(given["place"])
        found = spot_of_address(given["address"])
        if found.building_id is None and given["community"]:
            return spot_in_area(given["community"], given["address"])
        return found

    def contact(self) -> dict[str, str]:
        given = {name: self.cleaned_data[name].strip() for name in ("name", "phone")}
        return {name: value for name, value in given.items() if value}


def class_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every class under its major class, for a list."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in event_classes():
        groups.setdefault(f"{KINDS.get(row.kind, row.kind)} · {row.major_name}", []).append(
            (row.code if row.kind == "matter" else f"{row.kind}:{row.code}", f"{row.code} {row.name}")
        )
    return list(groups.items())
