"""The pages' own words: looks of states, errors, the story of a case."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# state → the icon and the tone in which it is shown; the words are beside it, so that colour is never alone.
LOOKS: dict[str, tuple[str, str]] = {
    "reported": ("bell", "desk"),
    "verifying": ("map-pin", "desk"),
    "filed": ("file-text", "desk"),
    "dispatched": ("send", "unit"),
    "accepted": ("user-check", "unit"),
    "handling": ("tool", "unit"),
    "suspended": ("player-pause", "void"),
    "transferring": ("external-link", "desk"),
    "transferred": ("external-link", "unit"),
    "handled": ("clipboard-check", "check"),
    "checked": ("shield-check", "check"),
    "closed": ("circle-check", "done"),
    "merged": ("link", "void"),
    "sent_back": ("arrow-back", "void"),
    "voided": ("circle-x", "void"),
}

# What became of a matter where it is not plainly done: the icon and how it is toned.
OUTCOME_LOOKS: dict[str, tuple[str, str]] = {
    "partly": ("circle-half-2", "warn"),
    "not_found": ("eye-off", "void"),
    "no_action": ("minus", "void"),
    "not_done": ("circle-x", "bad"),
}

VERB_ICONS: dict[str, str] = {
    "report": "message",
    "transfer_in": "message",
    "file": "file-text",
    "self_handle": "tool",
    "dispatch": "send",
    "accept": "user-check",
    "start": "player-play",
    "report_back": "clipboard-check",
    "check_pass": "shield-check",
    "check_fail": "repeat",
    "close": "circle-check",
    "return": "arrow-back-up",
    "void": "circle-x",
    "bring_in": "file-text",
    "take_back": "arrow-back-up",
    "ask_to_verify": "eye",
    "verify": "map-pin",
    "request_extension": "hourglass",
    "endorse_extension": "user-check",
    "approve_extension": "check",
    "refuse_extension": "circle-x",
    "request_suspension": "player-pause",
    "approve_suspension": "player-pause",
    "refuse_suspension": "circle-x",
    "resume": "player-play",
    "engage": "users",
    "disengage": "user-check",
    "reopen": "refresh",
    "escalate": "sitemap",
    "urge": "bell",
    "amend": "edit",
    "transfer_out": "external-link",
    "accept_transfer": "user-check",
    "return_transfer": "arrow-back-up",
    "recall": "arrow-back",
    "answer_transfer": "clipboard-check",
    "receive": "check",
    "send_back": "arrow-back",
    "merge": "link",
    "absorb": "link",
    "unmerge": "arrow-back-up",
    "give_back": "arrow-back-up",
    "add_photo": "camera",
    "hold": "lock",
    "release": "key",
    "place": "map-pin",
    "become_overdue": "hourglass",
    "reveal": "eye",
    "issue_code": "qrcode",
    "copy": "download",
    "correct": "edit",
    "reword": "edit",
    "withdraw": "eye-off",
    "erase": "trash",
    "expire": "trash",
    "forget": "trash",
    "join": "users",
    "send_message": "mail",
    "read_messages": "check",
    "answer_message": "message",
    "note": "note",
    "rate": "clipboard-check",
    "contest": "alert-triangle",
    "decline_contest": "shield-check",
    "call_back": "phone",
}

# What pressing the button does, in a sentence for the form.
EXPLANATIONS: dict[str, Any] = {
    "file": _("Takes the matter up under a class. The desk then finds the unit for it."),
    "self_handle": _("For a small matter that you settled on the spot: say what you did and the case ends."),
    "dispatch": _("Gives the case to a unit. Its time for acceptance and handling begins now."),
    "accept": _("Your unit takes the case on."),
    "start": _("You begin to handle the case; you are then the one who reports back."),
    "report_back": _(
        "Say what became of it and what was done. Your unit's clock stops, and somebody else checks the result."
    ),
    "check_pass": _("You looked, and the matter is done."),
    "check_fail": _("You looked, and the matter is not done: the same unit does it again."),
    "close": _("Ends the case. The reporter reads the answer that you write here."),
    "return": _("Gives the case back to the desk, with the reason why it is not yours."),
    "void": _("The matter is not taken up. The reporter reads the reason that you write here."),
    "ask_to_verify": _("Asks the worker of the grid to look before you decide."),
    "verify": _("You looked before filing: say whether the matter is there, and what you saw."),
    "request_extension": _("Asks for the same time once more. Your chief passes it on, the desk decides."),
    "endorse_extension": _("As the unit's chief you pass the request on to the desk."),
    "approve_extension": _("Adds the case's own limit once more."),
    "refuse_extension": _("The unit goes on with the time it has. A refusal does not count as one of the two."),
    "request_suspension": _("For what cannot be done now: say why, and until when it must rest. The desk decides."),
    "approve_suspension": _("The case rests until the day that was asked for; its time stands still."),
    "refuse_suspension": _("The unit goes on handling the case."),
    "resume": _("The rest ends now; the case goes on where it stood, with the time it had left."),
    "reopen": _("The case goes round again; its times begin anew. Say why."),
    "decline_contest": _("You looked again, and the result stands. Whoever doubts it reads your reason."),
    "amend": _("Puts class or place right before the dispatch; what was filed before stays in the history."),
    "escalate": _("Raises the case to the level above: grid, community, street, district."),
    "urge": _("Reminds the unit that has the case; it reads your words. State and time stay as they are."),
    "transfer_out": _("Passes the case on to an outside unit. What it does not accept in time comes back by itself."),
    "accept_transfer": _("Your unit takes the case on; from now on it is yours."),
    "return_transfer": _("Sends the case back to the desk, with the reason why it is not yours."),
    "recall": _("The desk has the case again. From a unit that has accepted it, say why."),
    "answer_transfer": _("Say what became of it and what was done. Somebody of this street checks the result."),
    "receive": _("Confirms to the outside unit that the matter has arrived."),
    "send_back": _("The matter goes back to the outside unit that sent it in; it reads the reason."),
    "merge": _("For a matter that is a case already: this one ends, and its reporters follow that one."),
    "unmerge": _("The case goes its own way again, with the reports that came with it."),
    "add_photo": _("Adds pictures to the case. Place and device are removed from them."),
}

EXPLANATIONS |= {
    "send_message": _("The reporter reads this on the page of the report. Nobody who works here is named."),
    "read_messages": _("Nothing of what the reporters wrote needs an answer."),
    "issue_code": _("For a reporter who lost the code, or never had one. Find out who asks first; the old code ends."),
    "note": _("Stays among those who work here; no reporter ever sees it."),
    "call_back": _("Note the call. The reporter's own rating stays the reporter's; nothing is opened again by itself."),
}

LIGHT_ICONS: dict[str, str] = {"green": "clock", "yellow": "hourglass", "red": "alert-circle", "paused": "player-pause"}

LIGHTS: dict[str, Any] = {
    "green": pgettext_lazy("light", "In time"),
    "yellow": pgettext_lazy("light", "Due soon"),
    "red": pgettext_lazy("light", "Overdue"),
    "paused": pgettext_lazy("light", "Standing still"),
}

UNITS: dict[str, Any] = {
    "minute": pgettext_lazy("limit", "%(amount)s minutes"),
    "urgent_hour": pgettext_lazy("limit", "%(amount)s urgent hours"),
    "urgent_day": pgettext_lazy("limit", "%(amount)s urgent days"),
    "work_hour": pgettext_lazy("limit", "%(amount)s working hours"),
    "work_day": pgettext_lazy("limit", "%(amount)s working days"),
    "calendar_day": pgettext_lazy("limit", "%(amount)s days"),
    "calendar_month": pgettext_lazy("limit", "%(amount)s months"),
}
# How each unit of a limit is counted.
COUNTING: dict[str, Any] = {
    "minute": _("Minutes run day and night."),
    "urgent_hour": _("Urgent hours run day and night."),
    "urgent_day": _("Urgent days run day and night, 24 hours each."),
    "work_hour": _("Only office hours of workdays count."),
    "work_day": _("The first day is not counted; only workdays are, and the last ends at midnight."),
    "calendar_day": _("The first day is not counted; every other day is, and the last ends at midnight."),
    "calendar_month": _("Months are counted by their days, and the last day ends at midnight."),
}

APPLICATIONS: dict[str, Any] = {
    "extension": _("Request for an extension"),
    "suspension": _("Request for a suspension"),
}

KINDS: dict[str, Any] = {
    "matter": pgettext_lazy("kind", "Matter"),
    "part": pgettext_lazy("kind", "Part"),
}

CONTACT_FIELDS: dict[str, Any] = {
    "name": pgettext_lazy("contact", "Name"),
    "phone": pgettext_lazy("contact", "Phone"),
    "on_behalf_of": pgettext_lazy("contact", "On behalf of"),
}

# The steps that a reporter reads beside the arrival of the own report; neither people nor other reporters are named.
RESIDENT_STORY: dict[str, Any] = {
    "file": _("It was taken up."),
    "dispatch": _("It was given to %(unit)s."),
    "accept": _("The unit took it on."),
    "start": _("Somebody began to work on it."),
    "return": _("The unit gave it back; another unit is being found."),
    "report_back": _("The unit reported back."),
    "check_pass": _("It was checked."),
    "check_fail": _("It was checked and not found done; the unit works on it again."),
    "self_handle": _("The grid worker saw to it on the spot."),
    "verify": _("Somebody of the neighbourhood went and looked."),
    "approve_extension": _("The unit was given more time."),
    "approve_suspension": _("It has to wait until %(until)s."),
    "resume": _("It goes on."),
    "transfer_in": _("It arrived from %(unit)s."),
    "transfer_out": _("It was passed on to %(unit)s."),
    "accept_transfer": _("The unit took it on."),
    "return_transfer": _("The unit gave it back; another unit is being found."),
    "recall": _("The desk has it again and finds another way."),
    "answer_transfer": _("The unit reported back."),
    "send_back": _("It went back to where it came from."),
    "reopen": _("It was taken up again."),
    "decline_contest": _("A doubt about the result was looked at; the result stands."),
    "absorb": _("Another report of the same matter was added."),
    "close": _("It was closed."),
    "void": _("It was not taken up."),
}
# What stands in a text where somebody took a number out.
LEFT_OUT: dict[str, Any] = {
    "phone": pgettext_lazy("left out", "[phone]"),
    "identity": pgettext_lazy("left out", "[identity number]"),
    "plate": pgettext_lazy("left out", "[plate]"),
}
ARRIVED: Any = _("Your report arrived.")
JOINED: Any = _("Your report joined the matter, which was known already.")

TITLES: dict[int, Any] = {
    400: _("This cannot be read"),
    401: _("Please sign in"),
    403: _("Not allowed"),
    404: _("Nothing here"),
    409: _("Not possible now"),
    412: _("It has changed meanwhile"),
    413: _("Too large"),
    415: _("This kind of file cannot be taken"),
    422: _("Something is missing or not right"),
    428: _("Which version?"),
    429: _("Too often"),
    500: _("Something broke"),
    503: _("Back in a moment"),
}

NEXT_STEPS: dict[int, Any] = {
    400: _("Go back and send it again."),
    401: _("You come back to this page afterwards."),
    403: _("What you may do is offered from the front page."),
    404: _("Check the number or the link. A link to a report must be complete, letter by letter."),
    409: _("Go back to the case and look where it stands now."),
    412: _("Go back, look at what changed, and decide again."),
    413: _("Choose a smaller picture and send it again."),
    415: _("Take the picture with the camera of the phone, or save it as JPEG."),
    422: _("Go back and put it right; what you wrote is still there."),
    428: _("Go back and open the page again."),
    429: _("If somebody is in danger, do not wait: call."),
    500: _("It was noted down for us. Nothing that was confirmed to you is lost. Please try again."),
    503: _("Please try again in a few seconds."),
}

# Why somebody looks as another person.
SEE_AS_REASONS = {
    "asked_for_help": pgettext_lazy("see as", "The person asked for help"),
    "checks_rights": pgettext_lazy("see as", "To check what the roles open"),
    "looks_for_a_fault": pgettext_lazy("see as", "To look for a fault"),
}

# Where the reason itself leads further than its status.
NEXT_STEPS_OF: dict[str, Any] = {
    "no_town": _("Four steps lead from there to the first case."),
    "only_looking": _("In your own name you may do whatever your roles allow."),
}

# What somebody who works here may ask to have put right, and how far that is.
CORRECTED = {
    "name": pgettext_lazy("contact", "Name"),
    "title": _("Post"),
    "unit": pgettext_lazy("account", "Unit"),
    "other": _("Something else"),
}
CORRECTION_STATES = {
    "asked": pgettext_lazy("correction", "waiting"),
    "granted": pgettext_lazy("correction", "put right"),
    "refused": pgettext_lazy("correction", "left as it was"),
    "withdrawn": pgettext_lazy("correction", "taken back"),
}
