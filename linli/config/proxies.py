"""Whom a proxy names as the client. Only proxies that `LINLI_TRUSTED_PROXIES` lists are believed."""

from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Next = Callable[[HttpRequest], HttpResponseBase]
SCHEMES = ("http", "https")


def networks(listed: str) -> tuple[Network, ...]:
    """Addresses and networks between commas ('10.0.0.7, 2001:db8::/32'). Raises ValueError for anything else."""
    return tuple(ip_network(each.strip()) for each in listed.split(",") if each.strip())


def client_address(peer: str, forwarded_for: str, trusted: Collection[Network]) -> str:
    """Who asks: from the connection's other end back along the header, as far as each hop is trusted about the one
    before it. What is no address ends the way."""
    address = peer
    for hop in reversed(forwarded_for.split(",")):
        named = _parsed(hop.strip())
        if named is None or not is_trusted(address, trusted):
            break
        address = str(named)
    return address


def is_trusted(address: str, trusted: Collection[Network]) -> bool:
    """Whether the address is in one of the networks."""
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in trusted)


def _parsed(text: str) -> Address | None:
    """The address, an IPv4 one also when it is written as IPv6; None when it is none."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


class ProxyMiddleware:
    """Puts the client's address and scheme in the place of the proxy's, for everything that comes after it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.trusted = networks(settings.LINLI_TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        peer = request.META.get("REMOTE_ADDR", "")
        if is_trusted(peer, self.trusted):
            named = request.headers.get("X-Forwarded-For", "")
            request.META["REMOTE_ADDR"] = client_address(peer, named, self.trusted)
            scheme = request.headers.get("X-Forwarded-Proto", "").strip().lower()
            request.META["wsgi.url_scheme"] = scheme if scheme in SCHEMES else request.scheme
        return self.get_response(request)
