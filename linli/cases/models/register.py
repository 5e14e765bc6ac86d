"""What the tables of cases hold about people, for the public register (`linli.kernel.register`)."""

from django.utils.translation import gettext_lazy as _

from linli.cases.permissions import CASE_REVEAL, CASE_VIEW, IMPORT_VIEW
from linli.kernel.personal import Kind, PersonalField, declare, impersonal

CONSENT = _("Personal Information Protection Law 13 (1), consent, which may be withdrawn at any time")
DUTY = _("Personal Information Protection Law 13 (3), duties by law")
# So long after the matter has ended; a city may change each (linli.cases.models.retention).
CONTACT_DAYS, PHOTO_DAYS, WORDS_DAYS = 180, 365, 1095

CONTACT = declare(
    "cases_contact",
    PersonalField("name", _("to address the reporter"), CONSENT, CONTACT_DAYS, CASE_REVEAL),
    PersonalField(
        "phone",
        _("to ask back and to tell the result; whoever looks at it sees which other open cases carry the same number"),
        CONSENT,
        CONTACT_DAYS,
        CASE_REVEAL,
    ),
    PersonalField("on_behalf_of", _("to know for whom the reporter speaks"), CONSENT, CONTACT_DAYS, CASE_REVEAL),
)
impersonal("cases_contact", "field", "value")


def _words(name: str, purpose: object) -> PersonalField:
    return PersonalField(name, purpose, DUTY, WORDS_DAYS, CASE_VIEW, Kind.WORDS)


def _staff(name: str, purpose: object) -> PersonalField:
    return PersonalField(name, purpose, DUTY, None, CASE_VIEW, Kind.STAFF)


REASONS = _("to say why a step was taken, for whoever takes the next one")

declare(
    "cases_report",
    _words("text", _("to know what the reporter saw")),
    _staff("author", _("so that nobody rates what they did themselves")),
)
impersonal("cases_report", "code_digest", "channel")
declare(
    "cases_case",
    _words("text", _("to know what the matter is")),
    _words("result", _("to tell the reporter what was done")),
    _words("address", _("to find the place; as the reporter wrote it")),
    PersonalField("lon", _("to find the place"), DUTY, WORDS_DAYS, CASE_VIEW),
    PersonalField("lat", _("to find the place"), DUTY, WORDS_DAYS, CASE_VIEW),
    _staff("handler", _("to know who has the case in hand")),
)
impersonal(
    "cases_case",
    "channel",
    "limit_unit",
    "level",
    "asked",
    "returned_by",
    "state_before",
    "external_number",
    "urged_by",
    "outcome",
)
declare(
    "cases_photo",
    PersonalField(
        "file",
        _("to see the matter and what was done; without place, time and device"),
        DUTY,
        PHOTO_DAYS,
        CASE_VIEW,
        Kind.PICTURE,
    ),
)
impersonal("cases_photo", "sent_sha256")
impersonal("cases_importedrow", "identity")
declare(
    "cases_importfile",
    PersonalField(
        "name", _("to tell imports apart; as whoever imports named the file"), DUTY, None, IMPORT_VIEW, Kind.STAFF
    ),
    PersonalField("reason", REASONS, DUTY, None, "", Kind.STAFF),
)
impersonal("cases_importfile", "upload", "doing", "fault")
declare("cases_message", _words("text", _("to ask the reporter back and to be answered")))
declare(
    "cases_rating",
    PersonalField("level", _("to learn whether the answer helped"), CONSENT, WORDS_DAYS, CASE_VIEW, Kind.WORDS),
)
declare(
    "cases_callback",
    _words("text", _("to know what the reporter said when called back")),
    PersonalField("solved", _("to learn whether the matter is settled"), CONSENT, WORDS_DAYS, CASE_VIEW, Kind.WORDS),
    PersonalField("level", _("to learn whether the answer helped"), CONSENT, WORDS_DAYS, CASE_VIEW, Kind.WORDS),
)
declare("cases_remark", _words("text", REASONS))
impersonal("cases_remark", "subject")
declare("cases_hold", _words("reason", REASONS))
impersonal("cases_hold", "holder")
declare(
    "cases_application",
    _words("reason", REASONS),
    *(_staff(name, _("to know who asked and who granted")) for name in ("asked_by", "endorsed_by", "decided_by")),
)
impersonal("cases_application", "kind", "step")
declare("cases_transfer", _words("reason", REASONS))
impersonal("cases_transfer", "reference", "outcome")
declare("cases_task", _words("text", REASONS), _words("result", _("to know what an assisting unit did")))
impersonal("cases_task", "lead_path")
declare(
    "cases_savedfilter",
    _staff("owner", _("to know whose list it is")),
    _staff("name", _("to tell the kept lists apart")),
    _staff("query", _("to show the same list again; choices only, no words that were searched for")),
)
declare("cases_firstfilter", _staff("account", _("to begin the desk with the list of one's choice")))
for _table in ("scheme", "eventclass", "standard", "route", "matterlist", "matter"):
    impersonal(f"cases_{_table}")
