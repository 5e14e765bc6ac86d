"""How the pages look, against pictures of how they looked. `make looks` draws those anew; docs/looks.md."""

import io
import json
import os
import subprocess
import warnings
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, StorageState

from linli.demo.accounts import PASSWORD
from tests.conftest import ROOT
from tests.looks import compare
from tests.looks.conftest import HOST, Town
from tests.looks.states import PHONE, STATES, State
from tests.looks.town import NOW

pytestmark = [pytest.mark.drill, pytest.mark.browser]

FOLDER = Path(__file__).with_name("references")
DRAWN_BY = FOLDER / "drawn_by.json"
OUTCOME = ROOT / "build" / "looks"
IS_DRAWING = os.environ.get("LINLI_DRAW_LOOKS") == "1"
# The desk is not told of anything, and not that it is not told.
SILENCE = "window.EventSource = class extends EventTarget { close() {} }"
SETTLED = """() => document.fonts.status === "loaded"
  && [...document.images].every(image => image.complete || image.getBoundingClientRect().top > innerHeight)
  && [...document.querySelectorAll("[data-map]")].every(map => !map.checkVisibility() || map.dataset.state === "shown")
  && !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling")"""
FAMILIES = ("sans-serif:lang=zh-cn", "Noto Sans CJK SC", "monospace")


def drawn_by(browser: Browser) -> dict[str, object]:
    """What a picture depends on beside the pages: the browser, its language and the fonts."""
    ask = ["fc-match", "--format=%{file} %{fontversion}"]
    fonts = [subprocess.run([*ask, family], capture_output=True, text=True, check=True).stdout for family in FAMILIES]
    with browser.new_page() as page:
        language = page.evaluate("navigator.language")
    return {"chromium": browser.version, "fonts": [Path(font).name for font in fonts], "language": language}


def window(browser: Browser, town: Town, state: State) -> Page:
    """A window of the state's size and look, whose clock stands where the town's does, signed in."""
    width, height = state.window
    context = browser.new_context(
        base_url=f"http://{HOST}",
        viewport={"width": width, "height": height},
        is_mobile=state.window == PHONE,
        has_touch=state.window == PHONE,
        color_scheme="dark" if state.is_dark else "light",
        reduced_motion="reduce",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        service_workers="block",
        storage_state=signed_in(browser, town, state.by) if state.by else None,
    )
    context.set_default_timeout(60_000)
    context.add_cookies([{"name": "django_language", "value": state.language, "url": f"http://{HOST}"}])
    if state.is_elder:
        context.add_cookies([{"name": "linli_look", "value": "elder", "url": f"http://{HOST}"}])
    context.clock.set_fixed_time(NOW)
    context.add_init_script(SILENCE)
    return context.new_page()


def signed_in(browser: Browser, town: Town, name: str) -> StorageState:
    """The cookies of this person; each signs in once."""
    if name not in town.cookies:
        context = browser.new_context(base_url=f"http://{HOST}")
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        town.cookies[name] = context.storage_state()
        context.close()
    return town.cookies[name]


def picture(browser: Browser, town: Town, state: State) -> Image.Image:
    """The page as it is now."""
    page = window(browser, town, state)
    state.arrange(page, town.told)
    page.wait_for_load_state()
    page.wait_for_function(SETTLED)
    drawn = page.screenshot(animations="disabled", caret="hide")
    page.context.close()
    return Image.open(io.BytesIO(drawn)).convert("RGB")


@pytest.fixture(scope="module")
def elsewhere(drawing: Browser) -> str:
    """How this machine draws otherwise than the one that drew the pictures; '' where it does not."""
    here = drawn_by(drawing)
    if IS_DRAWING:
        DRAWN_BY.write_text(json.dumps(here, indent=2, sort_keys=True) + "\n")
    there = json.loads(DRAWN_BY.read_text())
    return "" if here == there else f"the pictures were drawn by {there}, here is {here}"


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_looks_as_it_did(drawing: Browser, town: Town, state: State, elsewhere: str) -> None:
    new, kept = picture(drawing, town, state), FOLDER / f"{state.name}.webp"
    change = compare.changed(Image.open(kept).convert("RGB"), new) if kept.exists() else None
    if change and not change.counts:
        return
    if IS_DRAWING:
        new.save(kept, lossless=True, quality=100, method=6)
        return
    assert change, f"no picture of {state.name} is kept: make looks"
    place = OUTCOME / f"{state.name}.png"
    compare.side_by_side(Image.open(kept), new, place)
    said = f"{state.name} looks otherwise, by {change.pixels} of {change.size} pixels: old, new, difference in {place}"
    if not elsewhere:
        pytest.fail(said)
    warnings.warn(f"{said}; {elsewhere}", stacklevel=1)
