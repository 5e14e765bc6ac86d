"""Looking as another person: who may as whom, and that whoever looks does nothing and sees no more."""

import pytest

from linli.accounts import actions as accounts
from linli.accounts import queries
from linli.accounts.actions.people import Node
from linli.accounts.models import Grant, Role, Token
from linli.cases import actions as cases
from linli.cases.models import Case, Contact
from linli.kernel import attempts as kept
from linli.kernel.actor import OPEN_TO_LOOKERS, Actor
from linli.kernel.scope import scoped_models
from linli.kernel.territory import territory
from linli.places.models import Area
from tests.domain.accounts.administrators import administrator, record
from tests.domain.asking import EYE, attempts, in_state, refused
from tests.world import NEXT_BUILDING, STREET, World

pytestmark = pytest.mark.postgres15
WHY = "asked_for_help"


def seeing(world: World, area: str = STREET) -> Actor:
    """Leader administers the accounts of an area, and may look as its people."""
    administrator(world, area)
    Role.objects.filter(key="account_keeper").update(
        permissions=[*Role.objects.get(key="account_keeper").permissions, "account.see_as"]
    )
    return queries.actor_for(world.accounts["leader"])


def through(by: Actor, world: World, username: str) -> Actor:
    standing = queries.looked_at(record(world, username))
    assert standing is not None
    return queries.seen_by(by, standing)


def test_it_is_on_record_with_its_reason_and_its_end(world: World) -> None:
    accounts.see_as(seeing(world), record(world, "chen"), reason=WHY)
    with territory(EYE):
        entry = queries.history(EYE, queries.record(EYE, record(world, "chen")))[0]
    assert (entry.action, entry.actor) == ("account.see_as", world.leader.key)
    assert WHY in entry.data
    assert '"until"' in entry.data


@pytest.mark.parametrize(("reason", "code"), [("", "missing_input"), ("curious", "invalid")])
def test_without_a_reason_that_is_one_nobody_looks(world: World, reason: str, code: str) -> None:
    with refused(code, field="reason"):
        accounts.see_as(seeing(world), record(world, "chen"), reason=reason)


def test_strangers_are_not_there_and_whoever_lacks_the_permission_looks_as_nobody(world: World) -> None:
    with refused("not_found"):
        accounts.see_as(seeing(world), record(world, "stranger"), reason=WHY)
    with refused("forbidden"):
        accounts.see_as(world.zhao, record(world, "zhao"), reason=WHY)


def test_nobody_looks_as_themselves_nor_as_a_closed_account(world: World) -> None:
    by = seeing(world)
    with refused("rule"):
        accounts.see_as(by, record(world, "leader"), reason=WHY)
    accounts.disable_account(EYE, record(world, "chen"))
    with refused("illegal_move"):
        accounts.see_as(by, record(world, "chen"), reason=WHY)


@pytest.mark.parametrize(
    ("permissions", "area"),
    [
        # A role beyond the own street; rights to administer that one does not have; everything.
        (["case.view"], "33"),
        (["role.change"], STREET),
        (["*"], STREET),
    ],
)
def test_nobody_looks_as_somebody_who_may_do_more_than_they_may_give(
    world: World, permissions: list[str], area: str
) -> None:
    by = seeing(world)
    role = Role.objects.create(key="more", name="More", permissions=permissions)
    given = Grant.objects.create(account=world.accounts["chen"], role=role, area=Area.objects.get(code=area))
    with refused("rule"):
        accounts.see_as(by, record(world, "chen"), reason=WHY)
    given.delete()
    accounts.see_as(by, record(world, "chen"), reason=WHY)


def test_whoever_looks_sees_what_the_person_sees_and_neither_contacts_nor_keys(world: World) -> None:
    number, there = world.report(contact={"phone": "13800000067"}), world.report(building=NEXT_BUILDING)
    accounts.issue_token(world.chen, None, name="A program")
    eyes = through(seeing(world), world, "chen")
    with territory(eyes):
        seen = set(Case.objects.visible_to(eyes).values_list("number", flat=True))
        assert not Contact.objects.visible_to(eyes).exists()
        assert not Token.objects.visible_to(eyes).exists()
    assert number in seen
    assert there not in seen
    with territory(world.chen):
        assert Contact.objects.visible_to(world.chen).exists()


def test_through_the_eyes_of_another_every_action_is_refused(world: World) -> None:
    number, eyes = in_state(world, "reported"), through(seeing(world), world, "chen")
    for act in (
        lambda: cases.file(eyes, number, class_code="06025"),
        lambda: cases.reveal(eyes, number, field="phone", reason="To ask."),
        lambda: cases.export_personal(eyes, what=cases.Taken.OWN),
        lambda: accounts.see_as(eyes, record(world, "zhao"), reason=WHY),
        lambda: accounts.issue_token(eyes, None, name="A program"),
    ):
        with refused("only_looking"):
            act()


def test_what_has_a_permission_to_see_stays_shut_until_it_is_named(world: World) -> None:
    """Petitions and whatever else comes: closed from the first day."""
    role = Role.objects.create(key="all", name="All", permissions=["*"])
    Grant.objects.create(account=world.accounts["chen"], role=role)
    eyes = through(EYE, world, "chen")
    for model in scoped_models():
        if model.scope.view and model.scope.view not in OPEN_TO_LOOKERS:
            assert not eyes.holds(model.scope.view)
            assert model.scope.is_shut(eyes)
            with territory(eyes):
                assert not model.objects.visible_to(eyes).exists()
    assert eyes.territory(["audit.view", "account.change"])["views"] == {}


def test_a_look_in_vain_is_the_lookers_attempt(world: World) -> None:
    by = seeing(world)
    refusal = kept.unseen(through(by, world, "chen"), Case, "20260101999999")
    assert refusal.attempt["actor"] == by.key
    assert attempts() == []


def test_a_role_that_has_run_out_stands_in_nobodys_way(world: World) -> None:
    by = seeing(world)
    accounts.grant_role(EYE, record(world, "chen"), role="leader", node=Node(area="33"))
    Grant.objects.filter(account=world.accounts["chen"], role="leader").update(until="2020-01-01")
    accounts.see_as(by, record(world, "chen"), reason=WHY)
