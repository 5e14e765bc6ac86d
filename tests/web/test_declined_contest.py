"""A contest that the desk declines (维持原结果): what the reporter reads, and what the unit sees of a contest."""

from linli.accounts.models import Unit
from tests.domain.asking import case_of, in_state
from tests.web.conftest import Browse
from tests.world import World

REASON = "We looked: it is dry."
CONTESTED = "1 contested case of your unit"


def text_of(browse: Browse, who: str, address: str) -> str:
    return str(browse(who).get(address).content.decode())


def test_the_desk_declines_by_the_button_and_the_case_waits_no_longer(browse: Browse, world: World) -> None:
    number = in_state(world, "closed")
    chen = browse("chen")
    assert f"/cases/{number}/decline-contest" not in text_of(browse, "chen", f"/cases/{number}/")
    world.act(number, "contest")
    assert f"/cases/{number}/decline-contest" in text_of(browse, "chen", f"/cases/{number}/")
    assert number in text_of(browse, "chen", "/cases/")
    form = {"version": str(case_of(number).version), "key": "a key of sixteen and more"}
    path = f"/cases/{number}/decline-contest"
    assert chen.post(path, form).status_code == 422
    read = chen.post(path, form | {"reason": REASON, "preview": "1"}).content.decode()
    assert REASON in read
    assert chen.post(path, form | {"reason": REASON}).status_code == 302
    assert not case_of(number).is_contested
    assert number not in text_of(browse, "chen", "/cases/?tab=needs-me")


def test_the_reporter_reads_in_plain_words_that_it_was_looked_at_why_it_stands_and_whom_to_call(
    browse: Browse, world: World
) -> None:
    Unit.objects.filter(code="street").update(phone="010-12340000")
    number = in_state(world, "closed")
    page = f"/r/{world.codes[number]}/"
    world.drive(number, "contest", "decline_contest")
    resident = browse("")
    told = resident.get(page).content.decode()
    for words in ("Your doubt was looked at; the result stands", REASON, 'href="tel:010-12340000"', "12345"):
        assert words in told
    assert 'id="contest-form"' not in told
    form = {"key": "a key of sixteen and more", "reason": "It leaks on."}
    again = resident.post(f"{page}contest", form)
    assert (again.status_code, case_of(number).is_contested) == (409, False)
    for words in ("call the street, or 12345", "It leaks on."):
        assert words in again.content.decode()


def test_the_unit_that_handled_it_finds_what_is_contested_and_others_do_not(browse: Browse, world: World) -> None:
    number, settled = in_state(world, "closed"), in_state(world, "closed")
    assert CONTESTED not in text_of(browse, "zhao", "/cases/")
    world.act(number, "contest")
    for who in ("zhao", "feng"):
        assert CONTESTED in text_of(browse, who, "/cases/")
        found = text_of(browse, who, "/cases/?tab=all&contested=1")
        assert number in found
        assert settled not in found
    assert CONTESTED in text_of(browse, "zhao", "/today/")
    assert number in text_of(browse, "zhao", "/cases/?tab=mine")
    for who in ("ren", "chen", "gong", "wang"):
        assert CONTESTED not in text_of(browse, who, "/cases/")
    world.act(number, "decline_contest")
    assert CONTESTED not in text_of(browse, "zhao", "/cases/")


def test_whoever_contests_is_not_greeted_as_if_all_were_well(browse: Browse, world: World) -> None:
    number = in_state(world, "closed")
    page = f"/r/{world.codes[number]}/"
    assert "banner-done" in text_of(browse, "", page)
    world.act(number, "contest")
    told = text_of(browse, "", page)
    assert "banner-done" not in told
    assert told.count("The desk has been asked to open the case again.") == 1
