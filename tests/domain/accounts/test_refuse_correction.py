"""A correction is refused, with a reason."""

import pytest

from linli.accounts import actions
from linli.accounts.models import Account
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from tests.domain.accounts.correcting import ask, of
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15


def test_refusing_leaves_it_and_says_why(world: World) -> None:
    number = ask(world, "title", "Director")
    actions.refuse_correction(world.admin, number, reason="You are a handler.")
    assert (of(number).state, of(number).answer) == ("refused", "You are a handler.")
    assert Account.objects.get(username="zhao").title == ""


def test_words_are_not_in_the_audit(world: World) -> None:
    actions.refuse_correction(world.admin, ask(world, wanted="canaryname"), reason="canaryreason")
    with territory(EYE):
        entries = AuditEntry.objects.filter(object_type="correction").order_by("version")
        assert [entry.action for entry in entries] == ["correction.ask", "correction.refuse"]
        assert not any("canary" in entry.data for entry in entries)


def test_an_answer_needs_words(world: World) -> None:
    number = ask(world)
    for reason in ("", " "):
        with refused("missing_input", field="reason"):
            actions.refuse_correction(world.admin, number, reason=reason)
