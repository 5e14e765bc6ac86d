"""What became of a matter, on the forms of those who work here and in the words to reporters."""

import re

from django.utils import translation

from linli.cases.labels import OUTCOMES, PLAIN_OUTCOMES
from tests.conftest import Trial
from tests.domain.asking import case_of, in_state
from tests.web.conftest import Browse
from tests.web.test_bulk_page import confirmed
from tests.world import World

# What says that nothing is left to do, in both languages.
SOLVED = re.compile(
    r"(?<!not )(?<!not be )(?<!partly )\bsolved\b|(?<!of )it is done\b|found done|已解决|已办完|已修好|问题解决了",
    re.IGNORECASE,
)


def words(page: str) -> str:
    """What is read of a page, but for the form in which the reporter says whether it is solved."""
    shown = re.sub(r"<(script|style|form)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", shown)


def at_each_stage(world: World, outcome: str) -> dict[str, str]:
    """Three matters of which this was said: reported back, checked, closed."""
    found = {}
    for stage, verbs in (("handled", ()), ("checked", ("check_pass",)), ("closed", ("check_pass", "close"))):
        number = found[stage] = in_state(world, "handling")
        world.act(number, "report_back", outcome=outcome, result="We were there.")
        for verb in verbs:
            world.act(number, verb, **({"result": "We were there."} if verb == "close" else {}))
    return found


def test_reporters_are_told_it_is_solved_only_when_it_is(browse: Browse, world: World, trial: Trial) -> None:
    li = browse("li")
    for outcome in OUTCOMES:
        for stage, number in at_each_stage(world, outcome).items():
            link = f"/r/{world.codes[number]}/"
            for path in (link, f"{link}data/copy", f"/api/v1/reports/{world.codes[number]}"):
                for language in ("en", "zh-hans"):
                    li.client.cookies["django_language"] = language
                    said = words(li.get(path, accept_language=language).content.decode())
                    with trial(f"{outcome} {stage} {path} {language}"):
                        is_said = bool(SOLVED.search(said))
                        assert is_said <= (outcome == "done" and stage == "closed"), said
                        with translation.override(language):
                            assert (str(PLAIN_OUTCOMES[outcome]) in said) is (stage == "closed") or "copy" in path


def test_the_forms_offer_it_and_the_one_of_closing_has_what_the_unit_said(browse: Browse, world: World) -> None:
    number, zhao, chen = in_state(world, "handling"), browse("zhao"), browse("chen")
    page = zhao.get(f"/cases/{number}/report-back").content.decode()
    assert page.count('name="outcome"') == len(OUTCOMES)
    assert not re.search(r'name="outcome"[^>]*checked', page)
    missing = zhao.fill(f"/cases/{number}/report-back", result="We were there.")
    assert missing.status_code == 422
    assert "We were there." in missing.content.decode()
    assert zhao.fill(f"/cases/{number}/report-back", outcome="partly", result="We were there.").status_code == 302
    world.drive(number, "check_pass")
    assert re.search(r'name="outcome" value="partly"[^>]*checked', chen.get(f"/cases/{number}/close").content.decode())
    looked = chen.fill(f"/cases/{number}/close", outcome="not_done", result="It is too deep.", preview="1")
    assert "It could not be solved; the reason is below." in looked.content.decode()
    assert chen.fill(f"/cases/{number}/close", outcome="not_done", result="It is too deep.").status_code == 302
    assert case_of(number).outcome == "not_done"


def test_on_the_spot_ends_only_what_leaves_nothing_to_do(browse: Browse, world: World) -> None:
    path = f"/cases/{world.report()}/self-handle"
    page = browse("lin").get(path).content.decode()
    assert re.findall(r'name="outcome" value="(\w+)"', page) == ["done", "not_found", "no_action"]
    given = {"class_code": "06010", "outcome": "partly", "result": "One half is swept."}
    refused = browse("lin").fill(path, **given)
    assert refused.status_code == 422
    assert "One half is swept." in refused.content.decode()


def test_what_is_not_plainly_done_is_marked_with_words(browse: Browse, world: World) -> None:
    partly, done = in_state(world, "handling"), in_state(world, "closed")
    world.act(partly, "report_back", outcome="partly")
    world.drive(partly, "check_pass", "close")
    chen = browse("chen")
    case = chen.get(f"/cases/{partly}/").content.decode()
    assert case.count("Partly solved") >= 3
    listed = chen.get("/cases/?tab=all").content.decode()
    assert listed.count("mark-warn") == 1
    assert "mark-warn" not in chen.get(f"/cases/{done}/").content.decode()


def test_many_are_closed_each_as_its_unit_said(browse: Browse, world: World) -> None:
    one, other = in_state(world, "checked"), in_state(world, "handling")
    world.act(other, "report_back", outcome="not_found")
    world.drive(other, "check_pass")
    confirmed(browse("chen"), "close", one, other, result="We were there.")
    assert [case_of(number).outcome for number in (one, other)] == ["done", "not_found"]
    assert {case_of(number).state for number in (one, other)} == {"closed"}
    third, fourth = in_state(world, "checked"), in_state(world, "checked")
    confirmed(browse("chen"), "close", third, fourth, outcome="partly", result="We were there.")
    assert [case_of(number).outcome for number in (third, fourth)] == ["partly", "partly"]
