"""Several cases and one move: its inputs, once for all, and what it would make of each case or why it would not."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import units, units_where
from linli.cases import queries
from linli.cases.labels import OUTCOMES
from linli.cases.models import Case
from linli.cases.permissions import CASE_ACCEPT
from linli.cases.rules import DONE
from linli.cases.workflow import CASE
from linli.kernel.actions import REGISTRY
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.workflow import SAME
from linli.web.cases import replies
from linli.web.cases.moves import FORMS
from linli.web.fields import Pick

MOST = 50
# What can be decided alike for many. A class, a picture, or into which case another goes is decided for each by itself.
VERBS = (
    *("dispatch", "accept", "start", "check_pass", "check_fail", "close", "return", "void", "ask_to_verify"),
    *("endorse_extension", "approve_extension", "refuse_extension", "approve_suspension", "refuse_suspension"),
    *("resume", "recall", "receive", "escalate", "urge", "note"),
)
# The move that says what became of a case. In one go it changes that of none, and one answer suits only one.
CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Row:
    """One of the cases: what the move makes of it, or why it does not; `is_done` says whether it was made."""

    number: str
    case: Case | None = None
    state: str = ""
    unit: str = ""
    why_not: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A move that some of the cases may make, and how many."""

    verb: str
    may: int


class BulkForm(forms.Form):
    """The inputs of the move, once for all; the key is the stem of a key for each case. What became of each
    stands and is no input."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, verb: str, cases: Iterable[Case], given: QueryDict | None = None) -> None:
        super().__init__(given, initial={"key": uuid.uuid4().hex})
        self.verb = verb
        possible = [case for case in cases if verb in CASE.verbs(case.state)]
        needed = {name for case in possible for name in CASE.requires(case.state, verb)}
        for name, make in FORMS[verb].fields.items():
            if name not in ("unit", "outcome", "condition_met", "accepts_without_photo"):
                made = make(Case())
                assert made is not None
                made.required = name in needed
                self.fields[name] = made
        if verb == "dispatch":
            self.fields["unit"] = _unit()
        if verb == CLOSE and any(map(_condition, possible)):
            self.fields["condition_met"] = forms.BooleanField(
                label=_("The closing condition of each is met"),
                required=False,
                widget=forms.CheckboxInput({"class": "form-check-input"}),
            )
        self.order_fields(FORMS[verb].fields)

    def inputs(self, case: Case, routes: Mapping[str, str]) -> dict[str, Any]:
        """What the action is given for this case. Raises Refusal `rule` where its words would have a gap."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        if self.verb == "dispatch":
            given["unit"] = given["unit"] or routes.get(case.number, "")
        if "condition_met" in given and not _condition(case):
            del given["condition_met"]
        return replies.filled(case, self.verb, given)

    def words(self) -> str:
        """What its words to the reporters are so far, '' for another move."""
        field = replies.FIELDS.get(self.verb, "")
        return str(self[field].value() or "") if field in self.fields else ""

    def choose(self, code: str, offered: Iterable[queries.Reply]) -> None:
        """Begins with the words of the prepared reply of this code, if it is offered."""
        for reply in offered:
            if reply.code == code:
                self.initial[replies.FIELDS[self.verb]] = reply.text

    def again(self, cases: Iterable[Case]) -> "BulkForm":
        """The same with what was typed and a key of its own: whoever tries again decides anew."""
        fresh = BulkForm(self.verb, cases)
        fresh.initial.update({name: self.data.get(name, "") for name in fresh.fields if name != "key"})
        return fresh


