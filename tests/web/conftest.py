"""Browsers for the people of the world."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client

from linli.accounts.models import Account
from tests.world import World

Browse = Callable[[str], "Browser"]


@dataclass
class Browser:
    """A browser without scripts, in English, whose forms are filled in by name."""

    client: Client
    last: Any = field(default=None)

    def get(self, path: str, **headers: str) -> Any:
        self.last = self.client.get(path, headers={name.replace("_", "-"): v for name, v in headers.items()})
        return self.last

    def post(self, path: str, given: dict[str, Any] | None = None) -> Any:
        self.last = self.client.post(path, given or {})
        return self.last

    def window(self) -> "Browser":
        """Another browser with the same cookies; what one of them is told to forget the other keeps."""
        client = Client()
        client.cookies.update(self.client.cookies)
        return Browser(client)

    def fill(self, path: str, **given: Any) -> Any:
        """Opens the page, takes over its hidden fields, fills in the rest and sends it."""
        page = self.get(path)
        assert page.status_code == 200, f"{path}: {page.status_code}"
        return self.post(path, {**hidden(page), **given})


def hidden(page: HttpResponse) -> dict[str, str]:
    """The hidden fields of a page's forms, but for Django's own."""
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', page.content.decode())
    return {name: value for name, value in found if name not in ("csrfmiddlewaretoken", "next", "tab")}


@pytest.fixture
def browse(world: World) -> Browse:
    """`browse('chen')` is Chen's browser; `browse('li')` belongs to a resident, who has no account."""

    def open_for(name: str) -> Browser:
        client = Client()
        client.cookies["django_language"] = "en"
        if name in world.accounts:
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(world.accounts[name])
        return Browser(client)

    return open_for


def session_of(account: Account) -> str:
    """The key of a session as a sign-in leaves it, without its work; signing in has tests of its own."""
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


class Markup(HTMLParser):
    """Collects what the strict content policy would refuse, and everything that names another host."""

    def __init__(self, page: HttpResponse) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.labels: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.feed(page.content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.faults.append(f"inline <{tag}>")
        self.faults += [f"{name} on <{tag}>" for name in given if name == "style" or name.startswith(("on", "hx-on"))]
        addresses = [given.get(name) or "" for name in ("src", "href", "action")]
        self.faults += [a for a in addresses if re.match(r"(\w+:)?//", a) and not a.startswith("http://testserver/")]
        if tag == "label" and given.get("for"):
            self.labels.add(str(given["for"]))
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "radio", "checkbox"):
            self.inputs.append(given)
