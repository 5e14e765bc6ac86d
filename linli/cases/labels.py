"""The field's own words for states, moves and channels."""

from typing import Any

from django.utils.translation import pgettext_lazy as _

STATES: dict[str, Any] = {
    "reported": _("state", "To be filed"),
    "verifying": _("state", "To be verified"),
    "filed": _("state", "To be dispatched"),
    "dispatched": _("state", "To be accepted"),
    "accepted": _("state", "To be started"),
    "handling": _("state", "Being handled"),
    "suspended": _("state", "Suspended"),
    "transferring": _("state", "On its way to a partner"),
    "transferred": _("state", "At a partner"),
    "handled": _("state", "To be checked"),
    "checked": _("state", "To be closed"),
    "closed": _("state", "Closed"),
    "merged": _("state", "Merged"),
    "sent_back": _("state", "Sent back"),
    "voided": _("state", "Voided"),
}

VERBS: dict[str, Any] = {
    "report": _("move", "Report"),
    "transfer_in": _("move", "Transfer in"),
    "file": _("move", "File"),
    "amend": _("move", "Amend"),
    "self_handle": _("move", "Handle on the spot"),
    "dispatch": _("move", "Dispatch"),
    "accept": _("move", "Accept"),
    "start": _("move", "Start"),
    "report_back": _("move", "Report back"),
    "check_pass": _("move", "Check passed"),
    "check_fail": _("move", "Send for rework"),
    "close": _("move", "Close"),
    "return": _("move", "Return"),
    "void": _("move", "Void"),
    "bring_in": _("move", "Bring in"),
    "take_back": _("move", "Undo the import"),
    "ask_to_verify": _("move", "Ask to verify"),
    "verify": _("move", "Verify"),
    "request_extension": _("move", "Ask for an extension"),
    "endorse_extension": _("move", "Endorse the extension"),
    "approve_extension": _("move", "Approve the extension"),
    "refuse_extension": _("move", "Refuse the extension"),
    "request_suspension": _("move", "Ask for a suspension"),
    "approve_suspension": _("move", "Approve the suspension"),
    "refuse_suspension": _("move", "Refuse the suspension"),
    "resume": _("move", "Resume"),
    "engage": _("move", "An assisting unit was asked"),
    "disengage": _("move", "An assisting unit has ended its part"),
    "reopen": _("move", "Reopen"),
    "escalate": _("move", "Escalate"),
    "urge": _("move", "Urge the unit"),
    "transfer_out": _("move", "Transfer"),
    "accept_transfer": _("move", "Accept the transfer"),
    "return_transfer": _("move", "Return the transfer"),
    "recall": _("move", "Recall"),
    "answer_transfer": _("move", "Answer the transfer"),
    "receive": _("move", "Receive"),
    "send_back": _("move", "Send back"),
    "merge": _("move", "Merge"),
    "absorb": _("move", "Absorbed a case"),
    "unmerge": _("move", "Undo the merge"),
    "give_back": _("move", "Gave a case back"),
    "add_photo": _("move", "Add a picture"),
    "hold": _("move", "Hold"),
    "release": _("move", "Release"),
    "place": _("move", "Placed in the new division"),
    "become_overdue": _("move", "Became overdue"),
    "reveal": _("move", "Reveal the contact"),
    "issue_code": _("move", "Issue a new code"),
    "copy": _("move", "Take a copy of the own data"),
    "correct": _("move", "Correct the contact"),
    "reword": _("move", "Correct the own words"),
    "withdraw": _("move", "Take back the contact"),
    "erase": _("move", "Erase the own data"),
    "forget": _("move", "Erased along with the own data"),
    "expire": _("move", "Erased after its time"),
    "join": _("move", "Joined by a neighbour"),
    "send_message": _("move", "Write to the reporter"),
    "read_messages": _("move", "Mark as read"),
    "answer_message": _("move", "Words of the reporter"),
    "note": _("move", "Note"),
    "rate": _("move", "Rated by the reporter"),
    "contest": _("move", "Asked to open again"),
    "decline_contest": _("move", "Stand by the result"),
    "call_back": _("move", "Call back"),
}

