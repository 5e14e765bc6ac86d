"""PIPL 19, 47: what has been kept long enough is erased, everywhere, and the audit still verifies."""

import os
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases import jobs, queries
from linli.cases.models import RetentionRun
from linli.kernel import jobs as kernel_jobs
from linli.kernel import outbox
from linli.kernel.territory import territory
from linli.ops import binaries
from linli.places.queries import spot_of_code
from linli.triage.actions import learn_case
from tests import cluster
from tests.domain.asking import EYE, case_of, in_state, lines_of, picture, refused
from tests.domain.cases.test_copy import of
from tests.domain.cases.test_correct import contact
from tests.domain.cases.test_erase import chain_holds, relayed, taught
from tests.world import BUILDING, World

pytestmark = pytest.mark.postgres15
TOKENS = ("canarytext", "canaryname", "13812345678", "canaryreason", "canaryresult", "canaryanswer", "canaryplace")
TEXT, NAME, PHONE, REASON, RESULT, ANSWER, PLACE = TOKENS


def retain_in(days: float) -> None:
    """What the night's job does so many days from now."""
    with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
        jobs.retain(0)


def last_run() -> RetentionRun:
    with territory(EYE):
        run = RetentionRun.objects.visible_to(EYE).order_by("-id").first()
    assert run is not None
    return run


def told_much(world: World) -> str:
    """An ended case in which everybody said something."""
    spot = replace(spot_of_code(BUILDING), address=PLACE)
    number = world.report(text=TEXT, contact={"name": NAME, "phone": PHONE}, spot=spot)
    holder = world.holder(number)
    cases.add_photo(holder, number, data=picture()[0], sha256=picture()[1])
    cases.reveal(world.chen, number, field="phone", reason=REASON)
    world.drive(number, "file", "dispatch", "accept", "start")
    task = world.assisted(number, text=REASON)
    cases.accept_task(world.ren, task)
    cases.report_task_done(world.ren, task, result=RESULT)
    world.act(number, "report_back", result=RESULT)
    world.drive(number, "check_pass")
    world.act(number, "close", result=ANSWER)
    return number


def test_a_contact_goes_after_its_time_and_not_a_day_before_pipl_19(committed: World) -> None:
    number = in_state(committed, "closed", contact={"name": "李小明", "phone": "13800000067"})
    retain_in(179.9)
    assert set(contact(committed, number)) == {"name", "phone"}
    retain_in(180.1)
    assert contact(committed, number) == {}
    assert case_of(number).text == "The tap leaks."
    assert lines_of(number)[-1].data == {"cases_contact.name": 1, "cases_contact.phone": 1}
    assert (last_run().cases, last_run().contacts, last_run().words) == (1, 2, 0)


def test_an_open_matter_is_left_alone_however_old(committed: World) -> None:
    number = in_state(committed, "handling", contact={"phone": "13800000067"})
    retain_in(4000)
    assert set(contact(committed, number)) == {"phone"}
    assert last_run().cases == 0


def test_in_the_end_nothing_is_found_anywhere_and_the_audit_verifies_pipl_47(committed: World) -> None:
    number = told_much(committed)
    outbox.relay_once(kernel_jobs.defer_hearings)
    learn_case(case_of(number).pk)
    assert taught() == (1, 1)
    stored = of(committed, number).photos[0].file_id
    bytes_at = Path(settings.LINLI_DATA_DIR) / "files" / stored[:2] / stored[2:4] / stored
    assert bytes_at.exists()
    before = dump()
    assert [token for token in TOKENS if token.encode() not in before] == []
    retain_in(1096)
    relayed()
    assert taught() == (0, 0)
    after = dump()
    assert [token for token in TOKENS if token.encode() in after] == []
    assert not bytes_at.exists()
    with territory(EYE):
        assert [row for said in (TEXT, PLACE) for row in queries.page(EYE, queries.Filter(q=said)).rows] == []
    assert chain_holds(number)
    code = committed.codes[number]
    for path in (f"/r/{code}/", f"/r/{code}/data/", f"/api/v1/reports/{code}", f"/api/v1/reports/{code}/data"):
        answer = Client().get(path)
        assert answer.status_code == 200
        assert not [token for token in TOKENS if token in answer.content.decode()], path
    run = last_run()
    assert (run.contacts, run.photos, run.faults) == (2, 1, 0)


def dump() -> bytes:
    """Everything that the database and the data folder hold."""
    told = os.environ[cluster.SOCKET]
    program = binaries.find(None).path("pg_dump")
    command = [program, f"--host={told}", "--username=postgres", cluster.database_name()]
    made = subprocess.run(command, capture_output=True, check=True)
    found = [p.read_bytes() for p in Path(settings.LINLI_DATA_DIR).rglob("*") if p.is_file()]
    assert b"PostgreSQL database dump" in made.stdout
    return b"".join([made.stdout, *found])


def test_a_reopened_matter_keeps_what_it_has(committed: World) -> None:
    number = in_state(committed, "closed", contact={"phone": "13800000067"})
    case = case_of(number)
    with cluster.connect(cluster.database_name()) as connection:
        undone = "UPDATE cases_case SET state = 'filed', outcome = '', closed_at = NULL WHERE id = %s"
        connection.execute(undone, [case.pk])
    retain_in(4000)
    assert set(contact(committed, number)) == {"phone"}


def test_what_the_desk_never_read_waits_for_nobody_any_more(world: World) -> None:
    number = in_state(world, "closed")
    cases.answer_message(world.holder(number), number, text="Thank you.")
    retain_in(4000)
    assert case_of(number).unread_messages == 0


def test_a_merged_case_is_kept_as_long_as_the_one_into_which_it_went_at_whatever_remove(world: World) -> None:
    first, second, whole = world.report(text="The cellar."), world.report(), world.report()
    world.merged(world.merged(first, second) and second, whole)
    retain_in(4000)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        world.drive(whole, "void")
    retain_in(1190)
    assert case_of(first).text == "The cellar."
    retain_in(1200)
    assert [(case_of(number).text, case_of(number).lon) for number in (first, second, whole)] == [("", None)] * 3
    assert last_run().cases == 3


def test_what_a_reporter_contests_is_kept_until_it_is_decided(world: World) -> None:
    number = in_state(world, "closed", contact={"phone": "13800000067"})
    part = world.merged(into=world.drive(number, "reopen"))
    world.drive(number, "void")
    cases.contest(world.holder(number), number, reason="Still.")
    assert of(world, number).erase_after == {}
    retain_in(4000)
    assert [case_of(each).text for each in (number, part)] == ["The tap leaks."] * 2
    assert set(contact(world, number)) == {"phone"}
    world.drive(number, "reopen")


def test_nobody_erases_by_hand_what_is_not_due(world: World) -> None:
    number = in_state(world, "closed")
    with refused("rule", rule="nothing_due"):
        cases.expire(EYE, number)
    with refused("forbidden"):
        cases.expire(world.chen, number)


def test_a_second_night_erases_nothing_twice(committed: World) -> None:
    number = told_much(committed)
    retain_in(1096)
    version = case_of(number).version
    retain_in(1097)
    assert case_of(number).version == version
    assert last_run().cases == 0


def test_a_contact_may_be_looked_for_afterwards_and_the_reason_is_digested_with_a_new_key(committed: World) -> None:
    number = told_much(committed)
    retain_in(1096)
    assert cases.reveal(committed.chen, number, field="phone", reason="Is it gone?") == ""
    assert chain_holds(number)
