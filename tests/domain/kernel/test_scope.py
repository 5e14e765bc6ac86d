"""A query on objects with a territory that does not say for whom is an error, in whatever way it is run."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.apps import apps
from django.db.models import Count, Q

from linli.cases import actions
from linli.cases.models import Case, Photo, Remark, Report
from linli.kernel.scope import ScopedQuerySet, UnscopedQueryError, scoped_models
from linli.kernel.territory import territory, unopened
from tests.domain.asking import EYE, in_state, picture
from tests.world import World

pytestmark = pytest.mark.postgres15
Rows = ScopedQuerySet[Any]


def read_slowly(rows: Rows) -> list[Any]:
    async def read() -> list[Any]:
        return [row async for row in rows]

    return async_to_sync(read)()


def iterate_slowly(rows: Rows) -> list[Any]:
    async def read() -> list[Any]:
        return [row async for row in rows.aiterator()]

    return async_to_sync(read)()


USES: dict[str, Callable[[Rows], Any]] = {
    "list": list,
    "length": len,
    "truth": bool,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "get": lambda rows: rows.get(number="1"),
    "earliest": lambda rows: rows.earliest("id"),
    "latest": lambda rows: rows.latest("id"),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "iterator": lambda rows: list(rows.iterator()),
    "async": read_slowly,
    "async iterator": iterate_slowly,
    "values": lambda rows: list(rows.values("id")),
    "values_list": lambda rows: list(rows.values_list("id", flat=True)),
    "filter": lambda rows: list(rows.filter(state="filed").exclude(version=1).order_by("id")),
    "annotate": lambda rows: list(rows.annotate(count=Count("remarks"))),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Case(id=1)),
    "aggregate": lambda rows: rows.aggregate(Count("id")),
    "update": lambda rows: rows.update(state="closed"),
    "bulk_update": lambda rows: rows.bulk_update([Case(id=1)], ["state"]),
    "delete": lambda rows: rows.delete(),
    "get_or_create": lambda rows: rows.get_or_create(number="1"),
    "update_or_create": lambda rows: rows.update_or_create(number="1", defaults={"text": ""}),
    "lock": lambda rows: rows.select_for_update().first(),
    "raw": lambda rows: list(rows.raw("SELECT * FROM cases_case")),
    "union": lambda rows: list(rows.union(Case.objects.visible_to(EYE))),
    "added to": lambda rows: list(Case.objects.visible_to(EYE).union(rows)),
    "or": lambda rows: list(Case.objects.visible_to(EYE) | rows),
    "xor": lambda rows: list(Case.objects.visible_to(EYE) ^ rows),
    "with children": lambda rows: list(rows.prefetch_related("remarks")),
}


@pytest.mark.parametrize("use", USES)
def test_an_unscoped_query_raises(world: World, use: str) -> None:
    in_state(world, "filed")
    with territory(EYE), pytest.raises(UnscopedQueryError):
        USES[use](Case.objects.get_queryset())


def test_the_children_of_a_case_need_a_scope_of_their_own(world: World) -> None:
    in_state(world, "voided")
    with territory(EYE):
        case = Case.objects.visible_to(EYE).get()
        with pytest.raises(UnscopedQueryError):
            list(case.remarks.all())
        with pytest.raises(UnscopedQueryError):
            list(Case.objects.visible_to(EYE).prefetch_related("remarks"))
        assert case.remarks.visible_to(EYE).count() == 1


def test_a_request_that_writes_and_reads_before_it_says_for_whom_is_a_fault_and_no_empty_list(world: World) -> None:
    in_state(world, "voided")
    with unopened():
        for read in (list, lambda rows: rows.count(), lambda rows: rows.exists(), lambda rows: rows.first()):
            with pytest.raises(UnscopedQueryError):
                read(Case.objects.visible_to(EYE))
        with territory(EYE):
            rows = Case.objects.visible_to(EYE)
            assert len(rows) == 1
        # What was read may be shown afterwards.
        assert [case.state for case in rows] == ["voided"]
        in_state(world, "filed")


@pytest.mark.parametrize("model", scoped_models(), ids=lambda model: model._meta.label)
def test_every_model_with_a_territory_asks_for_whom(world: World, model: Any) -> None:
    with territory(EYE):
        with pytest.raises(UnscopedQueryError):
            model.objects.count()
        assert model.objects.visible_to(EYE).count() >= 0


def test_the_filter_finds_exactly_what_the_rule_for_one_row_says(world: World) -> None:
    """The list filter and the stream's rule are made from one declaration; here they meet."""
    numbers = [in_state(world, state) for state in ("reported", "filed", "dispatched", "handled")]
    with territory(EYE):
        cases = list(Case.objects.visible_to(EYE).filter(number__in=numbers))
    for actor in (*world.actors.values(), world.holder(numbers[0])):
        with territory(actor):
            found = set(Case.objects.visible_to(actor).filter(number__in=numbers).values_list("number", flat=True))
        assert found == {case.number for case in cases if Case.scope.sees(actor, vars(case))}, actor.key


def test_the_filter_alone_hides_as_much_as_the_policy(world: World) -> None:
    """Each wall stands by itself: in the eye's territory the stranger's filter still finds nothing."""
    number = in_state(world, "voided")
    world.act(world.report(), "void")
    actions.add_photo(world.lin, world.report(), data=picture()[0], sha256=picture()[1])
    with territory(EYE):
        for model in (Case, Report, Remark, Photo):
            assert model.objects.visible_to(EYE).exists()
            assert not model.objects.visible_to(world.stranger).exists()
        assert Case.objects.visible_to(EYE).filter(Q(number=number)).exists()


# They say only with which list a person's desk begins, and which row of a file became which case: ids and digests,
# nothing of the list or of the case.
BESIDE = {"cases.FirstFilter", "cases.ImportedRow"}


def test_whatever_points_to_an_object_with_a_territory_has_one_itself() -> None:
    scoped = set(scoped_models())
    for model in apps.get_models():
        pointed_to = {field.related_model for field in model._meta.get_fields() if field.many_to_one}
        assert model in scoped or not pointed_to & scoped or model._meta.label in BESIDE, model._meta.label
