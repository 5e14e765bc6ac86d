"""The closed loop of a case: the one table of its moves. The buttons, the diagram in the docs and the exhaustive test
are drawn from it."""

from linli.kernel.workflow import SAME, T, Workflow

REPORTED = "reported"
VERIFYING = "verifying"
FILED = "filed"
DISPATCHED = "dispatched"
ACCEPTED = "accepted"
HANDLING = "handling"
HANDLED = "handled"
CHECKED = "checked"
CLOSED = "closed"
VOIDED = "voided"
SUSPENDED = "suspended"
TRANSFERRING = "transferring"
TRANSFERRED = "transferred"
SENT_BACK = "sent_back"
MERGED = "merged"

AT_THE_DESK = (REPORTED, VERIFYING, FILED)
# Where nobody goes by the reporter's words yet.
BEFORE_FILING = (REPORTED, VERIFYING)
AT_THE_UNIT = (DISPATCHED, ACCEPTED, HANDLING)
# Where somebody has it in hand and the limit for handling runs.
IN_HAND = (*AT_THE_UNIT, TRANSFERRED)
# Where a picture shows what was done: the work has begun.
BEGUN = (HANDLING, TRANSFERRED, HANDLED, CHECKED)
# Where a unit may ask for more time.
TAKEN_ON = (ACCEPTED, HANDLING)
OPEN = (*AT_THE_DESK, *AT_THE_UNIT, SUSPENDED, TRANSFERRING, TRANSFERRED, HANDLED, CHECKED)
ENDED = (CLOSED, VOIDED, SENT_BACK, MERGED)
EVERY = (*OPEN, *ENDED)
# Where it is said what became of the matter.
ANSWERED = (HANDLED, CHECKED, CLOSED)
# The moves that take a case on its way; the others send it back, end it without an answer or leave it where it is.
ONWARD = frozenset(
    {
        *("verify", "file", "self_handle", "dispatch", "accept", "start", "report_back", "check_pass", "close"),
        *("accept_transfer", "answer_transfer"),
    }
)
# Those of them that nobody has to make: a matter that could be settled on the spot is with the desk.
OFFERED = frozenset({"self_handle"})
DESK = "desk"
# What is said by whoever has handled a case.
SAID = ("outcome", "result")

CASE = Workflow(
    "case",
    initial=REPORTED,
    final=frozenset(ENDED),
    moves=(
        T("verify", (VERIFYING,), REPORTED, requires=("finding", "remark"), duty="confirmer"),
        T("file", (REPORTED,), FILED, requires=("class_code",)),
        T("self_handle", AT_THE_DESK, CLOSED, requires=SAID, duty="self_handler"),
        T("self_handle", AT_THE_DESK, HANDLED, requires=SAID, duty="self_handler", when=("drawn",)),
        T("self_handle", AT_THE_DESK, HANDLED, requires=SAID, duty="self_handler", when=("unshown",)),
        T("dispatch", (FILED,), DISPATCHED, requires=("unit",)),
        T("accept", (DISPATCHED,), ACCEPTED),
        T("start", (ACCEPTED,), HANDLING, duty="handler"),
        T("report_back", (HANDLING,), HANDLED, requires=SAID, duty="handler"),
        T("check_pass", (HANDLED,), CHECKED, duty="verifier"),
        T("check_fail", (HANDLED,), HANDLING, requires=("reason",), duty="verifier"),
        T("check_fail", (HANDLED,), FILED, requires=("reason",), duty="verifier", when=("without_unit",)),
        T("check_fail", (HANDLED,), TRANSFERRED, requires=("reason",), duty="verifier", when=("at_partner",)),
        T("close", (CHECKED,), CLOSED, requires=("result",), duty="closer"),
        T("return", AT_THE_UNIT, FILED, requires=("reason",)),
        T("void", AT_THE_DESK, VOIDED, requires=("reason",)),
        T("take_back", (REPORTED, CLOSED), VOIDED, requires=("reason",)),
        T("ask_to_verify", (REPORTED,), VERIFYING),
        T("request_extension", TAKEN_ON, SAME, requires=("reason",), duty="applicant"),
        T("endorse_extension", TAKEN_ON, SAME, duty="endorser"),
        T("approve_extension", TAKEN_ON, SAME, duty="approver"),
        T("refuse_extension", TAKEN_ON, SAME, requires=("reason",)),
        T("request_suspension", TAKEN_ON, SAME, requires=("reason", "until"), duty="applicant"),
        T("approve_suspension", TAKEN_ON, SUSPENDED, duty="approver"),
        T("refuse_suspension", TAKEN_ON, SAME, requires=("reason",)),
        T("engage", TAKEN_ON, SAME),
        T("disengage", TAKEN_ON, SAME),
        T("disengage", TAKEN_ON, SAME, duty="handler", when=("is_done",)),
        T("resume", (SUSPENDED,), ACCEPTED),
        T("resume", (SUSPENDED,), HANDLING, when=("was_handling",)),
        T("reopen", (CLOSED,), FILED, requires=("reason",)),
        T("reopen", (CLOSED,), REPORTED, requires=("reason",), when=("unfiled",)),
        T("reopen", (VOIDED,), REPORTED, requires=("reason",), when=("was_voided",)),
        T("merge", AT_THE_DESK, MERGED, requires=("into",)),
        T("absorb", OPEN, SAME),
        T("unmerge", (MERGED,), REPORTED, requires=("reason",)),
        T("unmerge", (MERGED,), FILED, requires=("reason",), when=("was_filed",)),
        T("give_back", OPEN, SAME),
        T("escalate", OPEN, SAME, requires=("reason",)),
        T("urge", IN_HAND, SAME, requires=("reason",)),
        T("amend", (FILED,), SAME, requires=("reason",)),
        T("transfer_out", (FILED,), TRANSFERRING, requires=("unit", "reason")),
        T("accept_transfer", (TRANSFERRING,), TRANSFERRED),
        T("return_transfer", (TRANSFERRING, TRANSFERRED), FILED, requires=("reason",)),
        T("recall", (VERIFYING,), REPORTED, when=("before_filing",)),
        T("recall", (DISPATCHED, TRANSFERRING), FILED),
        T("recall", (*TAKEN_ON, TRANSFERRED), FILED, requires=("remark",)),
        T("answer_transfer", (TRANSFERRED,), HANDLED, requires=SAID, duty="handler"),
        T("receive", (REPORTED, VERIFYING), SAME),
        T("send_back", AT_THE_DESK, SENT_BACK, requires=("reason",)),
        T("add_photo", OPEN, SAME),
        T("hold", OPEN, SAME, requires=("reason",)),
        T("release", OPEN, SAME),
        T("become_overdue", IN_HAND, SAME),
        T("place", OPEN, SAME),
        T("reveal", EVERY, SAME, requires=("reason",)),
        T("issue_code", EVERY, SAME, requires=("identity", "reason")),
        T("copy", EVERY, SAME),
        T("correct", EVERY, SAME),
        T("reword", BEFORE_FILING, SAME, requires=("text",)),
        T("withdraw", EVERY, SAME),
        T("erase", EVERY, SAME),
        T("forget", EVERY, SAME),
        T("expire", ENDED, SAME),
        T("join", OPEN, SAME, requires=("text",)),
        T("send_message", EVERY, SAME, requires=("text",)),
        T("read_messages", EVERY, SAME),
        T("answer_message", EVERY, SAME, requires=("text",)),
        T("note", EVERY, SAME, requires=("text",)),
        T("rate", ENDED, SAME, requires=("level",), duty="rater"),
        T("contest", ENDED, SAME, requires=("reason",)),
        T("decline_contest", (CLOSED, VOIDED), SAME, requires=("reason",), duty="reviewer"),
        T("call_back", (CLOSED,), SAME, requires=("reached",), duty="caller"),
    ),
)

