"""What became of a matter, on the forms of those who work here and in the words to reporters."""

import re
from typing import Any

from django.utils import translation

from linli.cases import actions as cases
from linli.cases.labels import OUTCOMES, PLAIN_OUTCOMES
from linli.cases.models import Case
from linli.kernel import registers
from linli.kernel.territory import territory
from linli.places.queries import root_path
from tests.conftest import Trial
from tests.domain.asking import EYE, case_of, in_state, standard
from tests.web.conftest import Browse
from tests.web.test_bulk_page import PAGE, asked, confirmed, sent
from tests.world import IMPORTER, World

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


def ended_as(world: World, outcome: str) -> str:
    """A matter that was checked, of which the unit said this."""
    number = in_state(world, "handling")
    world.act(number, "report_back", outcome=outcome)
    return world.drive(number, "check_pass")


def form_of(page: Any) -> str:
    return str(page.content.decode()).partition('class="bulk-form')[2].partition("</form>")[0]


def test_one_answer_goes_to_cases_of_one_outcome_and_changes_none(browse: Browse, world: World) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1)])
    done, partly, other = ended_as(world, "done"), ended_as(world, "partly"), ended_as(world, "partly")
    chen, path = browse("chen"), asked("close", done, partly, other)
    page = chen.get(path)
    text = page.content.decode()
    assert re.findall(r'name="outcome" value="(\w+)"', text) == ["done", "partly"]
    assert form_of(page) == ""
    assert "Closing condition" not in text
    assert [text.count(f"Outcome: {words}") for words in ("Solved", "Partly solved")] == [1, 2]
    text = chen.get(f"{path}&outcome=partly").content.decode()
    assert "stays as it is" in text.partition("2 cases go on")[2]
    assert "Its outcome is “Solved”: close it apart." in text
    form = {**sent(chen.last), "result": "One half is mended."}
    # Whoever sends the others along all the same, or asks for another outcome, changes none of them.
    form["case"] += [f"{done}:{case_of(done).version}"]
    text = chen.post(PAGE, form).content.decode()
    assert "Done for 2 cases" in text
    assert "Its outcome is “Solved”: close it apart." in text
    assert [(case_of(n).state, case_of(n).outcome) for n in (done, partly, other)] == [
        ("checked", "done"),
        ("closed", "partly"),
        ("closed", "partly"),
    ]


def test_no_outcome_is_made_better_for_many_and_nobody_answers_without_one(browse: Browse, world: World) -> None:
    one, other = ended_as(world, "not_found"), ended_as(world, "no_action")
    chen = browse("chen")
    form = {"do": "run", "verb": "close", "key": "a key of sixteen", "result": "It is done.", "condition_met": "on"}
    seen = [f"{number}:{case_of(number).version}" for number in (one, other)]
    for outcome, status in (("done", 200), ("", 422), ("gone", 422)):
        assert chen.post(PAGE, {**form, "case": seen, "outcome": outcome}).status_code == status
        assert [(case_of(n).state, case_of(n).outcome) for n in (one, other)] == [
            ("checked", "not_found"),
            ("checked", "no_action"),
        ]
    silent = in_state(world, "checked")
    with territory(EYE):
        Case.objects.visible_to(EYE).filter(number=silent).update(outcome="")
    assert "Nobody has said what became of it: close it apart." in chen.get(asked("close", silent)).content.decode()


def test_where_all_ended_alike_it_is_chosen_and_only_what_is_done_asks_for_its_condition(
    browse: Browse, world: World
) -> None:
    cases.load_standards(IMPORTER, None, rows=[standard(1)])
    for outcome, is_asked in (("done", True), ("not_done", False)):
        numbers = [ended_as(world, outcome) for _ in range(2)]
        page = browse("chen").get(asked("close", *numbers))
        assert f'name="outcome" value="{outcome}"' in form_of(page)
        assert ('name="condition_met"' in form_of(page)) is is_asked
        assert ("Closing condition: Clean again" in page.content.decode()) is is_asked
        confirmed(browse("chen"), "close", *numbers, result="We were there.", condition_met="on")
        assert {(case_of(number).state, case_of(number).outcome) for number in numbers} == {("closed", outcome)}


def test_whoever_checks_several_sees_what_became_of_each(browse: Browse, world: World) -> None:
    number = in_state(world, "handling")
    world.act(number, "report_back", outcome="no_action")
    assert "Outcome: Nothing to be done" in browse("sun").get(asked("check_pass", number)).content.decode()


def test_a_prepared_reply_for_several_is_filled_in_for_each(browse: Browse, world: World) -> None:
    texts = {
        "gone": ("not_found", "Nothing was found ({number})."),
        "other": ("done", "All is well."),
        "any": ("", "We were there."),
    }
    for code, (outcome, text) in texts.items():
        row = {"code": code, "name": code, "move": "close", "class_code": "", "outcome": outcome, "text": text}
        cases.change_template(world.admin, registers.aim("templates", root_path()), row="", values=row)
    chen, numbers = browse("chen"), [ended_as(world, "not_found") for _ in range(2)]
    path = asked("close", *numbers)
    offered = re.findall(r'data-reply="([^"]*)"', chen.get(path).content.decode())
    assert offered == ["Nothing was found ({number}).", "We were there."]
    # Without a script the page comes again, with the words in its field.
    page = chen.get(f"{path}&outcome=not_found&reply=gone")
    assert "Nothing was found ({number}).</textarea>" in page.content.decode()
    confirmed(chen, "close", *numbers, result=offered[0])
    assert [case_of(number).result for number in numbers] == [f"Nothing was found ({number})." for number in numbers]
    assert "data-reply" not in chen.get(asked("accept", world.drive(world.report(), "file"))).content.decode()


def test_a_reply_with_a_gap_for_one_of_several_goes_to_the_others_alone(browse: Browse, world: World) -> None:
    row = {"code": "gone", "name": "Gone", "move": "void", "class_code": "", "outcome": "", "text": "No {class}."}
    cases.change_template(world.admin, registers.aim("templates", root_path()), row="", values=row)
    chen, known, unknown = browse("chen"), in_state(world, "filed"), world.report()
    why = "The reply has a gap (……) for this case."
    page = chen.get(f"{asked('void', known, unknown)}&reply=gone").content.decode()
    assert page.count(why) == 1
    assert "1 case goes on" in page
    said = confirmed(chen, "void", known, unknown, reason="No {class}, and no {ladder}.")
    assert said.count(why) == 1
    assert (case_of(known).state, case_of(unknown).state) == ("voided", "reported")
    name = case_of(known).event_class
    assert name
    assert case_of(known).result == f"No {name.name}, and no {{ladder}}."


def test_a_gap_that_somebody_typed_goes_to_nobody_unseen(browse: Browse, world: World) -> None:
    number = world.report()
    assert "The reply has a gap" in confirmed(browse("chen"), "void", number, reason="Nothing until ……")
    assert case_of(number).state == "reported"
