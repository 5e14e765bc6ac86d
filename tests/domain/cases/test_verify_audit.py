"""G39: whoever checks has the chain of one object computed anew, on demand."""

import pytest

from linli.cases import actions as cases
from linli.cases.queries import audit
from linli.kernel.territory import territory
from tests import cluster
from tests.domain.asking import case_of, in_state, refused
from tests.domain.cases.test_view_audit import seen
from tests.world import NEXT_BUILDING, World

pytestmark = pytest.mark.postgres15


def verified(world: World, number: str, who: str = "auditor") -> audit.Verified:
    actor = world.actors[who]
    with territory(actor):
        return audit.verify(actor, number)


def test_a_chain_that_nobody_touched_is_whole(world: World) -> None:
    number = in_state(world, "closed")
    found = verified(world, number)
    assert (found.is_whole, found.entries, found.head) == (True, 8, bytes(case_of(number).head).hex())


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE kernel_auditentry SET actor = 'account:999' WHERE object_id = %s AND version = 2", 2),
        ("DELETE FROM kernel_auditentry WHERE object_id = %s AND version = 3", 3),
        ("DELETE FROM kernel_auditentry WHERE object_id = %s AND version = 8", 8),
    ],
)
def test_what_a_superuser_did_to_it_is_found(committed: World, statement: str, broken_at: int) -> None:
    number = in_state(committed, "closed")
    with cluster.connect(cluster.database_name()) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"{statement} AND object_type = 'case'", [case_of(number).pk])
    assert verified(committed, number).broken_at == broken_at


def test_an_object_elsewhere_is_as_unknown_as_none(world: World) -> None:
    with refused("not_found"):
        verified(world, world.report(), "next_auditor")
    with refused("not_found"):
        verified(world, "20990101999999")
    assert verified(world, world.report(building=NEXT_BUILDING), "next_auditor").is_whole


def test_the_verification_is_on_record(world: World) -> None:
    number = world.report()
    cases.verify_audit(world.auditor, None, number=number)
    assert seen(world.auditor, action="audit.verify")[0].data.items() >= {"number": number}.items()
