"""Draws the pictures of the docs from a running demo, in which it leaves two reports of its own and nothing else:
`.venv/bin/python scripts/pictures.py [URL] [name …]`."""

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CHROMIUM = os.environ.get("LINLI_CHROMIUM", "/usr/bin/chromium")
# Fields for a day speak the browser's own language, which it learns of its environment; Debian's needs chromium-l10n.
CHINESE = {"LANGUAGE": "zh_CN"}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WIDE, DEEP, TALL, PHONE = (1440, 900), (1680, 1050), (820, 1080), (390, 844)
# As much as a picture of a how-to may weigh, and how finely it is drawn at best and at worst.
HEAVIEST, FINENESS = 80_000, (82, 70, 58, 46, 34)
# Pictures are there, and the scripts have put away what only shows without them.
DRAWN = """() => [...document.images].every(i => i.complete || i.getBoundingClientRect().top > innerHeight)
    && document.querySelector("[data-bulk]")?.hidden !== false"""


@dataclass(frozen=True)
class Picture:
    """A file's name, who looks ('' for a resident), in which window, and what is done first."""

    name: str
    by: str
    window: tuple[int, int]
    arrange: Callable[[Page], object]

    @property
    def file(self) -> str:
        """Below the folder of pictures; those of the how-tos are many, and light."""
        return f"{self.name}.zh.{'webp' if '/' in self.name else 'png'}"


def at(address: str) -> Callable[[Page], object]:
    """A page as it opens."""
    return lambda page: page.goto(address)


def desk(page: Page) -> None:
    page.goto("/cases/?tab=all")


def case(page: Page) -> None:
    """A case that was done and waits to be checked."""
    page.goto("/cases/?tab=all&state=handled")
    page.locator("[data-open]").first.click()
    page.wait_for_selector(".case-head")


def dispatch(page: Page) -> None:
    """The dialog with the unit already chosen."""
    page.goto("/cases/?tab=all&state=filed")
    page.locator("[data-open]").first.click()
    page.wait_for_selector(".case-head")
    page.wait_for_load_state()
    page.click('.buttons a[href$="/dispatch"]')
    page.wait_for_selector("dialog[open]")


def report(page: Page) -> None:
    """A report being written, with buildings to choose from."""
    page.goto("/report/")
    page.fill("#id_text", "单元门口的路灯三天没亮了，晚上进出要打手电。")
    page.click("[data-way] a[href='#where']")
    page.locator("#id_address").press_sequentially("麦溪")
    page.wait_for_selector("#places .place-row")
    page.locator("#places .place-row input").first.check()


def opened(page: Page, state: str, light: str = "") -> None:
    """The first case of a state, on its own page."""
    page.goto(f"/cases/?tab=all&state={state}&light={light}")
    page.goto(str(page.locator(".c-number a").first.get_attribute("href")))
    page.wait_for_selector(".case-head")
    page.wait_for_load_state()


def photographed(page: Page) -> None:
    """A case that was done and waits to be checked, with pictures of before and after as far as one has them."""
    page.goto("/cases/?tab=all&state=handled")
    for address in [str(link.get_attribute("href")) for link in page.locator(".c-number a").all()]:
        page.goto(address)
        if page.locator(".pair img").count():
            return


def told(page: Page) -> None:
    """A report whose words give a number away."""
    page.goto("/report/")
    page.fill("#id_text", "3幢楼下有人飞线充电，插座都烫了，我的电话是13800138000。")
    page.wait_for_selector(".gives-away")


def reported(page: Page) -> None:
    """A report that is left behind, as its reporter follows it up."""
    report(page)
    for step in ("where", "pictures", "contact"):
        page.click(f"#{step} [data-next]")
    page.click("[data-send]")
    page.wait_for_url("**/sent/")
    page.goto(page.url.removesuffix("sent/"))


def own(page: Page) -> None:
    """What is kept of such a report."""
    reported(page)
    page.goto(f"{page.url}data/")


def taken_in(page: Page) -> None:
    """A call being written down."""
    page.goto("/cases/new/")
    page.fill("#id_text", "来电：小区北门垃圾桶满了三天没人收，味道很大。")
    page.locator("#id_address").press_sequentially("麦溪")
    page.wait_for_selector("#places .place-row")
    page.locator("#places .place-row input").first.check()
    page.wait_for_selector("#classes .place-row")


def several(page: Page) -> None:
    """Three cases ticked, and what dispatching would do to each."""
    page.goto("/cases/?tab=needs-me&state=filed")
    for place in range(3):
        page.locator("[data-pick-row]").nth(place).check()
    page.select_option("[name=verb]", "dispatch")
    page.click("#bulk button[type=submit]")
    page.wait_for_selector(".bulk-look")


def asked_for(page: Page) -> None:
    """What a unit asks when the time is not enough."""
    opened(page, "handling", "green")
    page.click('.buttons a[href$="/request-extension"]')
    page.wait_for_selector("dialog[open]")


def done(page: Page) -> None:
    """What a unit says when it is done, on a phone, of a class that needs a picture of afterwards."""
    page.goto("/today/")
    for address in [str(way.get_attribute("href")) for way in page.locator('a[href*="/report-back"]').all()]:
        page.goto(address)
        page.locator("[name=outcome]").first.check()
        if page.locator(".field-without_photo").is_visible():
            break
    # What was chosen above, the picture that is needed below.
    page.locator(".field-photos").evaluate("field => scrollTo(0, field.getBoundingClientRect().bottom - 690)")


