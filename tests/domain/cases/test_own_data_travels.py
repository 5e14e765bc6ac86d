"""PIPL 45 and 47 wherever a report has been: whatever its reporter said at each stop is in the copy, and goes when it
is erased, however the case was merged, parted, reopened or transferred meanwhile."""

import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from django.conf import settings

from linli.cases import actions as cases
from linli.cases import queries, rules
from linli.cases.models import Case, Photo, Rating
from linli.cases.offers import Offered, seal
from linli.cases.queries import own_data
from linli.cases.workflow import ENDED, OPEN
from linli.kernel.actor import Actor, public
from linli.kernel.territory import territory
from linli.places.queries import spot_of_code
from linli.triage.actions import learn_closed
from linli.triage.models import Learnt
from tests.domain.asking import EYE, case_of, in_state, picture
from tests.domain.cases.test_erase import chain_holds, relayed
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.world import BUILDING, TO_THE_END, World, new_key

CONTACT = {"name": "canary of a name", "phone": "13800000067"}
ONWARD = {"reported": TO_THE_END, "filed": TO_THE_END[1:], "checked": ("close",)}


class Traveller:
    """A reporter who says something wherever the own report is at that moment."""

    def __init__(self, holder: Actor) -> None:
        self.holder, self.colours = holder, count(1)
        self.words, self.pictures, self.ratings = {"canary of the report"}, set[str](), 0

    def here(self) -> Case:
        """The case in which the report is now."""
        with territory(self.holder):
            return queries.one_of_code(self.holder)[1]

    def held(self) -> own_data.OwnData:
        with territory(self.holder):
            return own_data.of_code(self.holder)

    def speak(self) -> None:
        """A message, and a picture while the case is open, or a rating once it has ended."""
        case, colour = self.here(), next(self.colours)
        said = f"canary {colour} of a message"
        cases.answer_message(self.holder, case.number, text=said)
        self.words.add(said)
        if case.state in OPEN:
            data, sha256 = picture(colour * 20)
            cases.add_photo(self.holder, case.number, data=data, sha256=sha256)
            self.pictures.add(sha256)
        else:
            cases.rate(self.holder, case.number, level="satisfied", is_solved=True, text=f"{said} with stars")
            self.words.add(f"{said} with stars")
            self.ratings += 1

    def check_copy(self) -> str:
        """Everything of the own is in the copy, and nothing of anybody else's. Returns in which case that is now."""
        held = self.held()
        own = [message.text for message in held.messages if not message.is_from_desk]
        assert sorted([held.report.text, *own]) == sorted(self.words)
        assert {photo.sent_sha256 for photo in held.photos} == self.pictures
        assert len(held.photos) == len(self.pictures)
        assert len(held.ratings) == self.ratings
        assert {contact.field: contact.value for contact in held.contacts} == CONTACT
        return held.case.number

    def check_erased(self) -> None:
        held = self.held()
        assert not held.has_words
        for canary in ("canary", CONTACT["phone"]):
            assert tables_that_hold(canary) == set()
        with territory(EYE):
            assert not Photo.objects.visible_to(EYE).filter(report=held.report).exists()
            assert not Rating.objects.visible_to(EYE).filter(report=held.report).exists()


def starting(world: World) -> str:
    spot = replace(spot_of_code(BUILDING), address="canary of a place")
    return world.report("canary of the report", contact=CONTACT, class_code="06025", spot=spot)


def joining(world: World, number: str) -> Actor:
    """The reporter joins this case, which somebody else opened."""
    offer = seal(settings.SECRET_KEY, Offered(case_of(number).pk, number), int(time.time()))
    told = cases.join(public(), new_key(), offer, text="canary of the report", contact=CONTACT)
    return public(rules.code_digest(told.code))


Way = Callable[[World, str, Callable[..., None]], None]


def reopened(world: World, own: str, then: Callable[..., None]) -> None:
    """Answered, rated and reopened; then merged."""
    world.drive(own, *TO_THE_END)
    then()
    then(world.drive(own, "reopen"))
    then(world.merged(own, world.report()))


def parted(world: World, own: str, then: Callable[..., None]) -> None:
    """Merged, and apart again while the other case is open."""
    then(world.merged(own, world.report()))
    then(world.drive(own, "unmerge"))


def parted_after_an_answer(world: World, own: str, then: Callable[..., None]) -> None:
    """The answer to the other case was rated; that was reopened, and the merge undone."""
    other = in_state(world, "checked")
    then(world.merged(own, other))
    then(world.drive(other, "close"))
    then(world.drive(other, "reopen"))
    then(world.drive(own, "unmerge"))


def merged_twice(world: World, own: str, then: Callable[..., None]) -> None:
    between = world.report()
    then(world.merged(own, between))
    then(world.merged(between, world.report()))


def parted_twice(world: World, own: str, then: Callable[..., None]) -> None:
    between = world.report()
    merged = world.merged
    then(merged(own, between))
    then(merged(between, world.report()))
    then(world.drive(between, "unmerge"))
    then(world.drive(own, "unmerge"))


def answered_twice_elsewhere(world: World, own: str, then: Callable[..., None]) -> None:
    """Two answers of two other cases were rated, each merge was undone."""
    parted_after_an_answer(world, own, then)
    parted_after_an_answer(world, own, then)


def answered_twice_and_merged_elsewhere(world: World, own: str, then: Callable[..., None]) -> None:
    answered_twice_elsewhere(world, own, then)
    then(world.merged(own, world.report()))


def transferred(world: World, own: str, then: Callable[..., None]) -> None:
    """With the police and back, then merged and apart again."""
    then(world.drive(own, "file", "transfer_out", "accept_transfer"))
    then(world.drive(own, "return_transfer"))
    parted(world, own, then)


def took_in(world: World, own: str, then: Callable[..., None]) -> None:
    """Somebody else's case came and went."""
    other = world.report(text="Another's.", contact={"name": "王芳"})
    then(world.merged(other, own))
    then(world.drive(other, "unmerge"))


WAYS: list[Way] = [reopened, parted_twice, answered_twice_and_merged_elsewhere, transferred, took_in]
OF_WHO_JOINED: list[Way] = [merged_twice, answered_twice_elsewhere]


@pytest.mark.parametrize(("way", "joins"), [*((way, False) for way in WAYS), *((way, True) for way in OF_WHO_JOINED)])
def test_nothing_is_left_behind(committed: World, way: Way, joins: bool) -> None:
    number = committed.report(class_code="06025") if joins else starting(committed)
    traveller = Traveller(joining(committed, number) if joins else committed.holder(number))
    been = {number}

    def speak(*_: object) -> None:
        traveller.speak()
        been.add(traveller.check_copy())

    speak()
    way(committed, number, speak)
    case = traveller.here()
    committed.drive(case.number, *ONWARD.get(case.state, ()))
    assert traveller.here().state in ENDED
    speak()
    learn_closed()
    cases.erase(traveller.holder, case.number)
    relayed()
    traveller.check_erased()
    assert joins or not Learnt.objects.filter(case_id=case_of(number).pk).exclude(digests=[]).exists()
    assert all(map(chain_holds, been))
