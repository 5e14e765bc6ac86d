"""The closed loop written down a second time, as plain as can be: what the product's own table must say."""

from typing import NamedTuple

STATES = (
    "reported", "verifying", "filed", "dispatched", "accepted", "handling", "suspended", "transferring",
    "transferred", "handled", "checked", "closed", "voided", "sent_back",
    "merged",
)  # fmt: skip
FINAL = ("closed", "voided", "sent_back", "merged")
TAKEN_ON = ("accepted", "handling")
OPEN = tuple(state for state in STATES if state not in FINAL)


class Row(NamedTuple):
    """Where a verb leads from a state, what it needs (words with blanks between) and which duty it is. `fact` chooses
    between two targets."""

    state: str
    verb: str
    target: str
    needs: str = ""
    duty: str | None = None
    fact: str = ""


LOOP = (
    Row("reported", "file", "filed", "class_code"),
    Row("reported", "self_handle", "closed", "outcome result", "self_handler"),
    Row("reported", "self_handle", "handled", "outcome result", "self_handler", "drawn"),
    Row("reported", "self_handle", "handled", "outcome result", "self_handler", "unshown"),
    Row("reported", "void", "voided", "reason"),
    Row("reported", "take_back", "voided", "reason"),
    Row("closed", "take_back", "voided", "reason"),
    Row("reported", "ask_to_verify", "verifying"),
    Row("verifying", "verify", "reported", "finding remark", "confirmer"),
    Row("verifying", "self_handle", "closed", "outcome result", "self_handler"),
    Row("verifying", "self_handle", "handled", "outcome result", "self_handler", "drawn"),
    Row("verifying", "self_handle", "handled", "outcome result", "self_handler", "unshown"),
    Row("verifying", "void", "voided", "reason"),
    Row("filed", "self_handle", "closed", "outcome result", "self_handler"),
    Row("filed", "self_handle", "handled", "outcome result", "self_handler", "drawn"),
    Row("filed", "self_handle", "handled", "outcome result", "self_handler", "unshown"),
    Row("filed", "amend", "", "reason"),
    Row("filed", "dispatch", "dispatched", "unit"),
    Row("filed", "void", "voided", "reason"),
    Row("dispatched", "accept", "accepted"),
    Row("dispatched", "return", "filed", "reason"),
    Row("accepted", "start", "handling", duty="handler"),
    Row("accepted", "return", "filed", "reason"),
    Row("handling", "report_back", "handled", "outcome result", "handler"),
    Row("handling", "return", "filed", "reason"),
    Row("handled", "check_pass", "checked", duty="verifier"),
    Row("handled", "check_fail", "handling", "reason", "verifier"),
    Row("handled", "check_fail", "filed", "reason", "verifier", "without_unit"),
    Row("checked", "close", "closed", "result", "closer"),
    Row("handled", "check_fail", "transferred", "reason", "verifier", "at_partner"),
    Row("filed", "transfer_out", "transferring", "unit reason"),
    Row("transferring", "accept_transfer", "transferred"),
    Row("transferring", "return_transfer", "filed", "reason"),
    Row("verifying", "recall", "reported", fact="before_filing"),
    Row("dispatched", "recall", "filed"),
    Row("transferring", "recall", "filed"),
    *(Row(state, "recall", "filed", "remark") for state in (*TAKEN_ON, "transferred")),
    Row("transferred", "return_transfer", "filed", "reason"),
    Row("transferred", "answer_transfer", "handled", "outcome result", "handler"),
    Row("transferred", "become_overdue", ""),
    *(Row(state, "merge", "merged", "into") for state in ("reported", "verifying", "filed")),
    *(Row(state, "absorb", "") for state in OPEN),
    *(Row(state, "give_back", "") for state in OPEN),
    Row("merged", "unmerge", "reported", "reason"),
    Row("merged", "unmerge", "filed", "reason", fact="was_filed"),
    *(Row(state, "receive", "") for state in ("reported", "verifying")),
    *(Row(state, "send_back", "sent_back", "reason") for state in ("reported", "verifying", "filed")),
    *(Row(state, "request_extension", "", "reason", "applicant") for state in TAKEN_ON),
    *(Row(state, "endorse_extension", "", duty="endorser") for state in TAKEN_ON),
    *(Row(state, "approve_extension", "", duty="approver") for state in TAKEN_ON),
    *(Row(state, "refuse_extension", "", "reason") for state in TAKEN_ON),
    *(Row(state, "request_suspension", "", "reason until", "applicant") for state in TAKEN_ON),
    *(Row(state, "approve_suspension", "suspended", duty="approver") for state in TAKEN_ON),
    *(Row(state, "refuse_suspension", "", "reason") for state in TAKEN_ON),
    *(Row(state, "engage", "") for state in TAKEN_ON),
    *(Row(state, "disengage", "") for state in TAKEN_ON),
    *(Row(state, "disengage", "", duty="handler", fact="is_done") for state in TAKEN_ON),
    Row("suspended", "resume", "accepted"),
    Row("suspended", "resume", "handling", fact="was_handling"),
    Row("closed", "reopen", "filed", "reason"),
    Row("closed", "reopen", "reported", "reason", fact="unfiled"),
    Row("voided", "reopen", "reported", "reason", fact="was_voided"),
    *(Row(state, "escalate", "", "reason") for state in OPEN),
    *(Row(state, "urge", "", "reason") for state in ("dispatched", *TAKEN_ON, "transferred")),
    *(Row(state, "become_overdue", "") for state in ("dispatched", "accepted", "handling")),
    *(Row(state, "add_photo", "") for state in OPEN),
    *(Row(state, "hold", "", "reason") for state in OPEN),
    *(Row(state, "release", "") for state in OPEN),
    *(Row(state, "reveal", "", "reason") for state in STATES),
    *(Row(state, "issue_code", "", "identity reason") for state in STATES),
    *(Row(state, "reword", "", "text") for state in ("reported", "verifying")),
    *(Row(state, verb, "") for verb in ("copy", "correct", "withdraw", "erase", "forget") for state in STATES),
    *(Row(state, "expire", "") for state in FINAL),
    *(Row(state, "place", "") for state in OPEN),
    *(Row(state, "join", "", "text") for state in OPEN),
    *(Row(state, "send_message", "", "text") for state in STATES),
    *(Row(state, "read_messages", "") for state in STATES),
    *(Row(state, "answer_message", "", "text") for state in STATES),
    *(Row(state, "note", "", "text") for state in STATES),
    *(Row(state, "rate", "", "level", "rater") for state in FINAL),
    *(Row(state, "contest", "", "reason") for state in FINAL),
    *(Row(state, "decline_contest", "", "reason", "reviewer") for state in ("closed", "voided")),
    Row("closed", "call_back", "", "reached", "caller"),
)
VERBS = tuple(dict.fromkeys(row.verb for row in LOOP))
# An empty target: the state stays.
EXPECTED = {(row.state, row.verb, row.fact): row for row in LOOP}
