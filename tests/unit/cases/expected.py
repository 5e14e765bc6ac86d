"""The closed loop written down a second time, as plain as can be: what the product's own table must say."""

from typing import NamedTuple

STATES = (
    "reported", "filed", "dispatched", "accepted", "handling", "handled", "checked", "closed", "voided",
)  # fmt: skip
FINAL = ("closed", "voided")
OPEN = tuple(state for state in STATES if state not in FINAL)


class Row(NamedTuple):
    """Where a verb leads from a state, what it needs and which duty it is. `fact` chooses between two targets."""

    state: str
    verb: str
    target: str
    needs: str = ""
    duty: str | None = None
    fact: str = ""


LOOP = (
    Row("reported", "file", "filed", "class_code"),
    Row("reported", "self_handle", "closed", "result", "self_handler"),
    Row("reported", "self_handle", "handled", "result", "self_handler", "drawn"),
    Row("reported", "void", "voided", "reason"),
    Row("reported", "take_back", "voided", "reason"),
    Row("closed", "take_back", "voided", "reason"),
    Row("filed", "self_handle", "closed", "result", "self_handler"),
    Row("filed", "self_handle", "handled", "result", "self_handler", "drawn"),
    Row("filed", "dispatch", "dispatched", "unit"),
    Row("filed", "void", "voided", "reason"),
    Row("dispatched", "accept", "accepted"),
    Row("dispatched", "return", "filed", "reason"),
    Row("accepted", "start", "handling", duty="handler"),
    Row("accepted", "return", "filed", "reason"),
    Row("handling", "report_back", "handled", "result", "handler"),
    Row("handling", "return", "filed", "reason"),
    Row("handled", "check_pass", "checked", duty="verifier"),
    Row("handled", "check_fail", "handling", "reason", "verifier"),
    Row("handled", "check_fail", "filed", "reason", "verifier", "without_unit"),
    Row("checked", "close", "closed", "result", "closer"),
    *(Row(state, "become_overdue", "") for state in ("dispatched", "accepted", "handling")),
    *(Row(state, "add_photo", "") for state in OPEN),
    *(Row(state, "hold", "", "reason") for state in OPEN),
    *(Row(state, "release", "") for state in OPEN),
    *(Row(state, "reveal", "", "reason") for state in STATES),
    *(Row(state, verb, "") for verb in ("copy", "correct", "withdraw", "erase") for state in STATES),
    *(Row(state, "expire", "") for state in FINAL),
    *(Row(state, "join", "", "text") for state in OPEN),
    *(Row(state, "send_message", "", "text") for state in STATES),
    *(Row(state, "read_messages", "") for state in STATES),
    *(Row(state, "answer_message", "", "text") for state in STATES),
    *(Row(state, "note", "", "text") for state in STATES),
    *(Row(state, "rate", "", "level", "rater") for state in FINAL),
    *(Row(state, "contest", "", "reason") for state in FINAL),
)
VERBS = tuple(dict.fromkeys(row.verb for row in LOOP))
# An empty target: the state stays.
EXPECTED = {(row.state, row.verb, row.fact): row for row in LOOP}
