"""Separation of duties, one table. Pure.

A move declares the duty that is played by making it. An object remembers who played what ('handler:account:7'); the
runner refuses whoever has played a duty that conflicts. Registering a caller's report is not observing, so a registrar
plays no duty by it; handling one's own report is allowed only as `self_handler`, for classes that permit it.
"""

from collections.abc import Collection

# duty → the duties that the same person may not have played before on the same object
CONFLICTS: dict[str, frozenset[str]] = {
    "observer": frozenset(),
    "self_handler": frozenset(),
    "confirmer": frozenset({"observer"}),
    "handler": frozenset({"observer", "confirmer"}),
    "verifier": frozenset({"handler", "self_handler"}),
    "closer": frozenset({"observer"}),
    "applicant": frozenset(),
    "endorser": frozenset({"applicant"}),
    "approver": frozenset({"applicant", "endorser"}),
    "rater": frozenset({"handler", "self_handler"}),
    "reviewer": frozenset({"handler", "self_handler"}),
    "caller": frozenset({"observer", "handler", "self_handler"}),
    "scored": frozenset(),
    "scorer": frozenset({"scored"}),
}


def conflict(duty: str, actor_key: str, played: Collection[str]) -> str | None:
    """The duty that stands in the way, or None."""
    return next((other for other in sorted(CONFLICTS[duty]) if f"{other}:{actor_key}" in played), None)


def mark(duty: str, actor_key: str) -> str:
    """How an object remembers who played a duty."""
    return f"{duty}:{actor_key}"
