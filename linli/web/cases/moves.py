"""What each button asks for: one table from the move to its form."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Unit
from linli.accounts.queries import units_where
from linli.cases import actions, queries
from linli.cases.calling import REACHED, UNREACHED
from linli.cases.labels import FINDINGS, IDENTITIES, INPUTS, OUTCOMES, SATISFACTION, SOLVED
from linli.cases.models import Case, Standard
from linli.cases.permissions import CASE_ACCEPT
from linli.cases.queries import outside_units
from linli.cases.rules import (
    HANDING_IN,
    LONGEST_EXTERNAL_NUMBER,
    LONGEST_REMARK,
    ON_THE_SPOT,
    WITHOUT_PHOTO,
)
from linli.cases.workflow import AT_THE_DESK, CASE, FILED
from linli.kernel.actions import Receipt
from linli.kernel.actor import Actor
from linli.places.queries import grids, spot_in_area
from linli.triage import queries as triage
from linli.web.cases.story import why_there
from linli.web.fields import InstantField, PhotosField, Pick, Upload, renewed, text_area, text_line
from linli.web.reports.forms import class_choices

Make = Callable[[Case], forms.Field | None]


@dataclass(frozen=True)
class Form:
    """The inputs of a move, in their order, and how much weight its button has."""

    run: Callable[..., Receipt] | Callable[..., actions.Issued] | None
    fields: Mapping[str, Make]
    tone: str = "primary"
    takes_photos: bool = False
    offers_targets: bool = False

    @property
    def takes_standard(self) -> bool:
        """Whether the conditions follow the class that is chosen."""
        return "standard" in self.fields


def _words(label: Any, rows: int = 4) -> Make:
    def make(case: Case) -> forms.Field:
        return forms.CharField(
            label=label, max_length=LONGEST_REMARK, required=False, widget=text_area(rows, LONGEST_REMARK)
        )

    return make


def _class(case: Case) -> forms.Field:
    choices: Iterable[Any] = [("", _("Choose a class")), *_offered(case), *class_choices()]
    initial = case.event_class.code if case.event_class else ""
    return forms.ChoiceField(label=_("Class"), choices=choices, initial=initial, required=False, widget=Pick())


def _offered(case: Case) -> list[tuple[Any, list[tuple[str, str]]]]:
    """What the text may mean, at the head of the list and never chosen by itself."""
    offers = triage.offers(case.text, is_public=False)
    words = _("because of: %(words)s")
    said = [(o.code, f"{o.code} {o.name} · {words % {'words': '、'.join(o.because)}}") for o in offers]
    return [(_("Offered"), said)] if said else []


def standard_field(class_code: str, case: Case) -> forms.Field | None:
    """The conditions under which a matter of the class is filed, each with its limit; none while no class is chosen or
    where the class knows none."""
    known = queries.standards_of_code(class_code) if class_code else []
    if not known:
        return None
    choices = [(str(row.item), row) for row in known]
    only = choices[0][0] if len(known) == 1 else ""
    return StandardField(label=_("Filing condition"), choices=choices, initial=only, required=False)


class StandardField(forms.ChoiceField):
    """One standard by its item; drawn as a list with limits."""

    widget = forms.RadioSelect

    def clean(self, value: Any) -> int | None:
        """As a number, which is checked by the action against the class that was chosen."""
        given = str(value or "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else None


def _standard(case: Case) -> forms.Field | None:
    return standard_field(case.event_class.code if case.event_class else "", case)


def _standard_now(case: Case) -> forms.Field | None:
    """The same, with the one chosen by which it was filed."""
    field = _standard(case)
    if field and case.standard:
        field.initial = str(case.standard.item)
    return field


def _standard_of_filed(case: Case) -> forms.Field | None:
    """What was filed keeps a standard; who settles the rest on the spot need not choose one."""
    return _standard_now(case) if case.state == FILED else None


def _condition(case: Case) -> forms.Field | None:
    """The tick that the condition which closes the case is met."""
    return _tick(case.standard)


def _tick(standard: Standard | None) -> forms.Field | None:
    words = standard.closing_condition if standard else ""
    if not words:
        return None
    tick = forms.CheckboxInput({"class": "form-check-input"})
    return forms.BooleanField(label=_("Met: %(condition)s") % {"condition": words}, required=False, widget=tick)


def _without_photo(case: Case) -> forms.Field | None:
    """Why there is no picture of afterwards; asked where one is missing, or may turn out to be by the class chosen."""
    may_need = queries.needs_photo(case) or (case.state in AT_THE_DESK and queries.is_shown_on_the_spot())
    if not may_need:
        return None
    words = _("Only if none could be taken: somebody else then has to accept that.")
    return forms.CharField(
        label=_("Why there is no picture of afterwards"),
        max_length=LONGEST_REMARK,
        help_text=words,
        required=False,
        widget=text_area(2, LONGEST_REMARK),
    )


def _acceptance(case: Case) -> forms.Field | None:
    """The tick that no picture is accepted too, where one is missing."""
    if not case.lacks_photo:
        return None
    tick = forms.CheckboxInput({"class": "form-check-input"})
    return forms.BooleanField(label=_("I accept that there is no picture of afterwards"), required=False, widget=tick)


def _area(case: Case) -> forms.Field:
    """The grid in which the matter lies, to be put right where the report's place was not; none is chosen for a report
    from outside of every grid."""
    rows = grids()
    current = case.area_path.rstrip("/").rpartition("/")[2]
    choices: Iterable[Any] = [("", _("Leave the place as it is")), *rows]
    initial = current if current in dict(rows) else ""
    return forms.ChoiceField(label=_("Grid"), choices=choices, initial=initial, required=False, widget=Pick())


def _unit_words(unit: Unit, case: Case) -> str:
    """The unit's name; who dispatches is warned of a unit that gave the case back before."""
    if unit.code in case.returned_by:
        return gettext("%(unit)s (gave it back before)") % {"unit": unit.name}
    return unit.name


