"""Every action is complete: name, permission, fact, words, docstring, tests."""

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from linli.accounts import actions as account_actions
from linli.accounts.actions.people import Node
from linli.accounts.queries import looked_at
from linli.cases import actions as cases
from linli.cases import labels, queries
from linli.cases.actions.tables import Incoming, Outcome
from linli.cases.models import Case
from linli.cases.workflow import CASE
from linli.kernel import workdays
from linli.kernel.actions import REGISTRY, Action
from linli.kernel.actor import machine
from linli.kernel.facts import FACTS
from linli.kernel.models import AuditEntry, Event
from linli.kernel.registers import aim
from linli.kernel.territory import territory
from linli.places import actions as place_actions
from linli.places.queries import root_path, spot_of_code
from linli.web.audit import details
from tests.contracts.source import ROOT
from tests.domain.asking import EYE, in_state, picture, standard
from tests.domain.cases.neighbours import gather
from tests.world import BUILDING, COMMUNITY, OTHER_GRID, PASSWORD, STREET, World, square

IMPORTED = (account_actions, cases, place_actions, workdays)
TOMORROW = timezone.localdate() + timedelta(days=1)
ACTIONS = sorted(REGISTRY.values(), key=lambda action: action.name)


def use_of(action: Action) -> str:
    """The name of the function, without what keeps it apart from a word of Python's or its wrapper."""
    assert action.use is not None
    return action.use.__name__.strip("_")


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_an_action_is_named_noun_and_verb_like_its_fact(action: Action) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", action.name)
    assert action.fact in FACTS
    assert action.fact.partition(".")[0] == action.name.partition(".")[0]
    assert action.fact != action.name


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_an_action_says_what_it_does(action: Action) -> None:
    assert action.use is not None
    module = __import__(action.use.__module__, fromlist=["x"])
    words = [action.use.__doc__, getattr(getattr(module, use_of(action), None), "__doc__", None)]
    assert any(word and word.rstrip().endswith(".") for word in words)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
def test_an_action_has_a_file_of_tests(action: Action) -> None:
    assert list((ROOT / "tests" / "domain").glob(f"*/test_{use_of(action)}.py"))


def test_each_fact_is_announced_by_one_action_or_by_the_timekeeper() -> None:
    announced = [action.fact for action in REGISTRY.values()]
    assert sorted([*announced, "clock.fired"]) == sorted(FACTS)


def test_every_verb_of_the_loop_is_an_action_and_every_action_on_a_case_a_verb() -> None:
    verbs = {action.verb for action in REGISTRY.values() if action.model is Case}
    assert verbs - {"report", "bring_in", "transfer_in"} == {move.name for move in CASE.moves}


def test_every_move_has_words_and_every_state_inputs_and_clocks_too() -> None:
    verbs = {action.verb for action in REGISTRY.values() if action.model is Case}
    assert set(labels.VERBS) == verbs
    assert set(labels.STATES) == set(labels.PLAIN) == set(CASE.states)
    assert {name for move in CASE.moves for name in move.requires} <= set(labels.INPUTS)


def change_registers(world: World) -> None:
    """One change of each register."""
    workdays.change_day(world.admin, aim("calendar", root_path()), row="", values={"day": "2026-10-01", "kind": "off"})
    workdays.load_days(machine("import:test"), None, rows=[])
    workdays.change_shift(
        world.admin, aim("hours", root_path()), row="14:00", values={"opens": "14:00", "closes": "17:00"}
    )
    workdays.load_shifts(machine("import:test"), None, rows=[])
    area = {"code": "330110010002", "name": "New", "level": "community", "parent": STREET}
    place_actions.change_area(world.admin, aim("areas", root_path()), row="", values=area)
    account_actions.ship_roles(machine("job:release"), None, rows=[], former={})
    role = {"code": "reader", "name": "Reader", "permissions": "case.view"}
    account_actions.change_role(world.admin, aim("roles", root_path()), row="", values=role)
    unit = {"code": "street/trees", "name": "Trees"}
    account_actions.change_unit(world.admin, aim("units", root_path()), row="", values=unit)
    values = queries.CLASSES.told(queries.event_class("06025"))
    cases.change_class(world.admin, aim("classes", root_path()), row="world|matter|06025", values=values)
    scheme = {"code": "world", "name": "World"}
    cases.load_schemes(machine("import:test"), None, rows=[scheme])
    cases.change_scheme(world.admin, aim("schemes", root_path()), row="world", values=scheme)
    cases.load_standards(machine("import:test"), None, rows=[standard(1)])
    cases.load_routes(machine("import:test"), None, rows=[])
    route = {"class_code": "06", "unit": "street/roads"}
    cases.change_route(world.admin, aim("routes", root_path()), row="", values=route)
    cases.replace_standard(world.admin, aim("standards", root_path()), row="", values=standard(2))
    change_words(world)