def called(page: Page) -> None:
    """What a reporter says who is called back."""
    page.goto("/cases/?tab=to-call")
    page.goto(str(page.locator(".c-number a").first.get_attribute("href")))
    page.wait_for_load_state()
    page.locator('.told a[href*="/call-back"]').first.click()
    page.wait_for_selector("dialog[open]")
    page.locator("dialog[open] [name=reached]").first.check()


def recalled(page: Page) -> None:
    """Taking back what a unit has accepted."""
    opened(page, "handling")
    page.click('.buttons a[href$="/recall"]')
    page.wait_for_selector("dialog[open]")


def granted(page: Page) -> None:
    """A role, and where it is held."""
    page.goto("/manage/staff/?q=wg001")
    page.goto(f"{page.locator('main table a').first.get_attribute('href')}grant/")
    page.locator(".tree details details > summary").first.click()
    page.locator(".tree details details input").first.check()


def overdue(page: Page) -> None:
    page.goto("/cases/?tab=all&overdue=1")


PICTURES = (
    Picture("front", "", WIDE, at("/")),
    Picture("report", "", TALL, report),
    Picture("report-phone", "", PHONE, report),
    Picture("desk", "duty_chief1", WIDE, desk),
    Picture("desk-phone", "wg001", PHONE, desk),
    Picture("case", "verifier1", DEEP, case),
    Picture("dispatch", "dispatcher1", WIDE, dispatch),
    Picture("demo", "", WIDE, at("/demo/")),
    Picture("how-to/resident-numbers", "", PHONE, told),
    Picture("how-to/intake", "registrar1", WIDE, taken_in),
    Picture("how-to/desk-several", "dispatcher1", WIDE, several),
    Picture("how-to/desk-call-back", "registrar1", WIDE, called),
    Picture("how-to/desk-recall", "dispatcher1", WIDE, recalled),
    Picture("how-to/duty-chief", "duty_chief1", WIDE, at("/cases/")),
    Picture("how-to/grid-worker-report", "wg001", PHONE, at("/report/")),
    Picture("how-to/unit-tasks", "sanitation1", PHONE, at("/today/")),
    Picture("how-to/unit-done", "sanitation1", PHONE, done),
    Picture("how-to/unit-time", "sanitation1", WIDE, asked_for),
    Picture("how-to/verifier", "verifier1", WIDE, photographed),
    Picture("how-to/supervisor", "supervisor1", WIDE, overdue),
    Picture("how-to/supervisor-figures", "supervisor1", WIDE, at("/figures/")),
    Picture("how-to/leader", "leader1", WIDE, at("/figures/compare/")),
    Picture("how-to/community-officer", "community1", PHONE, at("/cases/?tab=all")),
    Picture("how-to/auditor", "auditor1", WIDE, at("/audit/")),
    Picture("how-to/assessor", "assessor1", WIDE, lambda page: opened(page, "closed")),
    Picture("how-to/administrator", "administrator1", WIDE, at("/manage/")),
    Picture("how-to/administrator-matrix", "administrator1", WIDE, at("/manage/roles/matrix/")),
    Picture("how-to/administrator-routes", "administrator1", WIDE, at("/manage/routes/")),
    Picture("how-to/staff", "administrator1", WIDE, at("/manage/staff/")),
    Picture("how-to/staff-grant", "administrator1", WIDE, granted),
    Picture("how-to/door-codes", "administrator1", WIDE, at("/manage/doors/?area=330110010001")),
    Picture("how-to/import", "administrator1", WIDE, at("/manage/imports/new/")),
    Picture("how-to/operator", "", WIDE, at("/status/")),
    # Last, because each leaves a report.
    Picture("how-to/resident-follow", "", PHONE, reported),
    Picture("how-to/resident-rights", "", PHONE, own),
)


def draw(browser: Browser, url: str, picture: Picture) -> None:
    """One picture in a window of its own, by the light theme and in Chinese."""
    width, height = picture.window
    context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    if picture.by:
        page.goto(f"/demo/?q={picture.by}")
        page.click(f'button[value="{picture.by}"]')
        page.wait_for_url(lambda url: "/demo/" not in url)
    picture.arrange(page)
    page.wait_for_load_state("networkidle" if not picture.by else "load")
    page.wait_for_function(DRAWN)
    keep(page.screenshot(), FOLDER / picture.file)
    context.close()


def keep(drawn: bytes, place: Path) -> None:
    """As a file of few colours; for a how-to as fine as its weight allows."""
    image = Image.open(io.BytesIO(drawn)).convert("RGB")
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.suffix == ".png":
        image.quantize(128).save(place, optimize=True)
        return
    for fineness in FINENESS:
        image.save(place, quality=fineness, method=6)
        if place.stat().st_size <= HEAVIEST:
            return
    raise ValueError(f"{place.name} is heavier than {HEAVIEST} bytes")


def main() -> int:
    """Draw them all, or those that are named; the demo must run."""
    url, *names = sys.argv[1:] or ["http://127.0.0.1:8000"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, env={**os.environ, **CHINESE})
        for picture in PICTURES:
            if not names or picture.name in names:
                draw(browser, url, picture)
                print(f"docs/pictures/{picture.file}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
