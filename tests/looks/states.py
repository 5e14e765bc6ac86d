"""The states of the pages of which a picture is kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page, expect

from tests.looks.stories import HOUSE, NIGHT, lamp

WIDE, DEEP, PHONE = (1440, 900), (1440, 1600), (390, 844)
Stories = Mapping[str, Mapping[str, str]]
Arrange = Callable[[Page, Stories], object]
DARK_STAIRS = "单元门口的路灯三天没亮了，晚上进出要打手电。"


@dataclass(frozen=True)
class State:
    """A page: who looks ('' for a resident), in which window and theme, and what is done first."""

    name: str
    by: str
    arrange: Arrange
    window: tuple[int, int] = WIDE
    is_dark: bool = False
    is_elder: bool = False
    language: str = "zh-hans"


def at(address: str) -> Arrange:
    """The page there; `{mended}` and the like stand for the numbers of the stories, `{mended_code}` for their codes."""

    def go(page: Page, told: Stories) -> None:
        names = {name: one["number"] for name, one in told.items()}
        names |= {f"{name}_code": one["code"] for name, one in told.items()}
        page.goto(address.format(**names))

    return go


def first(filters: str, then: Callable[[Page], object] = lambda page: None) -> Arrange:
    """The page of the first case of a list."""

    def go(page: Page, told: Stories) -> None:
        page.goto(f"/cases/?tab=all&{filters}")
        page.goto(page.locator("[data-open]").first.get_attribute("href") or "")
        then(page)

    return go


def then(arrange: Arrange, act: Callable[[Page], object]) -> Arrange:
    """Something is done on the page."""

    def go(page: Page, told: Stories) -> None:
        arrange(page, told)
        page.wait_for_load_state()
        act(page)

    return go


def step(name: str, text: str = DARK_STAIRS) -> Arrange:
    """The report, written up to this step."""

    def go(page: Page, told: Stories) -> None:
        page.goto("/report/")
        with page.expect_response("**/report/words/"):
            page.fill("#id_text", text)
        if name != "what":
            page.click("#what [data-next]")
            page.locator("#id_address").press_sequentially("沐野雅居8")
            page.locator("#places .place-row input").first.check()
        if name in ("pictures", "look"):
            page.click("#where [data-next]")
            picture: FilePayload = {"name": "lamp.png", "mimeType": "image/png", "buffer": lamp(NIGHT, is_lit=False)}
            page.set_input_files("#id_photos", picture)
            expect(page.locator("[data-previews] img")).to_have_count(1)
        if name == "look":
            page.click("[data-way] a[href='#look']")
            expect(page.locator(".look-desk")).to_contain_text("良渚街道")

    return go


def guessed(page: Page) -> None:
    with page.expect_response("**/report/words/"):
        page.fill("#id_text", DARK_STAIRS)
    page.locator("#heard input[name=offered]").first.check()


def me_too(page: Page) -> None:
    """At the door where the pole leans, with the class that its case has."""
    guessed(page)
    page.click("#what [data-next]")
    expect(page.locator("#offers input[name=joins]").first).to_be_visible()
    page.locator("#offers").scroll_into_view_if_needed()


def key_sheet(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_be_visible()


def faults(page: Page) -> None:
    page.click("#what [data-next]")
    expect(page.locator(".fault").first).to_be_visible()


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.locator("[data-palette] input").fill("路灯")
    expect(page.locator("#palette-list [role=option]:not([hidden])").first).to_be_visible()


def split(page: Page) -> None:
    page.locator("[data-row] a[data-open]").first.click()
    expect(page.locator("[data-pane] h1")).to_be_visible()


def dialog(verb: str) -> Callable[[Page], object]:
    """The window of a move."""

    def press(page: Page) -> None:
        page.click(f'.buttons a[href$="/{verb}"]')
        expect(page.locator("dialog[open]")).to_be_visible()

    return press


def granting(page: Page) -> None:
    """The areas and units of a role, one community opened."""
    page.goto(f"{page.locator('main table a').first.get_attribute('href')}grant/")
    page.locator(".tree details details > summary").first.click()
    page.locator(".tree details details input").first.check()


def called(page: Page) -> None:
    """Somebody answered."""
    page.click('.told a[href*="/call-back"]')
    expect(page.locator("dialog[open]")).to_be_visible()
    page.locator("dialog[open] input[name=reached]").first.check()
    expect(page.locator("dialog[open] input[name=solved]").first).to_be_visible()


def replay(page: Page) -> None:
    page.click(".replay summary")
    frame = page.locator("#replay-frame")
    expect(frame).not_to_be_empty()
    page.locator("#replay-at").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".replay-ways span")).to_contain_text("14")


def bulk(page: Page) -> None:
    for box in page.locator("[data-row] input[type=checkbox]").all()[:4]:
        box.check()
    page.select_option("#bulk-verb", "void")
    page.click("#bulk button[type=submit]")
    page.wait_for_url("**/cases/bulk**")


STATES = (
    # Residents
    State("front", "", at("/")),
    State("front-phone-dark", "", at("/"), PHONE, is_dark=True),
    State("front-elder", "", at("/"), PHONE, is_elder=True),
    State("report-what", "", step("what"), PHONE),
    State("report-urgent", "", step("what", "楼道里有很重的煤气味，有人头晕。"), PHONE),
    State("report-where", "", step("where"), PHONE),
    State("report-pictures", "", step("pictures"), PHONE),
    State("report-look", "", step("look")),
    State("report-guessed", "", then(at("/report/"), guessed), PHONE),
    State("report-number", "", step("what", f"{DARK_STAIRS}找物业李先生 13800138000。"), PHONE),
    State("report-me-too", "", then(at(f"/report/?place={HOUSE}"), me_too), PHONE),
    State("report-faults", "", then(at("/report/"), faults), PHONE),
    State("receipt", "", at("/r/{under_way_code}/sent/"), PHONE),
    State("follow-under-way", "", at("/r/{under_way_code}/"), PHONE),
    State("follow-mended", "", at("/r/{mended_code}/")),
    State("follow-not-found", "", at("/r/{unfound_code}/"), PHONE),
    State("follow-elder", "", at("/r/{under_way_code}/"), PHONE, is_elder=True),
    # Everybody
    State("matters", "", at("/matters/")),
    State("statistics", "", at("/statistics/")),
    State("statistics-phone", "", at("/statistics/"), PHONE),
    State("grids-phone", "", at("/grids/"), PHONE),
    State("sign-in", "", at("/accounts/login/"), PHONE),
    State("not-found", "", at("/nothing/"), PHONE),
    State("not-allowed", "municipal1", at("/manage/")),
    State("offline", "", at("/offline/"), PHONE),
    # The desk
    State("desk", "duty_chief1", at("/cases/?tab=all")),
    State("desk-dark", "duty_chief1", at("/cases/?tab=all&overdue=1"), is_dark=True),
    State("desk-english", "duty_chief1", at("/cases/?tab=all"), language="en"),
    State("desk-empty", "duty_chief1", at("/cases/?tab=all&q=xyz")),
    State("desk-board", "duty_chief1", at("/cases/?tab=all&view=board")),
    State("desk-map", "duty_chief1", at("/cases/?tab=all&view=map&state=handling")),
    State("desk-map-dark", "duty_chief1", at("/cases/?tab=all&view=map&state=handling"), is_dark=True),
    State("desk-split", "registrar1", then(at("/cases/?tab=all"), split), (1920, 1080)),
    State("desk-phone", "wg001", at("/cases/?tab=all"), PHONE),
    State("desk-needs-me", "dispatcher1", at("/cases/?tab=needs-me")),
    State("desk-to-call", "registrar1", at("/cases/?tab=to-call")),
    State("keys", "duty_chief1", then(at("/cases/?tab=all"), key_sheet)),
    State("palette", "duty_chief1", then(at("/cases/?tab=all"), palette)),
    State("bulk", "registrar1", then(at("/cases/?tab=all&state=reported"), bulk)),
    State("intake", "registrar1", at("/cases/new/")),
    # A case
    State("case-reported", "registrar1", at("/cases/{hole}/")),
    State("case-dispatch", "dispatcher1", first("state=filed", dialog("dispatch"))),
    State("case-under-way-dark", "dispatcher2", at("/cases/{under_way}/"), is_dark=True),
    State("case-closed", "registrar1", then(at("/cases/{mended}/"), replay), (1680, 1050)),
    State("case-phone", "municipal1", at("/cases/{under_way}/"), PHONE),
    State("case-not-found", "registrar1", at("/cases/{unfound}/")),
    State("case-unshown", "verifier1", at("/cases/{unshown}/")),
    State("case-unshown-dark", "verifier1", then(at("/cases/{unshown}/"), dialog("check-pass")), is_dark=True),
    State("case-recall", "dispatcher2", then(at("/cases/{to_show}/"), dialog("recall"))),
    State("case-call-back", "registrar1", then(at("/cases/{unfound}/"), called)),
    State("case-call-back-phone", "registrar1", at("/cases/{unfound}/call-back"), PHONE),
    State("compare", "registrar1", at("/cases/{hole_again}/merge?into={hole}")),
    # Outdoors
    State("today", "municipal1", at("/today/"), PHONE),
    State("report-back", "municipal1", at("/cases/{under_way}/report-back"), PHONE),
    State("report-back-shown", "municipal1", at("/cases/{to_show}/report-back"), PHONE),
    # Figures and registers
    State("figures", "leader1", at("/figures/"), DEEP),
    State("figures-dark", "leader1", at("/figures/"), DEEP, is_dark=True),
    State("manage", "administrator1", at("/manage/")),
    State("wizard", "administrator1", at("/manage/begin/")),
    State("classes", "administrator1", at("/manage/classes/")),
    State("staff", "administrator1", at("/manage/staff/")),
    State("grant", "administrator1", then(at("/manage/staff/?q=wg001"), granting), DEEP),
    State("doors", "administrator1", at("/manage/doors/?area=330110010001")),
)
