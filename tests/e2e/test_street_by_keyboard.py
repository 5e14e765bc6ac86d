"""A new street is opened in a real browser without a mouse: from an installation with one administrator to people who
may sign in (ADR 0210)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.drill import bare
from tests.drill.running import Running, running
from tests.e2e.conftest import DESK, tab_to

pytestmark = [pytest.mark.drill, pytest.mark.browser]
CODE = "330110013000"
FILES = (("grids", "grids.csv"), ("units", "units.csv"), ("staff", "staff.csv"))


@pytest.fixture
def installed() -> Iterator[Running]:
    """As `linli migrate` and `linli init` leave it, served: not ready for residents, because it has no town."""
    with running(prepared_by=bare.__name__, until=lambda found: found.answers("/accounts/login/")) as found:
        yield found


@pytest.fixture
def page(chromium: Browser, installed: Running) -> Iterator[Page]:
    """The administrator's window, in English; what is odd in it is an error."""
    url = f"http://127.0.0.1:{installed.port}"
    context = chromium.new_context(base_url=url, accept_downloads=True, **DESK)
    context.add_cookies([{"name": "django_language", "value": "en", "url": url}])
    page = context.new_page()
    faults: list[str] = []
    # From the beginning: where nobody listens yet, the first chooser could open on the screen of nobody.
    page.on("filechooser", lambda _: None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def write(page: Page, selector: str, words: str) -> None:
    """Tab until the field has the focus, then its words instead of what stands there."""
    tab_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def press(page: Page, selector: str) -> None:
    tab_to(page, selector, most=90)
    page.keyboard.press("Enter")


def load(page: Page, step: str, name: str, folder: Path) -> None:
    """The step's own example: downloaded, chosen, tried, taken."""
    with page.expect_download() as told:
        press(page, f'a[href$="/example/{name}"]')
    told.value.save_as(folder / name)
    tab_to(page, "input[type=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(folder / name)
    press(page, "button[name=try]")
    expect(page.locator("#tried")).to_contain_text("0 rows are left out")
    press(page, "button[name=take]")
    expect(page.get_by_role("heading", name="Taken").first).to_be_visible()
    assert page.url.endswith(f"/begin/{step}/")


def test_a_new_street_is_opened_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    page.goto("/accounts/login/")
    write(page, "#id_username", bare.USERNAME)
    write(page, "#id_password", bare.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/manage/begin/")
    press(page, 'a[href$="/begin/street/"]')
    page.wait_for_url("**/begin/street/")
    for field, words in (("code", CODE), ("name", "New Street"), ("version", "2026"), ("phones", "Fire 119")):
        write(page, f"#id_{field}", words)
    press(page, "main form button[type=submit]")
    for step, name in FILES:
        page.wait_for_url(f"**/begin/{step}/")
        if step == "staff":
            press(page, "button[name=roles]")
            expect(page.get_by_role("heading", name="The roles first")).to_have_count(0)
            page.wait_for_load_state()
        load(page, step, name, tmp_path)
        press(page, "main .manage-ways a")
    page.wait_for_url("**/manage/begin/")
    expect(page.locator("main")).to_contain_text("All four steps are done.")
    expect(page.locator("main")).to_contain_text("First passwords")
