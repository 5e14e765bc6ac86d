"""The reporter's own data, behind the private link: see, take a copy, put right, take back, erase."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import actions, queries
from linli.cases.queries import own_data
from linli.cases.queries.own_data import OwnData
from linli.cases.rules import LONGEST_ADDRESS, LONGEST_CONTACT, LONGEST_TEXT, needed_still
from linli.cases.workflow import CASE
from linli.kernel import files
from linli.kernel.actions import Receipt, Target
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from linli.web.copies import as_file
from linli.web.entry import kept_private
from linli.web.fields import PhoneField, blame, renewed, text_area, text_line
from linli.web.labels import CONTACT_FIELDS
from linli.web.reports.follow import holder_of
from linli.web.request import Request


class KeyForm(forms.Form):
    """Nothing to fill in, only to confirm."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def inputs(self) -> dict[str, str]:
        """What the action is given."""
        return {}


class ContactForm(KeyForm):
    """The contact as it should be."""

    name = forms.CharField(label=CONTACT_FIELDS["name"], max_length=LONGEST_CONTACT, required=False, widget=text_line())
    phone = PhoneField(
        label=CONTACT_FIELDS["phone"], max_length=LONGEST_CONTACT, required=False, widget=text_line(inputmode="tel")
    )

    def inputs(self) -> dict[str, str]:
        """What the action is given."""
        return {name: self.cleaned_data[name] for name in ("name", "phone")}


class BehalfForm(ContactForm):
    """Of a report that the desk took in for somebody, also for whom."""

    on_behalf_of = forms.CharField(
        label=CONTACT_FIELDS["on_behalf_of"], max_length=LONGEST_CONTACT, required=False, widget=text_line()
    )

    def inputs(self) -> dict[str, str]:
        """For whom only where the page asked for it."""
        said = "on_behalf_of" in self.data
        return super().inputs() | ({"on_behalf_of": self.cleaned_data["on_behalf_of"]} if said else {})


class WordsForm(KeyForm):
    """The words as they should be."""

    text = forms.CharField(label=_("What is the matter?"), max_length=LONGEST_TEXT, widget=text_area(5, LONGEST_TEXT))

    def inputs(self) -> dict[str, str]:
        """What the action is given."""
        return {"text": self.cleaned_data["text"]}


