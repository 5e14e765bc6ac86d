"""A session that ends while somebody writes loses no words, and shows them to nobody else."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import People
from tests.e2e.test_report_to_closed import press, report
from tests.world import PASSWORD

pytestmark = pytest.mark.browser

WORDS = "The neighbour on the third floor has the key."
KEPT = "sessionStorage.getItem('linli-drafts') ?? ''"


def sign_in(page: Page, name: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")


def cut(page: Page) -> None:
    """The session ends, and the form is sent all the same."""
    page.context.clear_cookies(name="sessionid")
    page.locator(".move-form button[type=submit]").click()
    expect(page.locator(".error-status")).to_have_text("401")
    page.click("main a.btn-primary")


def written(page: Page, number: str) -> None:
    """A note on a page of its own, sent in vain."""
    page.goto(f"/cases/{number}/note")
    page.fill(".move-form textarea", WORDS)
    cut(page)


def test_what_was_typed_in_a_dialog_is_there_again_after_signing_in(people: Callable[..., People]) -> None:
    everybody = people()
    chen = everybody.page("chen")
    number, _ = report(everybody.page("li"))
    chen.goto(f"/cases/{number}/")
    press(chen, "void").locator("textarea").fill(WORDS)
    cut(chen)
    sign_in(chen, "chen")
    chen.wait_for_url(f"**/cases/{number}/void")
    expect(chen.locator(".move-form textarea")).to_have_value(WORDS)
    stored = chen.evaluate(KEPT)
    assert "csrf" not in stored
    assert "version" not in stored
    chen.click(".move-form button[name=preview]")
    expect(chen.locator(".read-as-sheet").first).to_contain_text(WORDS)
    chen.click(".move-form button[type=submit]:not([name])")
    expect(chen.locator(".story")).to_contain_text(WORDS)
    assert WORDS not in chen.evaluate(KEPT)
    assert everybody.complaints == []


def test_what_was_typed_on_a_page_is_there_again_and_gone_when_it_is_kept(people: Callable[..., People]) -> None:
    everybody = people()
    chen = everybody.page("chen")
    number, _ = report(everybody.page("li"))
    written(chen, number)
    sign_in(chen, "chen")
    chen.wait_for_url(f"**/cases/{number}/note")
    expect(chen.locator(".move-form textarea")).to_have_value(WORDS)
    chen.click(".move-form button[type=submit]")
    expect(chen.locator(".story")).to_contain_text(WORDS)
    chen.goto(f"/cases/{number}/note")
    expect(chen.locator(".move-form textarea")).to_have_value("")


def test_somebody_else_who_signs_in_finds_nothing(people: Callable[..., People]) -> None:
    everybody = people()
    chen = everybody.page("chen")
    number, _ = report(everybody.page("li"))
    chen.goto(f"/cases/{number}/void")
    chen.fill(".move-form textarea", WORDS)
    cut(chen)
    sign_in(chen, "wang")
    chen.wait_for_url(f"**/cases/{number}/void")
    expect(chen.locator(".move-form textarea")).to_have_value("")
    assert chen.evaluate(KEPT) == ""


def test_signing_out_forgets_what_was_typed(people: Callable[..., People]) -> None:
    everybody = people()
    chen = everybody.page("chen")
    number, _ = report(everybody.page("li"))
    written(chen, number)
    sign_in(chen, "chen")
    chen.wait_for_url(f"**/cases/{number}/note")
    assert WORDS in chen.evaluate(KEPT)
    chen.click("details.menu summary")
    chen.click("[data-sign-out] button")
    chen.wait_for_url("**/")
    assert chen.evaluate(KEPT) == ""