def change_words(world: World) -> None:
    """One change of what the street says, and of who may do what."""
    template = {"code": "a", "name": "A", "text": "A."}
    listed = {"version": "1", "title": "One", "published_on": "2026-01-01"}
    matter = {"list": "1", "number": "1", "category": "A", "name": "A", "authority": "A"}
    wording = {"place": "front_title", "zh": "A"}
    limit = {"stage": "file", "limit_amount": "5", "limit_unit": "minute"}
    for name, load, change, values in (
        ("templates", cases.load_templates, cases.change_template, template),
        ("wording", cases.load_wording, cases.change_wording, wording),
        ("stage-limits", cases.load_stage_limits, cases.change_stage_limit, limit),
        ("matter-lists", cases.load_matter_lists, cases.change_matter_list, listed),
        ("matters", cases.load_matters, cases.change_matter, matter),
    ):
        load(machine("import:test"), None, rows=[])
        change(world.admin, aim(name, root_path()), row="", values=values)


def use_own_rights(world: World, number: str) -> None:
    """Everything about personal data that can be done to a case, and about how long it is kept."""
    world.codes[number] = cases.issue_code(world.chen, number, identity="in_person", reason="Lost.").code
    holder, machine_ = world.holder(number), machine("job:test")
    cases.copy(holder, number)
    cases.correct(holder, number, name="Li", phone="")
    cases.withdraw(holder, number)
    unfiled = world.report()
    cases.reword(world.holder(unfiled), unfiled, text="It drips.", address="By the well")
    cases.erase(holder, number)
    cases.change_retention(machine_, None, table="cases_case", field="result", days=1)
    cases.load_retention(machine_, None, rows=[])
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        cases.expire(machine_, number)
    cases.run_retention(machine_, None, numbers=[], began=timezone.now(), faults=[])
    cases.export_personal(world.zhao, what=cases.Taken.OWN)
    cases.view_audit(world.auditor, None, sought={})
    cases.export_audit(world.auditor, None, sought={})
    cases.verify_audit(world.auditor, None, number=number)


def lead_a_token_through_its_life(world: World) -> None:
    number = account_actions.issue_token(world.chen, None, name="A program").receipt.number
    account_actions.use_token(world.chen, number)
    account_actions.change_token(world.chen, number, name="A program", until=timezone.localdate())
    account_actions.revoke_token(world.chen, number)
    account_actions.load_tokens(machine("job:test"), None, rows=[])


def test_facts_carry_exactly_what_they_promise(committed: World) -> None:
    world = committed
    number = in_state(world, "dispatched", class_code="06010", contact={"phone": "13800000067"})
    world.drive(number, "urge", "return", "dispatch", "accept", "start", "report_back", "check_fail", "report_back")
    cases.become_overdue(machine("job:test"), in_state(world, "handling"), clock="handle", due_at="2026-03-02")
    cases.hold(world.chen, number, holder="subtask:7", reason="Open.")
    cases.release(world.chen, number, holder="subtask:7")
    cases.add_photo(world.zhao, number, data=picture()[0], sha256=picture()[1])
    cases.reveal(world.chen, number, field="phone", reason="To ask back.")
    world.drive(number, "check_pass", "close", "call_back")
    use_own_rights(world, number)
    neighbours = gather(world, "void")
    world.drive(in_state(world, "closed"), "contest", "decline_contest", "reopen", "escalate", "amend")
    world.drive(world.report(), "ask_to_verify", "verify", "file", "transfer_out", "recall", "transfer_out")
    partner = world.drive(world.report(), "file", "transfer_out", "return_transfer", "transfer_out")
    world.drive(partner, "accept_transfer", "answer_transfer")
    world.drive(world.merged(), "unmerge")
    ended = in_state(world, "checked")
    merged = world.merged(into=ended)
    world.drive(ended, "close")
    cases.erase(world.holder(merged), ended)
    world.drive(world.transfer_in(), "receive", "send_back")
    number = in_state(world, "handling")
    world.drive(number, "request_extension", "refuse_extension", "request_extension", "endorse_extension")
    world.drive(number, "approve_extension", "request_suspension", "refuse_suspension")
    world.drive(number, "request_suspension", "approve_suspension", "resume")
    done, returned, cancelled = (
        world.assisted(number, unit=unit) for unit in ("street/roads", "next/water", "next/water")
    )
    cases.accept_task(world.ren, done)
    cases.report_task_done(world.ren, done, result="Closed.")
    cases.return_task(machine("job:test"), returned, reason="Not ours.")
    cases.cancel_task(world.zhao, cancelled, reason="No need.")
    in_state(world, "voided")
    cases.self_handle(world.lin, world.report(), class_code="06010", outcome="done", result="Swept.")
    cases.send_message(world.chen, neighbours.number, text="Which tap?")
    cases.note(world.chen, neighbours.number, text="Deaf.")
    cases.answer_message(neighbours.holders[0], neighbours.number, text="The left one.")
    cases.read_messages(world.chen, neighbours.number)
    cases.rate(neighbours.holders[0], neighbours.number, level="satisfied", is_solved=True)
    cases.contest(neighbours.holders[1], neighbours.number, reason="Still.")
    lead_a_token_through_its_life(world)
    account_actions.change_password(world.chen, old=PASSWORD, new="another long password")
    lead_an_account_through_its_life()
    ask_for_corrections(world)
    lead_an_import_through_its_life()
    cases.export(world.chen, BytesIO(), queries.Filter())
    kept = cases.keep_filter(world.chen, None, name="Late", query="overdue=true").number
    cases.prefer_filter(world.chen, kept)
    cases.rename_filter(world.chen, kept, name="Very late")
    cases.remove_filter(world.chen, kept)
    cases.load_history(machine("import:test"), None, rows=[])
    change_registers(world)
    divide_anew(world)
    seen: dict[str, set[str]] = {}
    for event in Event.objects.using("relay").order_by("id"):
        assert set(event.payload) == FACTS[event.name], event.name
        seen.setdefault(event.name, set()).add(event.object_type)
    assert set(seen) == set(FACTS) - {"clock.fired"}
    assert unspoken() == set()