@dataclass(frozen=True)
class Several:
    """The cases among those chosen that the actor sees. What is asked about them is asked once for all. Those of this
    `outcome` are closed together; what is written to those with `gaps` would not be whole."""

    actor: Actor
    numbers: Sequence[str]
    cases: Mapping[str, Case]
    known: queries.Foreknown = field(default=queries.Foreknown())
    outcome: str = ""
    gaps: frozenset[str] = frozenset()

    @classmethod
    def chosen(cls, actor: Actor, numbers: Sequence[str]) -> "Several":
        """Five statements at most, however many they are. Call within the actor's territory."""
        found = queries.several(actor, numbers)
        return cls(actor, numbers, {case.number: case for case in found}, queries.foreknown(actor, found))

    def offers(self) -> list[Offer]:
        """The moves that at least one of the cases may make, in the order of the way."""
        known = self.cases.values()
        counted = [Offer(verb, sum(not self._obstacle(case, verb) for case in known)) for verb in VERBS]
        return [offer for offer in counted if offer.may]

    def together(self, verb: str, outcome: str) -> "Several":
        """With the outcome of which those are that are closed together: the one given, else the one that all have.
        Raises Refusal `invalid`."""
        if verb != CLOSE:
            return self
        if outcome and outcome not in OUTCOMES:
            raise invalid("outcome", "unknown_choice")
        said = self.outcomes()
        return replace(self, outcome=outcome or (next(iter(said)) if len(said) == 1 else ""))

    def saying(self, words: str) -> "Several":
        """With those known for whom these words would have a gap."""
        return replace(self, gaps=replies.with_gap(self.cases.values(), words))

    def outcomes(self) -> dict[str, int]:
        """What became of those that may be closed, and of how many each."""
        said = Counter(case.outcome for case in self.cases.values() if not self._obstacle(case, CLOSE))
        return {outcome: said[outcome] for outcome in OUTCOMES if said[outcome]}

    def is_apart(self, number: str, verb: str) -> bool:
        """Whether the case is not closed together with the others."""
        case = self.cases.get(number)
        suiting = (self.outcome,) if self.outcome else OUTCOMES
        return verb == CLOSE and case is not None and case.outcome not in suiting

    def going(self, verb: str) -> list[Case]:
        """Those that the move does not leave apart."""
        return [case for number, case in self.cases.items() if not self.is_apart(number, verb)]

    def foreseen(self, verb: str) -> list[Row]:
        """What the move would make of each; without a move each as it is."""
        ways = self._units() if verb == "dispatch" else {}
        return [self._foreseen(number, verb, ways) for number in self.numbers]

    def barred(self, number: str, verb: str) -> Row:
        """A case that stays as it is, and why."""
        case = self.cases.get(number)
        if case is None:
            return Row(number, why_not=sentence(Refusal("not_found")))
        refusal = self._standing(case, verb)
        words = _why_apart(case) if self.is_apart(number, verb) else gettext("It was left out.")
        if refusal:
            is_elsewhere = refusal.code == "illegal_move"
            words = gettext("There is no such step in its state.") if is_elsewhere else sentence(refusal)
        return Row(number, case, case.state, why_not=words)

    def routes(self) -> dict[str, str]:
        """The unit to which each case's own route leads, with one query for all."""
        ways = queries.ways()
        found = {number: queries.way_of(case, ways) for number, case in self.cases.items()}
        return {number: way.unit for number, way in found.items() if way}

    def replies(self, verb: str) -> Sequence[queries.Reply]:
        """The prepared replies that suit all whom the move takes on."""
        going = [case for case in self.going(verb) if not self._obstacle(case, verb)]
        is_asked = verb == CLOSE and not self.outcome
        return () if is_asked or not going else replies.prepared_for_all(going, verb, self.outcome)

    def _units(self) -> dict[str, str]:
        named = {unit.code: unit.name for unit in units()}
        return {number: named[code] for number, code in self.routes().items()}

    def _foreseen(self, number: str, verb: str, ways: Mapping[str, str]) -> Row:
        case = self.cases.get(number)
        if case is None or self.is_apart(number, verb) or (verb and self._standing(case, verb)):
            return self.barred(number, verb)
        is_asked = not verb or (verb == CLOSE and not self.outcome)
        return Row(number, case, case.state if is_asked else _state_after(case, verb), unit=ways.get(number, ""))

    def _standing(self, case: Case, verb: str) -> Refusal | None:
        """What stands against the move on this case, or against what is written to its reporters."""
        has_gap = case.number in self.gaps and not self.is_apart(case.number, verb)
        return self._obstacle(case, verb) or (Refusal("rule", rule="gap_in_reply") if has_gap else None)

    def _obstacle(self, case: Case, verb: str) -> Refusal | None:
        """What the move itself would be refused for, as the page of the case tells it."""
        if verb not in CASE.verbs(case.state):
            return Refusal("illegal_move") if self.actor.may(f"case.{verb}", case) else Refusal("forbidden")
        if verb == "check_pass" and case.lacks_photo:
            # Whether it is accepted without its picture is decided for each by itself.
            return Refusal("rule", rule="photo_to_be_accepted")
        return queries.obstacle(self.actor, case, verb, self.known)


def held(actor: Actor) -> list[str]:
    """The moves that the actor could make on several cases somewhere."""
    return [verb for verb in VERBS if actor.holds(f"case.{verb}")]


def _state_after(case: Case, verb: str) -> str:
    """Where the table of moves leads the case."""
    facts = REGISTRY[f"case.{verb}"].facts
    typed = dict.fromkeys(CASE.requires(case.state, verb), True)
    target = CASE.step(case.state, verb, {**typed, **(facts(case) if facts else {})}).target
    return case.state if target == SAME else target


def _why_apart(case: Case) -> str:
    if not case.outcome:
        return gettext("Nobody has said what became of it: close it apart.")
    return gettext("Its outcome is “%(outcome)s”: close it apart.") % {"outcome": OUTCOMES[case.outcome]}


def _unit() -> forms.Field:
    rows = units_where(CASE_ACCEPT).filter(is_outside=False)
    choices: list[tuple[str, Any]] = [("", _("Each by its own route")), *((unit.code, unit.name) for unit in rows)]
    return forms.ChoiceField(label=_("Unit"), choices=choices, required=False, widget=Pick())


def _condition(case: Case) -> str:
    """The condition that closes the case, '' where there is none or nothing was done that could meet it."""
    return case.standard.closing_condition if case.standard and case.outcome == DONE else ""