class PlaceForm(WordsForm):
    """Of a report that opened its case, also where it was."""

    address = forms.CharField(
        label=_("Place, as you wrote it"), max_length=LONGEST_ADDRESS, required=False, widget=text_line()
    )

    def inputs(self) -> dict[str, str]:
        """The place only where the page asked for it."""
        said = "address" in self.data
        return super().inputs() | ({"address": self.cleaned_data["address"]} if said else {})


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to be done to the own data: what is pressed, what it does, and what is said afterwards."""

    run: Callable[..., Receipt]
    title: Any
    explanation: Any
    done: Any
    tone: str
    form: type[KeyForm] = KeyForm


CHANGES: Mapping[str, Change] = {
    "correct": Change(
        actions.correct,
        _("Put my contact right"),
        _("What you leave empty is erased."),
        _("Your contact is as you wrote it."),
        "primary",
        ContactForm,
    ),
    "reword": Change(
        actions.reword,
        _("Put my words right"),
        _(
            "Until the matter is filed you can put right what you wrote. What stood there before is gone; the desk"
            " sees that you corrected it, and when. The point on the map stays: if that is wrong, tell the desk by a"
            " message."
        ),
        _("Your words are as you wrote them now."),
        "primary",
        WordsForm,
    ),
    "withdraw": Change(
        actions.withdraw,
        _("Take back my contact"),
        _(
            "Your name and phone are erased at once. Nobody can ask you back any more; on this page you still see what"
            " happens. This cannot be undone."
        ),
        _("Your contact is erased."),
        "danger",
    ),
    "erase": Change(
        actions.erase,
        _("Erase everything of mine"),
        _(
            "Your words, the address as you wrote it, your pictures, your contact, your messages, your rating and what"
            " was noted of calls to you are erased. What remains is that there was a matter of this kind about there,"
            " and what was done. This cannot be undone, by nobody."
        ),
        _("Everything of yours is erased."),
        "danger",
    ),
}


@kept_private
@require_safe
def show(request: Request, code: str) -> HttpResponse:
    """Everything that is held about the report, in clear, and who looked at the contact."""
    holder = holder_of(code)
    with territory(holder):
        return render(request, "web/reports/own_data.html", _said(own_data.of_code(holder), code))


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, code: str, word: str) -> HttpResponse:
    """Asks whether it is really meant; does it."""
    if word not in CHANGES:
        raise Refusal("not_found")
    wanted, holder = CHANGES[word], holder_of(code)
    with territory(holder):
        data = own_data.of_code(holder)
    shape = _shape(word, data)
    if request.method != "POST":
        form = shape(initial={"key": uuid.uuid4().hex, **_as_it_is(data)})
        return _ask(request, code, word, form)
    form = shape(request.POST)
    if not form.is_valid():
        return _ask(request, code, word, form, 422)
    try:
        wanted.run(holder, Target(data.case.number, key=form.cleaned_data["key"]), **form.inputs())
    except Refusal as refusal:
        if (word, refusal.code) == ("reword", "illegal_move"):
            refusal = Refusal("rule", rule="taken_up")
        field = "phone" if refusal.field == "contact" else refusal.field
        blame(form, Refusal(refusal.code, field=field, **refusal.words), sentence(refusal))
        renewed(form, key=uuid.uuid4().hex)
        return _ask(request, code, word, form, refusal.status)
    messages.success(request, str(wanted.done))
    return redirect("own_data", code=code)


@kept_private
@require_POST
def copy(request: Request, code: str) -> HttpResponse:
    """Everything in one file: for programs as JSON, for people as a page, with the pictures."""
    holder = holder_of(code)
    with territory(holder):
        number = queries.one_of_code(holder)[1].number
    actions.copy(holder, number)
    with territory(holder):
        data = own_data.of_code(holder)
        said = {**_said(data, code), "title": gettext("What is held about your report")}
        pictures = {f"photos/{photo.file_id[:16]}.jpg": files.path_of(photo.file_id) for photo in data.photos}
        return as_file(f"linli-{number}", told_of(data), "web/reports/own_copy.html", said, pictures)


def _shape(word: str, data: OwnData) -> type[KeyForm]:
    """The form for what is to be done, with what only some reports have."""
    if word == "correct" and data.report.is_on_behalf:
        return BehalfForm
    return PlaceForm if word == "reword" and data.tells_place else CHANGES[word].form


def _as_it_is(data: OwnData) -> dict[str, str]:
    contact = {contact.field: contact.value for contact in data.contacts}
    return {"text": data.report.text, "address": data.case.address if data.tells_place else "", **contact}


def _ask(request: Request, code: str, word: str, form: KeyForm, status: int = 200) -> HttpResponse:
    said = {"code": code, "word": word, "change": CHANGES[word], "form": form}
    return render(request, "web/reports/own_change.html", said, status=status)


def _said(data: OwnData, code: str) -> dict[str, object]:
    needed = needed_still(is_open=data.case.state not in CASE.final, is_contested=data.case.is_contested)
    may_reword = "reword" in queries.moves_of_code(holder_of(code), data.report, data.case)
    return {
        "code": code,
        "data": data,
        "why_not": sentence(needed) if needed else "",
        "why_not_words": "" if may_reword else sentence(Refusal("rule", rule="taken_up")),
        "contact_until": data.erase_after.get("cases_contact.phone"),
        "words_until": data.erase_after.get("cases_report.text"),
        "photos_until": data.erase_after.get("cases_photo.file"),
    }


def told_of(data: OwnData) -> dict[str, object]:
    """What is held, as a program reads it."""
    report, case, place = data.report, data.case, data.place
    return {
        "number": case.number,
        "state": case.state,
        "received_at": report.received_at,
        "channel": report.channel,
        "is_anonymous": report.is_anonymous,
        "text": report.text,
        "corrected_at": report.corrected_at,
        "address": place.address if place else "",
        "lon": place.lon if place else None,
        "lat": place.lat if place else None,
        "result": case.answer,
        "outcome": case.ended_as,
        "contact": {contact.field: contact.value for contact in data.contacts},
        "photos": [{"stored_sha256": photo.file_id, "added_at": photo.added_at} for photo in data.photos],
        "messages": [{"at": m.at, "is_from_desk": m.is_from_desk, "text": m.text} for m in data.messages],
        "ratings": [{"at": r.at, "is_solved": r.is_solved, "level": r.level} for r in data.ratings],
        "call_backs": [
            {"at": c.at, "is_reached": c.is_reached, "solved": c.solved, "level": c.level, "text": c.text}
            for c in data.call_backs
        ],
        "looks": [
            {
                "at": look.at,
                "field": look.field,
                "unit": look.unit,
                "roles": [role.name for role in look.roles],
                "purpose": look.purpose,
            }
            for look in data.looks
        ],
        "erase_after": dict(data.erase_after),
    }