# Of a sub-task of an assisting unit.
TASK_STATES: dict[str, Any] = {
    "asked": _("task state", "To be accepted"),
    "working": _("task state", "At work"),
    "done": _("task state", "Done"),
    "returned": _("task state", "Returned"),
    "cancelled": _("task state", "Taken back"),
}

TASK_VERBS: dict[str, Any] = {
    "add": _("task move", "Ask another unit to assist"),
    "accept": _("task move", "Accept the sub-task"),
    "report_done": _("task move", "Report the sub-task done"),
    "return": _("task move", "Return the sub-task"),
    "cancel": _("task move", "Take the sub-task back"),
}

# How the desk found out that whoever asks for a code is the reporter.
IDENTITIES: dict[str, Any] = {
    "called_back": _("identity", "Called back at the number that the reporter had left"),
    "in_person": _("identity", "In person, with a document that was shown and not kept"),
    "knew_the_matter": _("identity", "Knew what only the reporter can know"),
    "source_vouches": _("identity", "The office that took the report down vouches for it"),
}

# What became of a matter, whatever its state.
OUTCOMES: dict[str, Any] = {
    "done": _("case outcome", "Solved"),
    "partly": _("case outcome", "Partly solved"),
    "not_found": _("case outcome", "Not found there"),
    "no_action": _("case outcome", "Nothing to be done"),
    "not_done": _("case outcome", "Could not be solved"),
}

# How a transfer to or from an outside unit ended.
TRANSFER_OUTCOMES: dict[str, Any] = {
    "answered": _("outcome", "Answered"),
    "returned": _("outcome", "Returned"),
    "recalled": _("outcome", "Taken back"),
    "taken_in": _("outcome", "Received"),
    "sent_back": _("outcome", "Sent back"),
}

CHANNELS: dict[str, Any] = {
    "scan": _("channel", "Code scan"),
    "web": _("channel", "Web"),
    "grid_worker": _("channel", "Grid worker"),
    "patrol": _("channel", "Patrol"),
    "phone": _("channel", "Phone"),
    "visit": _("channel", "Visit"),
    "letter": _("channel", "Letter"),
    "transfer": _("channel", "Transfer"),
}

LEVELS: dict[str, Any] = {
    "grid": _("level", "Grid"),
    "community": _("level", "Community"),
    "street": _("level", "Street"),
    "district": _("level", "District"),
}

# Headings of the export.
COLUMNS: dict[str, Any] = {
    "number": _("column", "Number"),
    "state": _("column", "State"),
    "is_overdue": _("column", "Overdue"),
    "class_code": _("column", "Class code"),
    "class_name": _("column", "Class"),
    "text": _("column", "Matter"),
    "area": _("column", "Community and grid"),
    "address": _("column", "Address"),
    "building": _("column", "Building"),
    "lon": _("column", "Longitude (CGCS2000)"),
    "lat": _("column", "Latitude (CGCS2000)"),
    "unit": _("column", "Unit"),
    "level": _("column", "Level"),
    "channel": _("column", "Channel"),
    "reported_at": _("column", "Reported at"),
    "due_at": _("column", "Due at"),
    "closed_at": _("column", "Closed at"),
    "reworks": _("column", "Reworks"),
    "returns": _("column", "Returns"),
    "reopened": _("column", "Times reopened"),
    "is_contested": _("column", "Contested"),
    "call_back": _("column", "Said when called back"),
    "call_level": _("column", "Satisfaction when called back"),
    "outcome": _("column", "Outcome"),
    "result": _("column", "Result"),
}

INPUTS: dict[str, Any] = {
    "identity": _("input", "How it was found out who asks"),
    "class_code": _("input", "Class"),
    "unit": _("input", "Unit"),
    "reason": _("input", "Reason"),
    "outcome": _("input", "Outcome"),
    "result": _("input", "Result"),
    "remark": _("input", "Remark"),
    "text": _("input", "Words"),
    "level": _("input", "Satisfaction"),
    "reached": _("input", "Reached"),
    "solved": _("input", "Solved"),
    "finding": _("input", "Finding"),
    "into": _("input", "Merge into"),
    "until": _("input", "Until"),
}