def _unit(case: Case) -> forms.Field:
    """The unit to which the route leads is chosen already."""
    way = queries.way_of(case, queries.ways())
    rows = units_where(CASE_ACCEPT).filter(is_outside=False)
    choices = [("", _("Choose a unit")), *((unit.code, _unit_words(unit, case)) for unit in rows)]
    initial = way.unit if way else ""
    help_text = _("Chosen already, because: %(why)s") % {"why": why_there(way)} if way else ""
    return forms.ChoiceField(
        label=_("Unit"), choices=choices, initial=initial, help_text=help_text, required=False, widget=Pick()
    )


def _report(case: Case) -> forms.Field:
    """Which reporter is meant; the form fills in those of the case."""
    return forms.ChoiceField(label=_("To"), required=False, widget=forms.Select({"class": "form-select"}))


def _what_was_said(case: Case) -> forms.Field:
    """The words of a call: the reporter reads them in the own copy."""
    field = _words(_("What was said (the reporter can read it)"), rows=3)(case)
    assert field is not None
    field.help_text = _(
        "Without names and numbers. It is shown to the reporter with the own data, not on the page behind the link."
    )
    return field


def _caller(case: Case) -> forms.Field:
    """Whom one calls: only reporters who left a number and were not called often enough."""
    field = _report(case)
    field.label = _("Reporter")
    return field


def _choice(label: Any, words: Mapping[str, Any]) -> Make:
    """One of a few; none is chosen already."""

    def make(case: Case) -> forms.Field:
        return forms.ChoiceField(
            label=label, choices=list(words.items()), required=False, widget=forms.RadioSelect({"class": "choices"})
        )

    return make


def _outcome_said(case: Case) -> forms.Field:
    """What became of the matter; what the unit said is chosen already."""
    field = OUTCOME(case)
    assert field is not None
    field.initial = case.outcome
    return field


