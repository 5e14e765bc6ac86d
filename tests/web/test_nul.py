"""A NUL is in no text: whoever sends one is told so, and PostgreSQL never sees it."""

import pytest

from tests.web.conftest import Browse
from tests.world import World

SIGNED_IN = ["/cases/1%002/", "/cases/1%00/file", "/cases/?q=%00", "/cases/?unit=%00", "/cases/?class=a%00b"]
PUBLIC = ["/report/?place=%00", "/report/places/?address=%00%00", "/r/%00/", "/%00"]


@pytest.mark.parametrize("path", [*SIGNED_IN, *PUBLIC])
def test_a_nul_in_an_address_is_malformed(browse: Browse, world: World, path: str) -> None:
    assert browse("chen").get(path).status_code == 400
    assert browse("li").get(path).status_code == 400


@pytest.mark.parametrize("name", ["text", "address", "place", "building", "community", "name"])
def test_a_nul_in_a_form_is_malformed(browse: Browse, world: World, name: str) -> None:
    assert browse("li").post("/report/", {"text": "A tap leaks.", name: "a\0b"}).status_code == 400
