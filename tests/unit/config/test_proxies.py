"""Whose word about a client is believed."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from linli.config.proxies import ProxyMiddleware, client_address, networks

TRUSTED = "127.0.0.1, 10.0.0.0/8,2001:db8:f::/48"


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "203.0.113.7, 10.1.2.3,10.0.0.1", "203.0.113.7"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("2001:db8:f::1", "2001:db8:1::5", "2001:db8:1::5"),
        ("2001:db8:f::1", "203.0.113.7, 2001:DB8:F:0::2", "203.0.113.7"),
        ("::ffff:127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
    ],
)
def test_the_client_is_the_last_address_that_is_no_trusted_proxy(peer: str, forwarded_for: str, client: str) -> None:
    assert client_address(peer, forwarded_for, networks(TRUSTED)) == client


@pytest.mark.parametrize("peer", ["198.51.100.9", "2001:db8:1::5", "", "unix:"])
def test_nobody_else_is_believed(peer: str) -> None:
    assert client_address(peer, "203.0.113.7", networks(TRUSTED)) == peer
    assert client_address("127.0.0.1", "203.0.113.7", networks("")) == "127.0.0.1"


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        ("", "127.0.0.1"),
        (",", "127.0.0.1"),
        ("unknown", "127.0.0.1"),
        ("203.0.113.7:4711", "127.0.0.1"),
        ("[2001:db8:1::5]", "127.0.0.1"),
        ("203.0.113.7, _hidden, 10.0.0.1", "10.0.0.1"),
        ("<script>, 203.0.113.7", "203.0.113.7"),
        ("1.2.3.4.5, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 999.0.0.1", "127.0.0.1"),
        ("口" * 3, "127.0.0.1"),
    ],
)
def test_what_is_no_address_is_not_read_nor_what_stands_before_it(forwarded_for: str, client: str) -> None:
    assert client_address("127.0.0.1", forwarded_for, networks(TRUSTED)) == client


@pytest.mark.parametrize("listed", ["nginx", "10.0.0.1/8", "10.0.0.0/33", "127.0.0.1;10.0.0.1"])
def test_a_list_that_cannot_be_read_stops_the_start(settings: Settings, listed: str) -> None:
    settings.LINLI_TRUSTED_PROXIES = listed
    with pytest.raises(ValueError, match=r"does not appear to be|has host bits set"):
        ProxyMiddleware(lambda _: HttpResponse())


def passed_on(settings: Settings, peer: str, **headers: str) -> HttpRequest:
    """The request as it comes out behind the proxy's words."""
    settings.LINLI_TRUSTED_PROXIES = TRUSTED
    seen: list[HttpRequest] = []

    def keep(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    told: dict[str, Any] = {name.replace("_", "-"): value for name, value in headers.items()}
    ProxyMiddleware(keep)(RequestFactory().get("/", headers=told, REMOTE_ADDR=peer))
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "proto", "scheme"),
    [
        ("127.0.0.1", "https", "https"),
        ("127.0.0.1", " HTTPS", "https"),
        ("127.0.0.1", "http", "http"),
        ("127.0.0.1", "https, http", "http"),
        ("127.0.0.1", "javascript", "http"),
        ("127.0.0.1", "", "http"),
        ("198.51.100.9", "https", "http"),
    ],
)
def test_only_a_trusted_proxy_says_that_the_way_to_it_is_secure(
    settings: Settings, peer: str, proto: str, scheme: str
) -> None:
    request = passed_on(settings, peer, X_Forwarded_Proto=proto)
    assert (request.scheme, request.is_secure()) == (scheme, scheme == "https")


def test_the_client_s_address_is_what_everything_behind_sees(settings: Settings) -> None:
    assert passed_on(settings, "127.0.0.1", X_Forwarded_For="203.0.113.7").META["REMOTE_ADDR"] == "203.0.113.7"
    assert passed_on(settings, "198.51.100.9", X_Forwarded_For="203.0.113.7").META["REMOTE_ADDR"] == "198.51.100.9"
