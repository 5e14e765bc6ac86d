"""The way from a token to its objects says what the objects say, and leads there by an index."""

import pytest
from django.db import DatabaseError, connection, transaction

from linli.cases.models import Case
from linli.kernel.actor import Actor
from linli.kernel.scope import Participation, ScopedQuerySet, participating
from linli.kernel.territory import territory
from tests import cluster
from tests.domain.asking import EYE, rows
from tests.world import World

pytestmark = pytest.mark.postgres15


def tokens_of(case_id: int) -> set[str]:
    found = Participation.objects.filter(object_type="case", object_id=case_id)
    return set(found.values_list("token", flat=True))


def case_of(number: str) -> Case:
    with territory(EYE):
        return Case.objects.visible_to(EYE).get(number=number)


def test_a_report_leads_from_its_code_and_its_reporter_to_the_case(world: World) -> None:
    case = case_of(world.report(by=world.lin))
    assert tokens_of(case.pk) == set(case.participants)
    assert world.lin.key in case.participants


def test_who_joins_and_who_leaves_is_followed(world: World) -> None:
    case = case_of(world.report())
    with territory(EYE):
        for tokens in (["unit:/a/", "unit:/b/"], ["unit:/b/", "unit:/b/", "account:7"], []):
            Case.objects.visible_to(EYE).filter(pk=case.pk).update(participants=tokens)
            assert tokens_of(case.pk) == set(tokens)


def test_an_object_that_goes_takes_its_participations_along(committed: World) -> None:
    case = case_of(committed.report())
    with cluster.connect(cluster.database_name()) as admin:
        admin.execute("DELETE FROM cases_report WHERE case_id = %s", [case.pk])
        admin.execute("DELETE FROM cases_case WHERE id = %s", [case.pk])
    assert not tokens_of(case.pk)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO kernel_participation VALUES ('account:7', 'case', 1)",
        "UPDATE kernel_participation SET token = 'account:7'",
        "DELETE FROM kernel_participation",
    ],
)
def test_only_the_trigger_writes(world: World, statement: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows(statement)


@pytest.mark.parametrize("who", ["wang", "zhao"])
def test_a_list_reaches_its_rows_by_indexes_under_row_security(world: World, who: str) -> None:
    actor: Actor = getattr(world, who)
    with territory(actor), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for wanted in (Case.objects.visible_to(actor), mine(actor)):
            plan = wanted.order_by().explain()
            assert "Seq Scan on cases_case" not in plan
            assert "Bitmap Index Scan" in plan or "Index Scan using case" in plan


def mine(actor: Actor) -> ScopedQuerySet[Case]:
    return Case.objects.visible_to(actor).filter(participating(Case, [actor.key]))
