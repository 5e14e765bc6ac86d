"""A matter from other records comes in as it stands there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.cases import actions
from linli.kernel.actor import machine
from linli.places.queries import spot_of_code
from tests.domain.asking import case_of, refused
from tests.world import BUILDING, World, new_key

pytestmark = pytest.mark.postgres15


def given(**changes: object) -> dict[str, object]:
    told = {"text": "Leak.", "spot": spot_of_code(BUILDING), "channel": "phone"}
    return {**told, "reported_at": timezone.now() - timedelta(days=9), **changes}


def test_it_is_no_report_of_whoever_brings_it_in(world: World) -> None:
    number = actions.bring_in(machine("import:test"), new_key(), **given()).number  # type: ignore[arg-type]
    case = case_of(number)
    assert (case.state, case.participants, case.played) == ("reported", [], [])


def test_a_person_of_the_desk_may_not(world: World) -> None:
    for by in (world.chen, world.lin, world.li):
        with refused("forbidden"):
            actions.bring_in(by, new_key(), **given())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"channel": "raven"}, "channel"),
        ({"class_code": "99999"}, "class_code"),
        ({"contact": {"shoe": "44"}}, "contact"),
        ({"external_number": "1" * 61}, "external_number"),
        ({"reported_at": timezone.now() + timedelta(days=9)}, "reported_at"),
        ({"closed_at": timezone.now() + timedelta(days=9)}, "closed_at"),
        ({"closed_at": timezone.now() - timedelta(days=19)}, "closed_at"),
    ],
)
def test_what_cannot_be_is_refused_with_its_input(world: World, changes: dict[str, object], field: str) -> None:
    code = "missing_input" if changes == {"text": " "} else "invalid"
    with refused(code, field=field):
        actions.bring_in(machine("import:test"), new_key(), **given(**changes))  # type: ignore[arg-type]
