"""Draws the pictures of the docs from a running demo, in which it changes nothing:
`.venv/bin/python scripts/pictures.py [URL]`."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
CHROMIUM = os.environ.get("LINLI_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WIDE, DEEP, TALL, PHONE = (1440, 900), (1680, 1050), (820, 1080), (390, 844)
DRAWN = "[...document.images].every(i => i.complete || i.getBoundingClientRect().top > innerHeight)"


@dataclass(frozen=True)
class Picture:
    """A file's name, who looks ('' for a resident), in which window, and what is done first."""

    name: str
    by: str
    window: tuple[int, int]
    arrange: Callable[[Page], object]


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


PICTURES = (
    Picture("front", "", WIDE, lambda page: page.goto("/")),
    Picture("report", "", TALL, report),
    Picture("report-phone", "", PHONE, report),
    Picture("desk", "duty_chief1", WIDE, desk),
    Picture("desk-phone", "wg001", PHONE, desk),
    Picture("case", "verifier1", DEEP, case),
    Picture("dispatch", "dispatcher1", WIDE, dispatch),
    Picture("demo", "", WIDE, lambda page: page.goto("/demo/")),
)


def draw(browser: Browser, url: str, picture: Picture) -> None:
    """One picture in a window of its own, by the light theme and in Chinese."""
    width, height = picture.window
    context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    if picture.by:
        page.goto(f"/demo/?q={picture.by}")
        page.click(f'button[value="{picture.by}"]')
        page.wait_for_url("**/cases/")
    picture.arrange(page)
    page.wait_for_load_state("networkidle" if not picture.by else "load")
    page.wait_for_function(DRAWN)
    place = FOLDER / f"{picture.name}.zh.png"
    page.screenshot(path=place)
    Image.open(place).convert("RGB").quantize(128).save(place, optimize=True)
    context.close()


def main() -> int:
    """Draw them all; the demo must run."""
    url = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for picture in PICTURES:
            draw(browser, url, picture)
            print(f"docs/pictures/{picture.name}.zh.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
