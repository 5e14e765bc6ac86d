"""Having put right what is held about oneself, on a page."""

from tests.web.conftest import Browse, Markup
from tests.world import World


def test_a_wish_is_asked_answered_and_read(browse: Browse, world: World) -> None:
    zhao, admin = browse("zhao"), browse("admin")
    assert "Nothing asked" in zhao.get("/accounts/corrections/").content.decode()
    key = "k" * 20
    asked = zhao.post("/accounts/corrections/", {"key": key, "field": "name", "wanted": "Zhao Yi"})
    assert asked.status_code == 302
    page = admin.get("/accounts/corrections/")
    text = page.content.decode()
    assert ("Zhao Yi" in text, Markup(page).faults) == (True, [])
    number = text.partition("/accounts/corrections/Q")[2].partition("/")[0]
    empty = admin.post(f"/accounts/corrections/Q{number}/decide", {"decision": "grant", "reason": " "})
    assert (empty.status_code, Markup(empty).faults) == (422, [])
    given = {"decision": "grant", "reason": "As in the contract."}
    assert admin.post(f"/accounts/corrections/Q{number}/decide", given).status_code == 302
    page = zhao.get("/accounts/corrections/")
    assert ("As in the contract." in page.content.decode(), Markup(page).faults) == (True, [])


def test_a_wish_is_taken_back_and_a_fault_keeps_the_words(browse: Browse, world: World) -> None:
    zhao = browse("zhao")
    zhao.post("/accounts/corrections/", {"key": "k" * 20, "field": "other", "wanted": "My badge"})
    again = zhao.post("/accounts/corrections/", {"key": "l" * 20, "field": "other", "wanted": "My card"})
    assert (again.status_code, "My card" in again.content.decode()) == (409, True)
    number = again.content.decode().partition("/accounts/corrections/Q")[2].partition("/")[0]
    assert zhao.post(f"/accounts/corrections/Q{number}/withdraw").status_code == 302
    assert "My badge" not in zhao.get("/accounts/corrections/").content.decode()
