"""The dossier of a case on paper."""

import re
import zlib

import pytest

from linli.cases import actions as cases
from linli.cases import queries
from linli.kernel.territory import territory
from linli.web.cases import paper
from tests.api.pictures import picture
from tests.web.conftest import Browse
from tests.world import World

# What a typesetter would obey, were it markup.
HOSTILE = (
    '#panic("x") #read("/etc/passwd") *b* $x^2$ `c` <label> @ref = Head \\ #import "@preview/a:1.0.0": * //, /* "] } '
)


def pages(data: bytes) -> int:
    """How many pages; the streams that hold the objects are unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL)
    whole = data + b"".join(_unpacked(stream) for stream in streams)
    return len(re.findall(rb"/Type\s*/Page\b", whole))


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream.rstrip(b"\r\n"))
    except zlib.error:
        return b""


def test_the_dossier_is_a_pdf_that_tells_the_whole_case_without_a_contact(browse: Browse, world: World) -> None:
    number = world.report("Call 13800000000, the tap leaks.", contact={"phone": "13900000000"})
    data, sha256 = picture()
    cases.add_photo(world.lin, number, data=data, sha256=sha256)
    world.drive(number, "file", "dispatch", "accept", "start")
    world.assisted(number)
    with territory(world.chen):
        told = str(paper.contents(world.chen, queries.one(world.chen, number)))
    assert "the tap leaks" in told
    assert "13800000000" not in told
    assert "139" not in told
    assert "电话已去掉" in told
    for words in ("派遣", "Water", "按时", "Close the road."):
        assert words in told
    answer = browse("chen").get(f"/cases/{number}/dossier.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert pages(answer.content) >= 2
    assert answer.content.count(b"/Subtype/Image") + answer.content.count(b"/Subtype /Image") >= 1
    assert "no-store" in answer.headers["Cache-Control"]


def test_words_that_look_like_markup_stay_words(browse: Browse, world: World) -> None:
    number = world.report(HOSTILE)
    cases.note(world.lin, number, text=HOSTILE)
    cases.void(world.chen, number, reason=HOSTILE)
    answer = browse("chen").get(f"/cases/{number}/dossier.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    assert b"root:" not in answer.content


def test_a_machine_without_chinese_characters_says_what_to_do(
    browse: Browse, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "family", lambda: "")
    answer = browse("chen").get(f"/cases/{world.report()}/dossier.pdf")
    assert (answer.status_code, "fonts-noto-cjk" in answer.content.decode()) == (409, True)
