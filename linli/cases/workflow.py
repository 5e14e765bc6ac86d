"""The closed loop of a case: the one table of its moves. The buttons, the diagram in the docs and the exhaustive test
are drawn from it."""

from linli.kernel.workflow import SAME, T, Workflow

REPORTED = "reported"
FILED = "filed"
DISPATCHED = "dispatched"
ACCEPTED = "accepted"
HANDLING = "handling"
HANDLED = "handled"
CHECKED = "checked"
CLOSED = "closed"
VOIDED = "voided"

AT_THE_DESK = (REPORTED, FILED)
AT_THE_UNIT = (DISPATCHED, ACCEPTED, HANDLING)
OPEN = (*AT_THE_DESK, *AT_THE_UNIT, HANDLED, CHECKED)
ENDED = (CLOSED, VOIDED)
EVERY = (*OPEN, *ENDED)
# The moves that take a case on its way; the others send it back, end it without an answer or leave it where it is.
ONWARD = frozenset({"file", "self_handle", "dispatch", "accept", "start", "report_back", "check_pass", "close"})

CASE = Workflow(
    "case",
    initial=REPORTED,
    final=frozenset({CLOSED, VOIDED}),
    moves=(
        T("file", (REPORTED,), FILED, requires=("class_code",)),
        T("self_handle", AT_THE_DESK, CLOSED, requires=("result",), duty="self_handler"),
        T("self_handle", AT_THE_DESK, HANDLED, requires=("result",), duty="self_handler", when=("drawn",)),
        T("dispatch", (FILED,), DISPATCHED, requires=("unit",)),
        T("accept", (DISPATCHED,), ACCEPTED),
        T("start", (ACCEPTED,), HANDLING, duty="handler"),
        T("report_back", (HANDLING,), HANDLED, requires=("result",), duty="handler"),
        T("check_pass", (HANDLED,), CHECKED, duty="verifier"),
        T("check_fail", (HANDLED,), HANDLING, requires=("reason",), duty="verifier"),
        T("check_fail", (HANDLED,), FILED, requires=("reason",), duty="verifier", when=("without_unit",)),
        T("close", (CHECKED,), CLOSED, requires=("result",), duty="closer"),
        T("return", AT_THE_UNIT, FILED, requires=("reason",)),
        T("void", AT_THE_DESK, VOIDED, requires=("reason",)),
        T("take_back", (REPORTED, CLOSED), VOIDED, requires=("reason",)),
        T("add_photo", OPEN, SAME),
        T("hold", OPEN, SAME, requires=("reason",)),
        T("release", OPEN, SAME),
        T("become_overdue", AT_THE_UNIT, SAME),
        T("reveal", EVERY, SAME, requires=("reason",)),
        T("copy", EVERY, SAME),
        T("correct", EVERY, SAME),
        T("withdraw", EVERY, SAME),
        T("erase", EVERY, SAME),
        T("expire", ENDED, SAME),
        T("join", OPEN, SAME, requires=("text",)),
        T("send_message", EVERY, SAME, requires=("text",)),
        T("read_messages", EVERY, SAME),
        T("answer_message", EVERY, SAME, requires=("text",)),
        T("note", EVERY, SAME, requires=("text",)),
        T("rate", ENDED, SAME, requires=("level",), duty="rater"),
        T("contest", ENDED, SAME, requires=("reason",)),
    ),
)

# A file of reports on its way in: chunk by chunk, and out again.
LOADING, LOADED, UNDONE = "loading", "loaded", "undone"

IMPORT = Workflow(
    "import",
    initial=LOADING,
    final=frozenset({LOADED, UNDONE}),
    moves=(
        T("take_in", (LOADING,), SAME),
        T("finish", (LOADING,), LOADED),
        T("undo", (LOADING, LOADED), UNDONE, requires=("reason",)),
        T("take_out", (UNDONE,), SAME),
    ),
)