# What an assisting unit is asked to do for a case; the case stays with the unit that leads.
ASKED, WORKING, DONE, RETURNED, CANCELLED = "asked", "working", "done", "returned", "cancelled"
OPEN_TASK = (ASKED, WORKING)

TASK = Workflow(
    "task",
    initial=ASKED,
    final=frozenset({DONE, RETURNED, CANCELLED}),
    moves=(
        T("accept", (ASKED,), WORKING),
        T("report_done", (WORKING,), DONE, requires=("result",)),
        T("return", OPEN_TASK, RETURNED, requires=("reason",)),
        T("cancel", OPEN_TASK, CANCELLED, requires=("reason",)),
    ),
)

# A file of reports on its way in: chunk by chunk, and out again.
LOADING, STOPPED, LOADED, UNDONE = "loading", "stopped", "loaded", "undone"

IMPORT = Workflow(
    "import",
    initial=LOADING,
    final=frozenset({LOADED, UNDONE}),
    moves=(
        T("take_in", (LOADING,), SAME),
        T("stop", (LOADING,), STOPPED),
        T("go_on", (STOPPED,), LOADING),
        T("finish", (LOADING,), LOADED),
        T("undo", (LOADING, STOPPED, LOADED), UNDONE, requires=("reason",)),
        T("take_out", (UNDONE,), SAME),
    ),
)

# A list kept under a name.
KEPT, REMOVED = "kept", "removed"

FILTER = Workflow(
    "filter",
    initial=KEPT,
    final=frozenset({REMOVED}),
    moves=(T("prefer", (KEPT,), SAME), T("rename", (KEPT,), SAME, requires=("name",)), T("remove", (KEPT,), REMOVED)),
)


def has_begun(state: str, state_before: str = "") -> bool:
    """Whether the work on the matter has begun; while a case rests, whether it had."""
    return (state_before if state == SUSPENDED else state) in BEGUN


def owner(state: str, unit_path: str, state_before: str = "") -> str:
    """Who answers for a case: the desk ('desk'), a unit ('unit:/street/water/') or an outside one ('partner:/110/');
    '' once it has ended.

    A case that rests belongs to whoever had it before; one that no partner has accepted yet is the desk's.
    """
    where = state_before if state == SUSPENDED else state
    if where in ENDED:
        return ""
    if where == TRANSFERRED:
        return f"partner:{unit_path}"
    return f"unit:{unit_path}" if where in AT_THE_UNIT else DESK
