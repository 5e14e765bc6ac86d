"""G08, G09: whoever tries whatever in any order, no illegal move is accepted, versions have no gap, every case has
exactly one owner, and the chain of its audit holds. What must be is written in tests/model.py; over HTTP, with several
cases that merge and part, it is tried in tests/api/test_any_order.py."""

from collections.abc import Mapping
from types import MappingProxyType
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
from tests.domain.asking import EYE, case_of, needs_pictures, picture, running
from tests.model import GIVEN, HANDING_IN, MAY, OUTCOMES, SAYING, UNSHOWN, Model, owner
from tests.unit.cases.expected import EXPECTED
from tests.world import World, action, new_key

pytestmark = [pytest.mark.postgres15, pytest.mark.django_db]

# Each is drawn anew, which takes its time.
MOST_PICTURES = 2
MAY_HERE = MAY | {"eye": set(GIVEN)}


class Loop(RuleBasedStateMachine):
    """One case at a time."""

    world: World
    pictures = 0

    @initialize(
        reporter=st.sampled_from(["li", "lin", "zhao", "chen", "gong"]),
        is_drawn=st.booleans(),
        needs_photo=st.booleans(),
    )
    def report(self, reporter: str, is_drawn: bool, needs_photo: bool) -> None:
        self.is_drawn = is_drawn
        needs_pictures(self.world, "06010", is_needed=needs_photo)
        self.begin(reporter, is_drawn)
        self.model.shows = ("06010",) if needs_photo else ()

    def begin(self, reporter: str, is_drawn: bool) -> None:
        self.people: dict[str, Actor] = {**self.world.actors, "eye": EYE}
        if reporter == "gong":
            self.model = Model(self.world.transfer_in(new_key()), is_drawn, reporter, MAY_HERE)
            return
        channel = "web" if reporter == "li" else "patrol"
        number = self.world.report(by=self.people[reporter], channel=channel)
        self.model = Model(number, is_drawn, reporter, MAY_HERE, played={("observer", reporter)})

    @rule(who=st.sampled_from(sorted(MAY_HERE)), verb=st.sampled_from(sorted(GIVEN)))
    def anybody_tries_anything(self, who: str, verb: str) -> None:
        self.attempt(who, verb)

    @rule(data=st.data())
    def somebody_does_what_is_possible(self, data: st.DataObject) -> None:
        possible = [(w, v) for w in sorted(MAY_HERE) for v in sorted(GIVEN) if self.model.refusal(w, v) is None]
        if possible:
            self.attempt(*data.draw(st.sampled_from(possible)))

    @rule(who=st.sampled_from(sorted(MAY_HERE)), verb=st.sampled_from(sorted(GIVEN)), behind=st.integers(1, 3))
    def somebody_saw_an_older_version(self, who: str, verb: str, behind: int) -> None:
        found = self.outcome(who, verb, max(self.model.version - behind, 0))
        assert found == ("stale" if self.model.sees(who) else "not_found")

    @rule(verb=st.sampled_from(SAYING), outcome=st.sampled_from((*OUTCOMES, "mended")), data=st.data())
    def somebody_says_what_became_of_it(self, verb: str, outcome: str, data: st.DataObject) -> None:
        able = [who for who in sorted(MAY_HERE) if self.model.refusal(who, verb, outcome) is None]
        who = data.draw(st.sampled_from([*able, *sorted(MAY_HERE)][:3]))
        if outcome == "mended":
            refused = self.model.refusal(who, verb) not in (None, "on_hold")
            found = self.outcome(who, verb, self.model.version, {"outcome": outcome})
            assert isinstance(found, str), (who, verb, self.model)
            assert refused or found in ("invalid", "on_hold"), (found, who, verb, self.model)
        else:
            self.attempt(who, verb, outcome)

    @rule(data=st.data(), outcome=st.sampled_from(("", *OUTCOMES)))
    def somebody_hands_it_in_without_a_picture_or_accepts_that(self, data: st.DataObject, outcome: str) -> None:
        here = [verb for verb in UNSHOWN if (self.model.state, verb, "") in EXPECTED]
        verb = data.draw(st.sampled_from(here or ["start"]))
        able = [who for who in sorted(MAY_HERE) if self.model.refusal(who, verb, outcome, is_unshown=True) is None]
        who = data.draw(st.sampled_from([*able, *sorted(MAY_HERE)][:3]))
        self.attempt(who, verb, outcome if verb in HANDING_IN else "", UNSHOWN.get(verb))

    @rule(who=st.sampled_from(["lin", "zhao"]))
    def somebody_takes_a_picture(self, who: str) -> None:
        is_theirs = self.model.sees(who) and (who == "lin" or self.model.unit == "water")
        if is_theirs and not self.model.is_ended and self.pictures < MOST_PICTURES:
            self.pictures += 1
            data, sha256 = picture(20 * self.pictures)
            cases.add_photo(self.people[who], self.model.number, data=data, sha256=sha256)
            self.model.make(who, "add_photo")

    def attempt(self, who: str, verb: str, outcome: str = "", unshown: Mapping[str, Any] | None = None) -> None:
        expected = self.model.refusal(who, verb, outcome, is_unshown=bool(unshown))
        said = {**({"outcome": outcome} if outcome else {}), **(unshown or {})}
        found = self.outcome(who, verb, self.model.version, said)
        assert (found if isinstance(found, str) else None) == expected, (who, verb, self.model)
        if isinstance(found, Receipt):
            self.model.make(who, verb, outcome, is_unshown=bool(unshown))
            assert (found.state, found.version) == (self.model.state, self.model.version)

    def outcome(
        self, who: str, verb: str, version: int, said: Mapping[str, Any] = MappingProxyType({})
    ) -> Receipt | str:
        """The receipt, or the code of the refusal."""
        given = {**GIVEN[verb], **said}
        try:
            receipt: Receipt = action(verb)(self.people[who], Target(self.model.number, version), **given)
        except Refusal as refusal:
            return refusal.code
        return receipt

    @invariant()
    def the_case_is_as_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        case = case_of(self.model.number)
        told = self.model
        found = (case.state, case.version, bool(case.open_holds), case.asked, case.extensions, case.outcome)
        assert found == (told.state, told.version, told.is_held, told.asked, told.extensions, told.outcome)
        assert (case.has_after_photo, case.lacks_photo) == (told.is_shown, told.lacks_photo)
        self.owner_is_one(case)
        self.chain_holds(case)

    def owner_is_one(self, case: Case) -> None:
        """The desk while it has no unit, the unit else; and while it is open exactly its stages' clocks run."""
        assert case.owner == owner(case.state, self.model.unit)
        assert (case.unit_id is None) == (case.unit_path == "")
        assert running(case.number) == self.model.clocks()

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
    monkeypatch.setattr("linli.cases.rules.is_drawn", lambda number, secret: drawn["now"])

    class Told(Loop):
        world = worlds.enter()

        def outcome(self, *told: Any) -> Receipt | str:
            drawn["now"] = self.is_drawn
            return super().outcome(*told)

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
    # Merging takes two cases, see tests/api/test_any_order.py; what is imported is taken back by the import.
    elsewhere = {"merge", "unmerge", "take_back"}
    assert {row.verb for row in EXPECTED.values() if row.target} <= set(GIVEN) | elsewhere
    assert all(hasattr(cases, "return_" if verb == "return" else verb) for verb in GIVEN)