def unspoken() -> set[str]:
    """What of the audit so far has no words for whoever checks it: keys, states, actors."""
    with territory(EYE):
        entries = [(entry.actor, json.loads(entry.data)) for entry in AuditEntry.objects.all()]
    keys = {key for _, data in entries for key in data if not details.word_of(key)}
    states = {data[key] for _, data in entries for key in ("from", "to") if data.get(key)}
    # Machines of the tests have no names of their own.
    machines = {actor for actor, _ in entries if not actor.startswith(("job:test", "job:eye"))}
    return keys | (states - set(details.CHOICES["to"])) | {actor for actor in machines if not details.called(actor)}


def ask_for_corrections(world: World) -> None:
    """Granted, refused and taken back."""
    for decide in (account_actions.grant_correction, account_actions.refuse_correction):
        asked = account_actions.ask_correction(world.chen, None, field="unit", wanted="The water unit.").number
        decide(world.admin, asked, reason="So it is.")
    asked = account_actions.ask_correction(world.chen, None, field="unit", wanted="The water unit.").number
    account_actions.withdraw_correction(world.chen, asked)


def divide_anew(world: World) -> None:
    """Another grid in the place of the first; the case in it follows."""
    number = world.report()
    parts = [(OTHER_GRID, "Grid 2", 120.01), ("330110010001009", "Grid 9", 120.0)]
    rows = [
        {"code": code, "name": name, "level": "grid", "parent": COMMUNITY, "boundary": square(west, 30.0)}
        for code, name, west in parts
    ]
    place_actions.redivide(machine("import:test"), None, rows=rows, name="2027")
    cases.place(machine("job:test"), number)
    fits = rows[0] | {"name": "Grid"}, rows[1] | {"name": "Other"}
    plans = [place_actions.plan(EYE, None, rows=fits, name="2028", starts_on=TOMORROW).number for _ in range(3)]
    place_actions.cancel_plan(EYE, plans[0])
    place_actions.set_aside(EYE, plans[1], reason="parts_do_not_fit")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        place_actions.take_effect(EYE, plans[2])


def lead_an_import_through_its_life() -> None:
    by, outcome = machine("import:test"), Outcome()
    given: dict[str, Any] = {
        "text": "Leak.",
        "spot": spot_of_code(BUILDING),
        "channel": "phone",
        "reported_at": timezone.now(),
    }
    cases.bring_in(by, None, **given)
    number = cases.begin_import(by, None, file_sha256="f" * 64, mapping_sha256="a" * 64).number
    cases.take_in(by, number, rows=[Incoming(2, "1" * 64, given)], outcome=outcome)
    cases.stop_import(by, number)
    cases.go_on_with_import(by, number)
    cases.finish_import(by, number, refused=0)
    cases.undo_import(by, number, reason="The wrong file.")
    cases.take_out(by, number, reason="The wrong file.", after=0, most=10, outcome=outcome)


def lead_an_account_through_its_life() -> None:
    by, node = machine("job:test"), Node()
    number = account_actions.add_account(by, None, username="qian", name="Qian", password="").number
    account_actions.change_account(by, number, name="Qian Er", unit="street")
    account_actions.bring_in_staff(by, None, rows=[{"username": "qian", "name": "Qian"}])
    account_actions.grant_role(by, number, role="leader", node=node)
    account_actions.revoke_grant(by, number, role="leader", node=node)
    account_actions.reset_password(by, number, password="sycamores along the canal")
    account_actions.disable_account(by, number)
    account_actions.enable_account(by, number)
    account_actions.see_as(by, number, reason="asked_for_help")
    record = looked_at(number)
    assert record is not None
    account_actions.end_see_as(by, record)