def _until(case: Case) -> forms.Field:
    return InstantField(label=INPUTS["until"], help_text=_("At most one year ahead."))


def _outside(case: Case) -> forms.Field:
    choices = [("", _("Choose a unit")), *((unit.code, _unit_words(unit, case)) for unit in outside_units())]
    return forms.ChoiceField(label=_("Outside unit"), choices=choices, required=False, widget=Pick())


def _reference(case: Case) -> forms.Field:
    return forms.CharField(
        label=_("Your own number"),
        max_length=LONGEST_EXTERNAL_NUMBER,
        required=False,
        widget=text_line(autocomplete="off"),
    )


def _into(case: Case) -> forms.Field:
    return forms.CharField(
        label=_("Number of the other case"),
        max_length=20,
        required=False,
        help_text=_("Open cases that may be the same are offered; any number that you may see will do."),
        widget=text_line(list="targets", inputmode="numeric", autocomplete="off"),
    )


def _anyway(case: Case) -> forms.Field:
    return forms.BooleanField(
        label=_("The same matter, although the classes differ"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )


RESULT = _words(_("What was done"))
OUTCOME = _choice(INPUTS["outcome"], OUTCOMES)
REASON = _words(_("Reason"))
REMARK = _words(_("Remark"), rows=2)


def _why_recalled(case: Case) -> forms.Field | None:
    """A remark, and a reason once somebody has accepted the case."""
    return (REASON if "remark" in CASE.requires(case.state, "recall") else REMARK)(case)


FORMS: Mapping[str, Form] = {
    "file": Form(actions.file, {"class_code": _class, "standard": _standard, "area": _area}),
    "amend": Form(
        actions.amend,
        {"class_code": _class, "standard": _standard_now, "area": _area, "reason": REASON},
        tone="secondary",
    ),
    "self_handle": Form(
        actions.self_handle,
        {
            "class_code": _class,
            "standard": _standard_of_filed,
            "outcome": _choice(INPUTS["outcome"], {name: OUTCOMES[name] for name in ON_THE_SPOT}),
            "condition_met": _condition,
            "result": RESULT,
            "without_photo": _without_photo,
        },
        tone="success",
        takes_photos=True,
    ),
    "dispatch": Form(actions.dispatch, {"unit": _unit, "remark": REMARK}),
    "accept": Form(actions.accept, {}),
    "start": Form(actions.start, {}),
    "report_back": Form(
        actions.report_back,
        {"outcome": OUTCOME, "result": RESULT, "without_photo": _without_photo},
        takes_photos=True,
    ),
    "check_pass": Form(actions.check_pass, {"accepts_without_photo": _acceptance, "remark": REMARK}, tone="success"),
    "check_fail": Form(actions.check_fail, {"reason": REASON}, tone="warning"),
    "close": Form(
        actions.close,
        {"outcome": _outcome_said, "condition_met": _condition, "result": _words(_("Answer to the reporter"))},
        tone="success",
    ),
    "return": Form(actions.return_, {"reason": REASON}, tone="warning"),
    "void": Form(actions.void, {"reason": _words(_("Reason, for the reporter to read"))}, tone="danger"),
    "ask_to_verify": Form(actions.ask_to_verify, {"remark": REMARK}, tone="secondary"),
    "verify": Form(
        actions.verify,
        {"finding": _choice(_("What you found"), FINDINGS), "remark": _words(_("What you saw"))},
        takes_photos=True,
    ),
    "request_extension": Form(actions.request_extension, {"reason": REASON}, tone="secondary"),
    "endorse_extension": Form(actions.endorse_extension, {"remark": REMARK}, tone="success"),
    "approve_extension": Form(actions.approve_extension, {"remark": REMARK}, tone="success"),
    "refuse_extension": Form(actions.refuse_extension, {"reason": REASON}, tone="warning"),
    "request_suspension": Form(actions.request_suspension, {"reason": REASON, "until": _until}, tone="secondary"),
    "approve_suspension": Form(actions.approve_suspension, {"remark": REMARK}, tone="success"),
    "refuse_suspension": Form(actions.refuse_suspension, {"reason": REASON}, tone="warning"),
    "resume": Form(actions.resume, {"remark": REMARK}),
    "reopen": Form(actions.reopen, {"reason": REASON}, tone="warning"),
    "decline_contest": Form(
        actions.decline_contest, {"reason": _words(_("Reason, for the reporter to read"))}, tone="secondary"
    ),
    "call_back": Form(
        actions.call_back,
        {
            "report": _caller,
            "reached": _choice(_("Did somebody answer?"), {REACHED: _("Reached"), UNREACHED: _("Not reached")}),
            "solved": _choice(_("Is the matter solved, as the reporter says?"), SOLVED),
            "level": _choice(_("How content is the reporter?"), SATISFACTION),
            "text": _what_was_said,
        },
    ),
    "escalate": Form(actions.escalate, {"reason": REASON}, tone="secondary"),
    "urge": Form(actions.urge, {"reason": _words(_("What is to be done, and by when"))}, tone="warning"),
    "merge": Form(
        actions.merge,
        {"into": _into, "reason": REASON, "whatever_class": _anyway},
        tone="secondary",
        offers_targets=True,
    ),
    "unmerge": Form(actions.unmerge, {"reason": REASON}, tone="warning"),
    "transfer_out": Form(actions.transfer_out, {"unit": _outside, "reason": REASON}, tone="secondary"),
    "accept_transfer": Form(actions.accept_transfer, {"reference": _reference}),
    "return_transfer": Form(actions.return_transfer, {"reason": REASON}, tone="warning"),
    "recall": Form(actions.recall, {"remark": _why_recalled}, tone="warning"),
    "answer_transfer": Form(
        actions.answer_transfer,
        {"outcome": OUTCOME, "result": RESULT, "without_photo": _without_photo},
        takes_photos=True,
    ),
    "receive": Form(actions.receive, {}, tone="success"),
    "send_back": Form(actions.send_back, {"reason": REASON}, tone="danger"),
    "add_photo": Form(None, {}, tone="secondary", takes_photos=True),
    "send_message": Form(actions.send_message, {"report": _report, "text": _words(_("Words"))}, tone="secondary"),
    "issue_code": Form(
        actions.issue_code,
        {"report": _report, "identity": _choice(_("How you checked who asks"), IDENTITIES), "reason": REASON},
        tone="secondary",
    ),
    "read_messages": Form(actions.read_messages, {}, tone="secondary"),
    "note": Form(actions.note, {"text": _words(_("Words"))}, tone="secondary"),
}


def _called(actor: Actor, case: Case) -> list[queries.Told]:
    """The reporters who may be called now, with the calls so far."""
    told = queries.told(actor, case, (), (), queries.call_backs_of(actor, case))
    return [
        each
        for each in told
        if queries.against_call(case, each.report, each.call_backs, has_number=each.has_number) is None
    ]


class MoveForm(forms.Form):
    """The form of one move on one case; it carries the version that was seen and a key of its own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, actor: Actor, case: Case, verb: str, *given: Any, **named: Any) -> None:
        named.setdefault("initial", {"version": case.version, "key": uuid.uuid4().hex})
        super().__init__(*given, **named)
        self.case, self.verb, self.look = case, verb, FORMS[verb]
        self.called: list[queries.Told] = []
        needed = CASE.requires(case.state, verb)
        for name, make in self.look.fields.items():
            field = self._made(name, make)
            if field:
                field.required = name in needed or (name == "class_code" and self._ends_without_class())
                self.fields[name] = field
        if "report" in self.fields:
            self._offer_reports(actor)
        if self.look.takes_photos and (verb == "add_photo" or actor.may("case.add_photo", case)):
            self.fields["photos"] = self._photos()
        # Why there is none comes after where one would be put.
        self.order_fields([name for name in self.fields if name != WITHOUT_PHOTO])

    def _photos(self) -> PhotosField:
        field = PhotosField(label=_("Pictures"), needed=self.verb == "add_photo")
        if self.verb in HANDING_IN and queries.needs_photo(self.case):
            field.is_wanted = True
            field.help_text = _("This class needs a picture of how it looks now. It counts when it is sent with this.")
        elif WITHOUT_PHOTO in self.fields:
            field.help_text = _("Some classes need a picture of how it looks now. It counts when it is sent with this.")
        return field

    def _ends_without_class(self) -> bool:
        """What is settled on the spot says of which class it was, where nobody has yet."""
        return self.verb == "self_handle" and self.case.event_class is None

    def _made(self, name: str, make: Make) -> forms.Field | None:
        """The field; the conditions are those of the class that is chosen just now."""
        on_the_spot = self.verb == "self_handle"
        if not self.is_bound or (on_the_spot and self.case.state != FILED):
            return make(self.case)
        class_code = str(self.data.get("class_code", ""))
        if name == "standard":
            return standard_field(class_code, self.case)
        if name == "condition_met" and on_the_spot and class_code:
            return _tick(self._standard_chosen(class_code))
        return make(self.case)

    def _standard_chosen(self, class_code: str) -> Standard | None:
        """The standard that the case will have: the one told, the only one, or that under which it was filed."""
        known = queries.standards_of_code(class_code)
        chosen = (row for row in known if str(row.item) == self.data.get("standard") or len(known) == 1)
        is_same = self.case.event_class and self.case.event_class.code == class_code
        return next(chosen, self.case.standard if is_same else None)

    def _offer_reports(self, actor: Actor) -> None:
        field = self.fields["report"]
        assert isinstance(field, forms.ChoiceField)
        if self.verb == "call_back":
            self.called, field.required = _called(actor, self.case), True
            field.choices = [(str(row.report.pk), gettext("Reporter %(n)s") % {"n": row.place}) for row in self.called]
            if len(self.called) == 1:
                # There is nobody to choose.
                field.widget, field.initial = forms.HiddenInput(), field.choices[0][0]
            return
        is_code = self.verb == "issue_code"
        rows = list(queries.reports_of(actor, self.case))
        one_by_one = [
            (str(row.pk), gettext("Reporter %(n)s") % {"n": place})
            for place, row in enumerate(rows, 1)
            if not (is_code and row.is_anonymous)
        ]
        everybody = [("", gettext("Every reporter"))] if len(rows) > 1 and not is_code else []
        field.choices = [*everybody, *one_by_one]

    def inputs(self) -> dict[str, Any]:
        """What the action is given; a grid that was chosen anew becomes the place. Raises Refusal `invalid`."""
        given: dict[str, Any] = {name: self.cleaned_data[name] for name in self.look.fields if name in self.fields}
        if given.get("reached") == UNREACHED:
            # The page hides what nobody said.
            given |= {"solved": "", "level": ""}
        code = given.pop("area", "")
        if code and code != self.fields["area"].initial:
            given["spot"] = replace(spot_in_area(code, ""), lon=self.case.lon, lat=self.case.lat)
        if "report" in given:
            given["report"] = int(given["report"]) if given["report"] else None
        return given

    def photos(self) -> list[Upload]:
        return list(self.cleaned_data.get("photos") or ())

    def renew(self, case: Case) -> None:
        """Whoever decides again has seen the case as it is now: a picture that was sent is there already."""
        if case.has_after_photo and WITHOUT_PHOTO in self.fields and not self.data.get(WITHOUT_PHOTO):
            del self.fields[WITHOUT_PHOTO]
            if "photos" in self.fields:
                self.fields["photos"].help_text = _("The picture of how it looks now is there.")
        renewed(self, version=case.version, key=uuid.uuid4().hex)
