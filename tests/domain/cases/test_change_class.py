"""An administrator changes what kinds of matter there are."""

from dataclasses import replace
from typing import Any

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel import registers
from linli.kernel.actor import Actor
from linli.kernel.territory import territory
from linli.places.queries import root_path
from tests.domain.asking import attempts, clocks_of, in_state, refused
from tests.world import World, new_key

pytestmark = pytest.mark.postgres15
NAME = "world|matter|06025"


def values_of(code: str) -> dict[str, str]:
    return queries.CLASSES.told(queries.event_class(code))


def change(by: Actor, row: str, values: registers.Values | None, **more: Any) -> Any:
    return cases.change_class(by, registers.aim("classes", root_path(), new_key()), row=row, values=values, **more)


def history(world: World) -> list[registers.Change]:
    with territory(world.admin):
        return list(registers.history(world.admin, "classes"))


def test_a_changed_limit_applies_to_new_cases_and_the_audit_keeps_what_it_was(world: World) -> None:
    before = in_state(world, "dispatched")
    stood = values_of("06025")
    change(world.admin, NAME, {**stood, "limit_amount": "5"})
    after = in_state(world, "dispatched")
    assert (clocks_of(before)["handle"].amount, clocks_of(after)["handle"].amount) == (2, 5)
    (line,) = history(world)
    assert (line.actor, line.row, line.before, line.differences) == (
        world.admin.key,
        NAME,
        stood,
        [("limit_amount", "2", "5")],
    )


def test_a_class_is_added_and_taken_out_again(world: World) -> None:
    change(world.admin, "", {**values_of("06025"), "code": "06099", "words": "a|b"})
    assert queries.event_class("06099").words == ["a", "b"]
    change(world.admin, "world|matter|06099", None)
    with refused("invalid", reason="unknown_class"):
        queries.event_class("06099")
    assert [(line.before is None, line.after is None) for line in history(world)] == [(False, True), (True, False)]


def test_a_class_that_a_case_has_is_not_taken_out(world: World) -> None:
    in_state(world, "filed")
    with refused("rule", rule="in_use"):
        change(world.admin, NAME, None)


def test_what_was_changed_meanwhile_is_looked_at_again(world: World) -> None:
    stood = values_of("06025")
    seen = registers.digest(stood)
    change(world.admin, NAME, {**stood, "name": "Other"}, seen=seen)
    with refused("stale"):
        change(world.admin, NAME, {**stood, "name": "Third"}, seen=seen)


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("limit_amount", "0", "not_a_number"),
        ("limit_amount", "two", "not_a_number"),
        ("limit_unit", "weeks", "unknown_choice"),
        ("scheme", "another", "unknown_scheme"),
        ("confidential", "maybe", "not_yes_or_no"),
        ("name", "x" * 81, "too_long"),
        ("name", "a\x00b", "not_printable"),
        ("code", "06098", "fixed"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_column(world: World, column: str, value: str, reason: str) -> None:
    with refused("invalid", field=column, reason=reason):
        change(world.admin, NAME, {**values_of("06025"), column: value})
    assert history(world) == []


def test_a_code_is_given_once_and_a_name_is_needed(world: World) -> None:
    with refused("invalid", field="code", reason="taken"):
        change(world.admin, "", values_of("06025"))
    with refused("missing_input", field="name"):
        change(world.admin, NAME, {**values_of("06025"), "name": " "})
    with refused("not_found"):
        change(world.admin, "world|matter|99999", None)


def test_who_does_not_see_the_register_cannot_tell_that_it_is_there(world: World) -> None:
    change(world.admin, NAME, {**values_of("06025"), "name": "Other"})
    for by in (world.stranger, world.chen, world.li):
        with refused("not_found"):
            change(by, NAME, None)


def test_who_may_only_look_is_forbidden_and_remembered(world: World) -> None:
    grant = next(grant for grant in world.admin.grants if "class.change" in grant.permissions)
    looking = type(grant)("looker", frozenset({"register.view"}), grant.areas)
    looker = Actor("account:0", grants=(looking,))
    with refused("forbidden"):
        change(looker, NAME, None)
    assert attempts()[-1] == ("account:0", "class.change", "classes", "forbidden")


def test_a_change_of_before_a_column_came_is_undone_and_the_column_stays_as_it_stands(world: World) -> None:
    stood = {**values_of("06025"), "after_photo": "true"}
    change(world.admin, NAME, {**stood, "name": "Wrong name"})
    line = history(world)[0]
    before, after = (
        {name: value for name, value in (values or {}).items() if name != "after_photo"}
        for values in (line.before, line.after)
    )
    old = replace(line, before=before, after=after)
    change(world.admin, NAME, old.before, seen=registers.seen_after(queries.CLASSES, old))
    assert values_of("06025") == stood
    with refused("stale"):
        change(world.admin, NAME, old.before, seen=registers.seen_after(queries.CLASSES, old))
