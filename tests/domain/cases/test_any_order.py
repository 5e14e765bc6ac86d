"""G08, G09: whoever tries whatever in any order, no illegal move is accepted, versions have no gap, every case has
exactly one owner, and the chain of its audit holds. The model is the loop's second writing, and a list of who may."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from linli.cases import actions as cases
from linli.cases.models import Case
from linli.kernel import chain
from linli.kernel.actions import Receipt, Target
from linli.kernel.actor import Actor
from linli.kernel.models import AuditEntry
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory
from tests import world as worlds
from tests.domain.asking import EYE, case_of, running
from tests.unit.cases.expected import EXPECTED
from tests.world import World, action

pytestmark = [pytest.mark.postgres15, pytest.mark.django_db]

GIVEN: dict[str, dict[str, Any]] = {
    "file": {"class_code": "06010"},
    "self_handle": {"result": "Swept.", "class_code": "06010"},
    "dispatch": {"unit": "street/water"},
    "accept": {},
    "start": {},
    "report_back": {"result": "Mended."},
    "check_pass": {},
    "check_fail": {"reason": "Still leaking."},
    "close": {"result": "Done."},
    "return": {"reason": "Not ours."},
    "void": {"reason": "Nothing there."},
    "hold": {"holder": "subtask:7", "reason": "Open."},
    "release": {"holder": "subtask:7"},
}
# Who can see the case, and who may do what, by the roles of the world.
MAY: dict[str, set[str]] = {
    "lin": {"self_handle", "check_pass", "check_fail"},
    "wang": {"file", "check_pass", "check_fail", "void"},
    "chen": {"file", "dispatch", "close", "void", "hold", "release"},
    "zhao": {"accept", "start", "report_back", "return"},
    "sun": {"check_pass", "check_fail"},
    "leader": set(),
    "stranger": set(),
    "eye": set(GIVEN),
}
APART = {("observer", "handler"), ("handler", "verifier"), ("self_handler", "verifier"), ("observer", "closer")}
ENDING = {"close", "void", "self_handle"}


@dataclass
class Model:
    """The case as it must be."""

    number: str
    is_drawn: bool
    reporter: str
    state: str = "reported"
    version: int = 1
    has_unit: bool = False
    is_held: bool = False
    played: set[tuple[str, str]] = field(default_factory=set)

    def sees(self, who: str) -> bool:
        if who in ("stranger", "li"):
            return False
        return self.has_unit or self.reporter == "zhao" if who == "zhao" else True

    def refusal(self, who: str, verb: str) -> str | None:
        """Why not, in the order of the runner; None when the move must be made."""
        row = self.row(verb)
        if not self.sees(who):
            return "not_found"
        if verb not in MAY[who] or (who == "zhao" and not self.has_unit):
            return "forbidden"
        if row is None:
            return "illegal_move"
        if row.duty and any((before, who) in self.played for before, duty in APART if duty == row.duty):
            return "separation_of_duties"
        if verb in ENDING and self.is_held:
            return "on_hold"
        return "rule" if (verb == "hold" and self.is_held) or (verb == "release" and not self.is_held) else None

    def row(self, verb: str) -> Any:
        fact = {"self_handle": "drawn" if self.is_drawn else "", "check_fail": "" if self.has_unit else "without_unit"}
        return EXPECTED.get((self.state, verb, fact.get(verb, "")))

    def make(self, who: str, verb: str) -> None:
        row = self.row(verb)
        self.state = row.target or self.state
        self.version += 1
        self.has_unit = {"dispatch": True, "return": False}.get(verb, self.has_unit)
        self.is_held = {"hold": True, "release": False}.get(verb, self.is_held)
        if row.duty:
            self.played.add((row.duty, who))


class Loop(RuleBasedStateMachine):
    """One case at a time."""

    world: World

    @initialize(
        reporter=st.sampled_from(["li", "lin", "zhao", "chen"]),
        is_drawn=st.booleans(),
    )
    def report(self, reporter: str, is_drawn: bool) -> None:
        self.is_drawn = is_drawn
        self.people: dict[str, Actor] = {**self.world.actors, "eye": EYE}
        channel = "web" if reporter == "li" else "patrol"
        number = self.world.report(by=self.people[reporter], channel=channel)
        self.model = Model(number, is_drawn, reporter, played={("observer", reporter)})

    @rule(who=st.sampled_from(sorted(MAY)), verb=st.sampled_from(sorted(GIVEN)))
    def anybody_tries_anything(self, who: str, verb: str) -> None:
        self.attempt(who, verb)

    @rule(data=st.data())
    def somebody_does_what_is_possible(self, data: st.DataObject) -> None:
        possible = [(w, v) for w in sorted(MAY) for v in sorted(GIVEN) if self.model.refusal(w, v) is None]
        if possible:
            self.attempt(*data.draw(st.sampled_from(possible)))

    @rule(who=st.sampled_from(sorted(MAY)), verb=st.sampled_from(sorted(GIVEN)), behind=st.integers(1, 3))
    def somebody_saw_an_older_version(self, who: str, verb: str, behind: int) -> None:
        found = self.outcome(who, verb, max(self.model.version - behind, 0))
        assert found == ("stale" if self.model.sees(who) else "not_found")

    def attempt(self, who: str, verb: str) -> None:
        expected = self.model.refusal(who, verb)
        found = self.outcome(who, verb, self.model.version)
        assert (found if isinstance(found, str) else None) == expected, (who, verb, self.model)
        if isinstance(found, Receipt):
            self.model.make(who, verb)
            assert (found.state, found.version) == (self.model.state, self.model.version)

    def outcome(self, who: str, verb: str, version: int) -> Receipt | str:
        """The receipt, or the code of the refusal."""
        try:
            receipt: Receipt = action(verb)(self.people[who], Target(self.model.number, version), **GIVEN[verb])
        except Refusal as refusal:
            return refusal.code
        return receipt

    @invariant()
    def the_case_is_as_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        case = case_of(self.model.number)
        assert (case.state, case.version, bool(case.open_holds)) == (
            self.model.state,
            self.model.version,
            self.model.is_held,
        )
        self.owner_is_one(case)
        self.chain_holds(case)

    def owner_is_one(self, case: Case) -> None:
        """The desk while it has no unit, the unit else; and while it is open exactly its stages' clocks run."""
        at_unit = case.state in ("dispatched", "accepted", "handling")
        assert not at_unit or bool(case.unit_path)
        assert (case.unit_id is None) == (case.unit_path == "")
        stages = {"reported": {"file"}, "filed": {"dispatch"}, "dispatched": {"accept", "handle"}}
        later = {"accepted": {"handle"}, "handling": {"handle"}, "handled": {"check"}, "checked": {"close"}}
        assert running(case.number) == (stages | later).get(case.state, set())

    def chain_holds(self, case: Case) -> None:
        with territory(EYE):
            entries = list(AuditEntry.objects.filter(object_type="case", object_id=case.pk).order_by("version"))
        assert [entry.version for entry in entries] == list(range(1, case.version + 1))
        head = chain.GENESIS
        for e in entries:
            written = chain.Entry(e.object_type, e.object_id, e.version, e.at, e.actor, e.action, e.data)
            head = chain.digest(head, written)
            assert head == bytes(e.digest)
        assert head == bytes(case.head)


@pytest.fixture
def loop(db: None, monkeypatch: pytest.MonkeyPatch) -> type[Loop]:
    """The machine, told whether a case is drawn by its own choice and not by its number."""
    drawn = {"now": False}
    monkeypatch.setattr("linli.cases.rules.is_drawn", lambda number: drawn["now"])

    class Told(Loop):
        world = worlds.enter()

        def outcome(self, who: str, verb: str, version: int) -> Receipt | str:
            drawn["now"] = self.is_drawn
            return super().outcome(who, verb, version)

    return Told


def test_no_sequence_of_attempts_leads_astray(loop: type[Loop]) -> None:
    run_state_machine_as_test(
        loop,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_model_knows_every_verb_that_moves(loop: type[Loop]) -> None:
    of_imports = {"take_back"}
    assert {row.verb for row in EXPECTED.values() if row.target} <= set(GIVEN) | of_imports
    assert all(hasattr(cases, "return_" if verb == "return" else verb) for verb in GIVEN)
