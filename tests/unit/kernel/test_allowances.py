"""What counts as one source of requests."""

import pytest

from linli.kernel.allowances import network_of


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_a_source_is_an_address_or_a_network_of_ipv6(address: str, source: str) -> None:
    assert network_of(address) == source


def test_what_is_no_address_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        network_of("next door")
