"""The field's own words for states, moves and channels."""

from typing import Any

from django.utils.translation import pgettext_lazy as _

STATES: dict[str, Any] = {
    "reported": _("state", "To be filed"),
    "filed": _("state", "To be dispatched"),
    "dispatched": _("state", "To be accepted"),
    "accepted": _("state", "To be started"),
    "handling": _("state", "Being handled"),
    "handled": _("state", "To be checked"),
    "checked": _("state", "To be closed"),
    "closed": _("state", "Closed"),
    "voided": _("state", "Voided"),
}

VERBS: dict[str, Any] = {
    "report": _("move", "Report"),
    "file": _("move", "File"),
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
    "add_photo": _("move", "Add a picture"),
    "hold": _("move", "Hold"),
    "release": _("move", "Release"),
    "become_overdue": _("move", "Became overdue"),
    "reveal": _("move", "Reveal the contact"),
    "copy": _("move", "Take a copy of the own data"),
    "correct": _("move", "Correct the contact"),
    "withdraw": _("move", "Take back the contact"),
    "erase": _("move", "Erase the own data"),
    "expire": _("move", "Erased after its time"),
    "join": _("move", "Joined by a neighbour"),
    "send_message": _("move", "Write to the reporter"),
    "read_messages": _("move", "Mark as read"),
    "answer_message": _("move", "Words of the reporter"),
    "note": _("move", "Note"),
    "rate": _("move", "Rated by the reporter"),
    "contest": _("move", "Asked to open again"),
}

CHANNELS: dict[str, Any] = {
    "scan": _("channel", "Code scan"),
    "web": _("channel", "Web"),
    "grid_worker": _("channel", "Grid worker"),
    "patrol": _("channel", "Patrol"),
    "phone": _("channel", "Phone"),
    "visit": _("channel", "Visit"),
    "letter": _("channel", "Letter"),
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
    "result": _("column", "Result"),
}

INPUTS: dict[str, Any] = {
    "class_code": _("input", "Class"),
    "unit": _("input", "Unit"),
    "reason": _("input", "Reason"),
    "result": _("input", "Result"),
    "remark": _("input", "Remark"),
    "text": _("input", "Words"),
    "level": _("input", "Satisfaction"),
}

CLOCKS: dict[str, Any] = {
    "file": _("clock", "Filing"),
    "dispatch": _("clock", "Dispatch"),
    "accept": _("clock", "Acceptance"),
    "handle": _("clock", "Handling"),
    "check": _("clock", "Check"),
    "close": _("clock", "Closing"),
}

SATISFACTION: dict[str, Any] = {
    "very_satisfied": _("level", "Very satisfied"),
    "satisfied": _("level", "Satisfied"),
    "fairly_satisfied": _("level", "Fairly satisfied"),
    "dissatisfied": _("level", "Dissatisfied"),
}

# What anybody may know of an open case nearby.
FROM_OUTSIDE: dict[str, Any] = {
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
    "filed": _("plain", "Your report is taken up; a unit is being found for it."),
    "dispatched": _("plain", "The unit in charge has been told."),
    "accepted": _("plain", "The unit in charge has taken it on."),
    "handling": _("plain", "Somebody is working on it."),
    "handled": _("plain", "The unit says it is done; somebody else is checking."),
    "checked": _("plain", "It was checked and found done."),
    "closed": _("plain", "It is done."),
    "voided": _("plain", "It was not taken up; the reason is below."),
}
