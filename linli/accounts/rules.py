"""Pure decisions about accounts."""

from collections.abc import Iterable

from linli.kernel.actor import ANYTHING


def administering(permissions: Iterable[str]) -> list[str]:
    """Those of the permissions with which somebody could give roles or take over accounts."""
    return [name for name in permissions if name == ANYTHING or name.startswith(("account.", "role."))]
