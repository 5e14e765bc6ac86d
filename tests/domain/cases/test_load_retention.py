"""How long things are kept, from a table."""

from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases.queries import retention
from linli.kernel.refusals import Refusal
from tests.domain.asking import EYE, refused
from tests.world import World

pytestmark = pytest.mark.postgres15
PHONE, NAME = ("cases_contact", "phone"), ("cases_contact", "name")


def row(key: tuple[str, str], days: str) -> dict[str, str]:
    return {"field": ".".join(key), "days": days}


def test_each_field_that_differs_is_changed_by_its_own_action(world: World) -> None:
    cases.load_retention(EYE, None, rows=[row(PHONE, "30"), row(NAME, "180")])
    assert (retention.days()[PHONE], retention.days()[NAME]) == (30, 180)
    (change,) = retention.changes()
    assert (change.row, change.before, change.after) == ("cases_contact.phone", {"days": "180"}, {"days": "30"})
    assert [(batch.kind, batch.rows) for batch in retention.files()] == [("retention_file", 2)]


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        (row(NAME, "0"), "days", "not_a_number"),
        (row(NAME, "3651"), "days", "out_of_range"),
        (row(("cases_case", "number"), "3"), "field", "unknown_field"),
        (row(PHONE, "31"), "field", "given_twice"),
    ],
)
def test_a_wrong_row_is_told_by_its_line_and_nothing_is_set(
    world: World, wrong: dict[str, str], field: str, reason: str
) -> None:
    with pytest.raises(Refusal) as told:
        cases.load_retention(EYE, None, rows=[row(PHONE, "30"), wrong])
    rows: Any = told.value.words["rows"]
    ((line, fault),) = rows
    assert (line, fault.field, fault.words["reason"]) == (3, field, reason)
    assert retention.days()[PHONE] == 180
    assert retention.changes() == []


def test_only_who_may_loads_it(world: World) -> None:
    with refused("forbidden"):
        cases.load_retention(world.chen, None, rows=[])
