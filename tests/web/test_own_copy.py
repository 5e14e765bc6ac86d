"""PIPL 45, 47: what the register declares about a reporter is in the reporter's copy, and gone when it is erased."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from django.test import Client

from linli.cases import actions as cases
from linli.cases.labels import SATISFACTION, SOLVED
from linli.cases.queries import retention
from linli.places.queries import spot_of_code
from tests.domain.asking import picture
from tests.domain.cases.test_nothing_personal import tables_that_hold
from tests.world import BUILDING, TO_THE_END, World

pytestmark = pytest.mark.postgres15
# What the desk and the units say to each other, and the answer, which stays as what was done.
OF_THE_STAFF = {
    "cases_hold.reason",
    "cases_application.reason",
    "cases_transfer.reason",
    "cases_task.text",
    "cases_task.result",
    "cases_case.result",
}
PLANTED = {
    "cases_contact.name": "canaryname",
    "cases_contact.phone": "13812345678",
    "cases_contact.on_behalf_of": "canarybehalf",
    "cases_report.text": "canarytext",
    "cases_case.text": "canarytext",
    "cases_case.address": "canaryplace",
    "cases_case.lon": "121.4712345",
    "cases_case.lat": "31.2312345",
    "cases_message.text": "canarymessage",
    "cases_rating.level": "dissatisfied",
    "cases_callback.text": "canarycall",
    "cases_callback.solved": "partly",
    "cases_callback.level": "fairly_satisfied",
    "cases_remark.text": "canarylook",
}
# What people read in words, and programs as it is kept.
IN_WORDS = {"partly": SOLVED["partly"], "fairly_satisfied": SATISFACTION["fairly_satisfied"]}
# Why somebody looked stays for whoever asks who looked, until its time.
STAYS = {"canarylook"}


def planted(world: World) -> str:
    """A case that holds everything which the register says may be held about its reporter."""
    said = PLANTED
    place = (float(said["cases_case.lon"]), float(said["cases_case.lat"]))
    spot = replace(spot_of_code(BUILDING), address="canaryplace", lon=place[0], lat=place[1])
    contact = {field: said[f"cases_contact.{field}"] for field in ("name", "phone", "on_behalf_of")}
    number = world.report("canarytext", by=world.chen, spot=spot, channel="phone", is_on_behalf=True, contact=contact)
    holder, (data, sha256) = world.holder(number), picture()
    cases.add_photo(holder, number, data=data, sha256=sha256)
    cases.answer_message(holder, number, text="canarymessage")
    cases.reveal(world.chen, number, field="phone", reason="canarylook")
    world.drive(number, *TO_THE_END)
    cases.call_back(world.chen, number, reached="yes", solved="partly", level="fairly_satisfied", text="canarycall")
    cases.rate(holder, number, level="dissatisfied", is_solved=False, text="")
    return number


def copies(code: str) -> list[str]:
    """The copy in its three forms."""
    answer = Client().post(f"/r/{code}/data/copy")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as pack:
        held = {name: pack.read(name) for name in pack.namelist()}
    texts = [held["data.json"].decode(), held["data.html"].decode()]
    texts.append(Client().get(f"/api/v1/reports/{code}/data").content.decode())
    pictures = [name for name in held if name.startswith("photos/")]
    assert len(pictures) == len(json.loads(texts[0])["photos"]) == len(json.loads(texts[2])["photos"])
    return [f"{text} {'with a picture' if pictures else ''}" for text in texts]


def test_each_field_that_the_register_declares_about_a_reporter_is_in_the_copy_and_gone_once_erased(
    committed: World,
) -> None:
    declared = {f"{table}.{field.name}" for table, field in retention.fields()} - OF_THE_STAFF
    tokens = {**PLANTED, "cases_photo.file": "with a picture"}
    assert declared == set(tokens)
    number = planted(committed)
    for text in copies(committed.codes[number]):
        told = {token: token in text or str(IN_WORDS.get(token, token)) in text for token in tokens.values()}
        assert [key for key in sorted(declared) if not told[tokens[key]]] == []
    cases.erase(committed.holder(number), number)
    gone = {*tokens.values(), *map(str, IN_WORDS.values())} - STAYS
    for text in copies(committed.codes[number]):
        assert [token for token in sorted(gone) if token in text] == []
    left = {token: tables_that_hold(token) for token in gone}
    assert not any(left.values()), left
