"""The roles as the software brings them, beside those that a city has."""

import hashlib
from collections.abc import Collection

from linli.accounts.models import Role, ShippedRole


def shipped_roles() -> dict[str, frozenset[str]]:
    """What each role that came with the software may do, as the last upgrade brought it."""
    return {key: frozenset(names) for key, names in ShippedRole.objects.values_list("key", "permissions")}


def further_permissions() -> dict[str, list[str]]:
    """For each role of the city, what the role of this key may do besides as the software brings it."""
    shipped = shipped_roles()
    standing = Role.objects.filter(key__in=shipped).values_list("key", "permissions")
    found = {key: sorted(shipped[key].difference(names)) for key, names in standing}
    return {key: names for key, names in found.items() if names}


def digest_of(permissions: Collection[str]) -> str:
    """What tells one version of a role from another."""
    return hashlib.sha256("\n".join(sorted(permissions)).encode()).hexdigest()[:16]