CLOCKS: dict[str, Any] = {
    "file": _("clock", "Filing"),
    "receive": _("clock", "Receipt"),
    "verify": _("clock", "Verification"),
    "dispatch": _("clock", "Dispatch"),
    "transfer": _("clock", "Acceptance by a partner"),
    "accept": _("clock", "Acceptance"),
    "handle": _("clock", "Handling"),
    "suspension": _("clock", "Suspension"),
    "check": _("clock", "Check"),
    "close": _("clock", "Closing"),
}

FINDINGS: dict[str, Any] = {
    "confirmed": _("finding", "It is as reported"),
    "not_found": _("finding", "Nothing of it is there"),
}

# What ends of itself with the time for handling.
LAPSED: dict[str, Any] = {
    "extension": _("lapsed", "the request for more time ended with it, unanswered"),
}

SATISFACTION: dict[str, Any] = {
    "very_satisfied": _("level", "Very satisfied"),
    "satisfied": _("level", "Satisfied"),
    "fairly_satisfied": _("level", "Fairly satisfied"),
    "dissatisfied": _("level", "Dissatisfied"),
}

# Whether the matter is settled, as a reporter says who is called back.
SOLVED: dict[str, Any] = {
    "yes": _("solved", "Solved"),
    "partly": _("solved", "Partly solved"),
    "no": _("solved", "Not solved"),
}

# What was said in calls, of which lists and figures are.
CALLED: dict[str, Any] = {
    "any": _("called", "Called back"),
    "reached": _("called", "Reached"),
    "unreached": _("called", "Not reached"),
    **SOLVED,
    **SATISFACTION,
}

# What anybody may know of an open case nearby.
FROM_OUTSIDE: dict[str, Any] = {
    "verifying": _("from outside", "is being looked at"),
    "suspended": _("from outside", "is with a unit"),
    "transferring": _("from outside", "is being given to a unit"),
    "transferred": _("from outside", "is with a unit"),
    "reported": _("from outside", "is being looked at"),
    "filed": _("from outside", "is being given to a unit"),
    "dispatched": _("from outside", "is with a unit"),
    "accepted": _("from outside", "is with a unit"),
    "handling": _("from outside", "is being worked on"),
    "handled": _("from outside", "is being checked"),
    "checked": _("from outside", "is being checked"),
}

# What a reporter reads on the follow-up page.
PLAIN: dict[str, Any] = {
    "reported": _("plain", "We have your report and are looking at it."),
    "verifying": _("plain", "Somebody of your neighbourhood goes and looks."),
    "filed": _("plain", "Your report is taken up; a unit is being found for it."),
    "dispatched": _("plain", "The unit in charge has been told."),
    "accepted": _("plain", "The unit in charge has taken it on."),
    "handling": _("plain", "Somebody is working on it."),
    "suspended": _("plain", "It has to wait; when it goes on is written below."),
    "transferring": _("plain", "It is being passed on to those in charge outside of this street."),
    "transferred": _("plain", "Those in charge outside of this street have taken it on."),
    "handled": _("plain", "The unit has reported back; somebody else is checking."),
    "checked": _("plain", "It was checked; the answer is being written."),
    "closed": _("plain", "It has been dealt with; the answer is below."),
    "merged": _("plain", "Others reported the same; it goes on with theirs."),
    "sent_back": _("plain", "It went back to where it came from; the reason is below."),
    "voided": _("plain", "It was not taken up; the reason is below."),
}

# The same of a matter that is closed, by what became of it.
PLAIN_OUTCOMES: dict[str, Any] = {
    "done": _("plain", "It is done."),
    "partly": _("plain", "Part of it is done; what is left is written below."),
    "not_found": _("plain", "Somebody went and looked, and did not find it; the answer is below."),
    "no_action": _("plain", "It was looked at: nothing has to be done; the reason is below."),
    "not_done": _("plain", "It could not be solved; the reason is below."),
}

# A unit's open application, by its step.
APPLICATIONS: dict[str, Any] = {
    "extension_asked": _("application", "more time asked for"),
    "extension_endorsed": _("application", "more time asked for, endorsed"),
    "suspension_asked": _("application", "rest asked for"),
}


def plain(state: str, outcome: str) -> str:
    """What a reporter reads of a matter in this state, of which that may be read to have become."""
    return str(PLAIN_OUTCOMES.get(outcome) or PLAIN[state])
