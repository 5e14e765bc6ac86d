"""The words for refusals, in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.kernel.refusals import Refusal

SENTENCES: dict[str, Any] = {
    "malformed": _("The request cannot be read. Please check its form and send it again."),
    "key_missing": _("An idempotency key of 16 to 80 characters is needed (header Idempotency-Key)."),
    "sign_in": _("Please sign in first."),
    "wrong_credentials": _("The user name or the password is not right."),
    "forbidden": _("Your role does not allow this. Ask your administrator if you need it."),
    "only_looking": _(
        "You are looking as somebody else: nothing can be changed, and contacts, files, own pages and the audit trail"
        " stay closed. End the looking first."
    ),
    "origin": _("The request did not come from a page of ours. Please reload the page and try again."),
    "not_found": _("There is nothing here, or it is not yours to see."),
    "illegal_move": _("This step is not possible any more: the case has moved on. Please reload it."),
    "separation_of_duties": _("Somebody else has to do this: you took part in an earlier step that rules it out."),
    "on_hold": _("The case cannot be closed yet: something that belongs to it is still open."),
    "rule": _("A rule does not allow this."),
    "stale": _("Somebody changed this meanwhile. Please reload it and decide again."),
    "too_large": _("This is too large."),
    "unsupported_media": _("Only pictures in JPEG, PNG or WebP can be taken."),
    "invalid": _("Some input cannot be accepted."),
    "missing_input": _("This is needed."),
    "wrong_rows": _("Nothing was loaded, because some rows are not right."),
    "key_reused": _("This idempotency key was used for another request."),
    "broken_image": _("The picture is damaged. Please take or choose another."),
    "checksum": _("The picture did not arrive whole. Please send it again."),
    "version_missing": _("Say which version you saw (header If-Match)."),
    "too_many": _("Too many requests from here. Please wait a little and try again."),
    "busy": _("Too many pictures are being worked on just now. Please send this one again in a minute."),
    "no_town": _("No street was set up here yet. Whoever administers this place signs in and begins under “Manage”."),
    "unavailable": _("The service is away for a moment. Please send it again shortly; sending it twice does no harm."),
}

# What to give where nothing was given, by the input's name.
MISSING: dict[str, Any] = {
    "class_code": _("Choose the class of the matter."),
    "condition_met": _("Confirm that the condition for closing is met. While it is not, the case stays open."),
    "identity": _("Say how you found out that it is the reporter."),
    "finding": _("Say what was found at the place: confirmed, or not found."),
    "accepts_without_photo": _(
        "This case was handed in without the picture that its class needs. Say that you accept this, or let it be done"
        " again."
    ),
    "into": _("Name the case into which this one is merged."),
    "level": _("Say how content you are."),
    "outcome": _("Say what became of the matter."),
    "reason": _("Say why."),
    "reached": _("Say whether the reporter was reached."),
    "remark": _("Say in words what was seen at the place."),
    "result": _("Say what was done."),
    "solved": _("Say whether the matter is solved, as the reporter says."),
    "standard": _("Choose the filing condition that fits; this class has several, each with a limit of its own."),
    "text": _("Write the words first."),
    "unit": _("Choose the unit that is to have it."),
    "until": _("Say until when."),
}

REASONS: dict[str, Any] = {
    "photo_not_missing": _("No picture is missing here. Leave this empty; what is worth telling goes into the result."),
    "anonymous_with_contact": _("An anonymous report cannot carry a contact."),
    "bad_box": _("A part of the map is four numbers: west,south,east,north."),
    "bad_cursor": _("This page mark is not valid here. Start from the first page."),
    "bad_day": _("This is not a day. Write it like 2026-03-01."),
    "bad_phone": _("This does not look like a phone number."),
    "bad_point": _("This is not a point on the map."),
    "said_by_nobody": _(
        "Nobody was reached, so nobody said this. Leave it empty, or say that the reporter was reached."
    ),
    "out_of_range": _("This must be from %(least)s to %(most)s."),
    "unknown_case": _("There is no case with this number, or it is not yours to see."),
    "other_class": _("That case is of another class. If it is the same matter all the same, say so."),
    "in_the_past": _("This lies in the past."),
    "after_the_case": _("This is later than the case itself is due."),
    "too_far": _("This is too far ahead: at most one year."),
    "too_long": _("This is too long: at most %(longest)s characters."),
    "too_many_photos": _("There are %(most)s pictures already, the most there can be."),
    "too_many_at_once": _("At most %(most)s at a time."),
    "no_route": _("No route leads this case to a unit. Choose a unit for it."),
    "offer_expired": _("This offer is too old. Look again, or report it anew; what you wrote is still there."),
    "staff_is_known": _("You are signed in, so your name stands at this report. Sign out to report without a name."),
    "only_staff": _("Only people who work here can say this."),
    "no_place": _("Say where: by lon and lat, by address, or by code."),
    "unknown_report": _("This report does not belong to the case."),
    "in_the_future": _("This lies in the future."),
    "too_long_ago": _("This is more than a year ago. Look for the case that it became."),
    "closed_before_reported": _("The matter was closed before it was reported."),
    "none_of_these": _("This is not one of the choices: %(choices)s."),
    "given_twice": _("This is there twice. Give it once."),
    "unknown_choice": _("This choice does not exist."),
    "unknown_channel": _("Reports do not come in this way here."),
    "not_a_number": _("This is not a whole number of one or more."),
    "not_a_date": _("This is not a date like 2026-07-01."),
    "not_a_time": _("This is not a time like 08:30."),
    "closes_before_it_opens": _("This lies before the beginning."),
    "not_yes_or_no": _("This is neither true nor false."),
    "file_too_large": _("The file is too large. Divide it."),
    "not_a_table": _("This file is no table that can be read."),
    "other_headings": _("The headings must be these: %(columns)s."),
    "outside_for_good": _(
        "Whether a unit is an outside one cannot change, for cases may lie there. Add another unit and retire this one."
    ),
    "fixed": _("This names the row for good. Add a new one and retire this."),
    "taken": _("There is one with this code already."),
    "unknown_scheme": _("There is no table of classes with this name."),
    "ends_before_it_begins": _("This lies before the first day."),
    "unknown_standard": _("The class has no standard with this number now."),
    "unknown_blank": _("There is nothing that fills in {%(name)s}. These can stand in braces: %(known)s."),
    "lone_brace": _(
        "A brace stands alone here. Braces hold the name of something that is filled in, and nothing else."
    ),
    "told_no_place": _("Your report joined a matter that was known. The place is as the first reporter told it."),
    "unknown_list": _("There is no list of matters of this version."),
    "unknown_class": _("There is no class with this code."),
    "unknown_field": _("There is no such field."),
    "words_not_kept": _("Words that are searched for are not kept: they may name somebody. Keep the list without q."),
    "unknown_place_code": _("No building has this code."),
    "unknown_unit": _("There is no unit with this code."),
    "retired_unit": _("This unit is retired and takes no new cases. Choose another."),
    "bad_unit_code": _("The code of a unit is made of letters, digits, - and _; a slash leads to the unit below."),
    "other_parent": _("The code of a unit below this one begins with %(begins)s"),
    "not_ahead": _("Choose a day after today and within two years; without a day it holds from today."),
    "taken_below": _("Below that unit there is one already whose code ends the same."),
    "circle": _("That unit lies below this one itself. Choose one that does not."),
    "retired_above": _("That unit is retired. Choose one in service."),
    "too_deep": _("This would lie too deep. Choose a unit further up."),
    "nothing_above": _("There is no unit %(above)s above it. Add that one first."),
    "only_outside": _("Only an outside unit has a time within which it must accept."),
    "wrong_password": _("This is not your present password."),
    "unknown_area": _("There is no area with this code."),
    "bad_area_code": _("The code of an area is made of 2 to 20 digits."),
    "bad_boundary": _("The boundary is no polygon, or crosses itself."),
    "no_parts": _("There is no area in this file."),
    "not_geojson": _("This is no GeoJSON file with a collection of features."),
    "outside_street": _("Say in which area it lies. What lies right in the street has %(street)s as its parent."),
    "not_degrees": _("These are no degrees. Save the map in CGCS2000 (EPSG:4490), longitude before latitude."),
    "packed": _("This is an Excel workbook or a packed file. Save the table as CSV, a map as GeoJSON."),
    "a_picture": _("This is a picture or a PDF. A table is taken as CSV, a map as GeoJSON."),
    "a_map": _("This is a map (GeoJSON). Here a table is needed, as CSV."),
    "no_rows": _("There is no row in this file."),
    "bad_street_code": _("The division code of a street has twelve digits, like 330110010000."),
    "unknown_division": _("No province begins with %(begins)s. Look the code up in the statistical division codes."),
    "not_a_street": _(
        "This is no code of a street: the last three digits are 000, and the three before them are not."
        " Communities and grids come in the next step."
    ),
    "bad_phone_line": _("“%(line)s” has no number at its end. One a line: what it is, a space, the number."),
    "parts_do_not_fit": _("The parts do not fit together, in %(count)s places: %(seams)s."),
    "level_not_below": _("An area is of a smaller level than the one in which it lies."),
    "other_division": _("Where an area lies is changed by a new division only."),
    "unknown_role": _("There is no such role."),
    "bad_role_key": _("The key of a role is made of small letters, digits and _."),
    "bad_permission": _("A permission is written like case.view."),
    "bad_node": _("A role is written as role@area:code, role@unit:code or, for everywhere, role@*."),
    "unknown_account": _("There is no account with this user name, or it is not yours to see."),
    "one_node": _("A role is given on an area or on a unit, not on both at once."),
    "unknown_token": _("There is no key with this number, or it is not yours to end."),
    "made_by_its_holder": _("A key is made by whoever it acts for, on the own page, and never by file."),
    "token_ended": _("This key has ended and stays so. Whoever it was for makes a new one."),
    "beyond_its_life": _("A key is good for 90 days: this one until %(most)s at most."),
    "bad_username": _("A user name is made of letters, digits and . + - _ @ only."),
    "username_taken": _("This user name is taken. Choose another."),
    "not_printable": _("There is a character in this that cannot be shown."),
    "password_too_short": _("A password has at least 12 characters."),
    "says_no_outcome": _("By this move nobody says what became of the matter."),
    "password_too_common": _("This password is among the first that others would try. Choose another."),
}

RULES: dict[str, Any] = {
    "class_not_self_handled": _("Matters of this class must be handled by a unit."),
    "needs_after_photo": _("This class needs a picture of how it looks now: add a new one, or say why there is none."),
    "same_photo": _("The case has this picture already: take a new one of how it looks now."),
    "shown_before_closing": _(
        "Nothing was done by what the unit said, and no picture shows otherwise. Add one of how it looks now, or close"
        " the case with what the unit said."
    ),
    "photo_to_be_accepted": _(
        "This case was handed in without the picture that its class needs. Open it and decide about it by itself."
    ),
    "gap_in_reply": _("The reply has a gap (……) for this case. Open it and write to its reporters by itself."),
    "not_settled_on_the_spot": _("What is not settled does not end on the spot: leave it to the desk, which files it."),
    "areas_below": _("There are areas in it. Retire these first."),
    "not_misplaced": _("The case lies in an area of today's division already."),
    "root_area": _("This area is the whole town."),
    "street_stands": _(
        "This installation serves its street already, and there are areas, units or a calendar in it. Take these out"
        " first, or serve the other street by an installation of its own."
    ),
    "work_has_begun": _("People work here already, or something was reported. Retire rows in the register instead."),
    "no_hours": _("A workday needs hours. Add others before you take these out."),
    "overlapping_hours": _("These hours overlap with others of the day."),
    "own_role": _("You hold this role yourself. Somebody who does not hold it has to add to it."),
    "last_administrator": _("Nobody would be left who administers accounts. Give that role to somebody else first."),
    "in_use": _("Something refers to it, so it cannot be taken out. It can be retired."),
    "already_held": _("The case is already held under this name."),
    "too_many_filters": _("You keep fifty lists already. Take one away first."),
    "beyond_export": _(
        "The list holds cases beyond the area or unit for which you may export. Narrow it by area or unit."
    ),
    "no_application": _("Nobody has asked for this."),
    "not_endorsed": _("The unit's chief has to endorse the request first."),
    "application_open": _("A request is open already. It has to be answered first."),
    "extended_twice": _("The time was extended twice already; there is no third time."),
    "already_overdue": _("The time has run out. More time must be asked for before that."),
    "answered_too_late": _("The time has run out, so that more of it would not help. Refuse the request."),
    "nobody_verifies": _(
        "Nobody may look at this place before filing. Decide without, or give somebody there the role."
    ),
    "not_due": _("The time that was set has changed meanwhile."),
    "nobody_accepts": _(
        "Nobody in this unit accepts cases. Choose another unit, or give somebody there the role for it."
    ),
    "nobody_assists": _(
        "Nobody in this unit accepts sub-tasks. Choose another unit, or give somebody there the role for it."
    ),
    "no_place": _(
        "Its place is not known, and nobody could check there what was done. Choose the grid first: when filing, or"
        " afterwards with Amend."
    ),
    "outside_unit": _("This is an outside unit. Transfer the case to it instead."),
    "not_outside": _("Only outside units have cases transferred to and from them."),
    "transferred_before": _("This matter came in before under the same number."),
    "received_before": _("This matter was received already. Go on with it: file it, void it or send it back."),
    "not_transferred_in": _("No outside unit sent this case in."),
    "transferred_in": _(
        "An outside unit sent this case in and waits for its answer. Merge the other case into this one, or end this"
        " one with an answer of its own."
    ),
    "no_chinese_font": _(
        "This machine has no font with Chinese characters. Ask whoever runs it to install one (fonts-noto-cjk)."
    ),
    "merge_into_itself": _("A case cannot be merged into itself."),
    "tasks_open": _(
        "An assisting unit still works on a sub-task of this case. Wait until it has ended, or take it back first."
    ),
    "assists_itself": _("This unit has the case itself. Ask another one."),
    "top_level": _("The case is at the highest level already."),
    "own_unit": _("Your own unit has the case. Take the next step yourself, or speak to whoever has it in hand."),
    "own_unit_had_it": _(
        "Your own unit had the case at its closing, and nobody asks how the own work was. Somebody of another unit has"
        " to call."
    ),
    "urged_lately": _(
        "Your office urged the unit at %(at)s, and it has not moved since. It can be urged again from %(again)s on;"
        " until then, call."
    ),
    "no_such_hold": _("Nothing holds the case under this name."),
    "not_as_imported": _("Only what an import brought in, and nobody has touched since, can be taken out again."),
    "already_asked_for": _("You have asked for this already, and are not answered yet. Take that back first."),
    "own_account": _("Nobody changes the own account this way. Ask another administrator."),
    "beyond_own_grants": _(
        "This person holds a role that you may not give there. Nobody looks as somebody who may do more than they may"
        " give."
    ),
    "already_granted": _("The account has this role there already."),
    "no_such_grant": _("The account does not have this role there."),
    "no_contact": _("There is no contact that could be taken back."),
    "anonymous_without_code": _(
        "An anonymous report gets no new code: nobody can know who made it. Let it be reported anew."
    ),
    "no_code_given": _(
        "Nobody could read this: the report came in from other records and its reporter was never given a code. Issue a"
        " new code first, or call."
    ),
    "no_reporter": _("Nobody could read this: nobody reported this case by a code, and it has ended."),
    "goes_on_elsewhere": _("This case goes on in %(number)s, and so do its reporters. Write to them there."),
    "needed_while_open": _(
        "Words and pictures are needed until the matter has ended: somebody is working with them. You can take back"
        " your contact at once. If you disagree, say so at the place named on the page about privacy; you get a"
        " reasoned answer."
    ),
    "needed_while_contested": _(
        "What was done is being looked at again, and your words and pictures are needed for that. You can take back"
        " your contact at once. If you disagree, say so at the place named on the page about privacy; you get a"
        " reasoned answer."
    ),
    "nothing_due": _("Nothing of this case has been kept for longer than its time."),
    "joined_case_ended": _("The matter that you wanted to join has ended meanwhile. Please report it anew."),
    "already_rated": _("You have rated this answer already. After the case is opened again you can rate again."),
    "already_contested": _("It has been asked already to open the case again; the desk has been told."),
    "contest_elsewhere": _(
        "The matter was sent back to %(unit)s, which has it. Please ask there; it cannot be opened again here."
    ),
    "contest_declined": _(
        "The desk has looked at your doubt, and the result stands; why is among the messages. If you still disagree,"
        " call the street, or 12345."
    ),
    "not_contested": _("No reporter contests this case. It can be opened again all the same."),
    "anonymous_uncalled": _("The report is anonymous: there is nobody to call."),
    "no_number_to_call": _("This reporter left no number, or has taken it back. There is nobody to call."),
    "called_already": _(
        "This reporter was reached after this closing already; what was said stands in the history. After the case was"
        " opened again and closed there is another call."
    ),
    "called_in_vain": _(
        "This reporter was called three times after this closing and not reached. That is enough: it counts as not"
        " reached."
    ),
    "nothing_unread": _("There is nothing unread."),
    "words_erased": _(
        "What was reported has been erased, and nothing is left to work on. If the matter is there again, report it"
        " anew."
    ),
    "same_words": _("Nothing in it is changed."),
    "taken_up": _(
        "Others go by these words already. Write to the desk as a message what is wrong in them: it stands beside them."
    ),
}


# So many wrong rows of a file are told at once.
MOST_ROWS_TOLD = 10


def sentence(refusal: Refusal) -> str:
    """What the person reads: why not, and what to do."""
    if refusal.code == "wrong_rows":
        return " ".join([str(SENTENCES["wrong_rows"]), *_rows(refusal.words.get("rows", ()))])
    if refusal.code == "invalid":
        return str(REASONS[str(refusal.words["reason"])]) % refusal.words
    if refusal.code == "rule":
        return str(RULES[str(refusal.words["rule"])]) % refusal.words
    if refusal.code == "missing_input":
        return str(MISSING.get(str(refusal.field), SENTENCES["missing_input"]))
    return str(SENTENCES[refusal.code])


def _rows(faults: Any) -> list[str]:
    told = [
        _("Line %(line)s, %(field)s: %(sentence)s")
        % {"line": line, "field": refusal.field, "sentence": sentence(refusal)}
        for line, refusal in faults[:MOST_ROWS_TOLD]
    ]
    more = len(faults) - len(told)
    return told + ([str(_("And %(more)s more.") % {"more": more})] if more > 0 else [])
