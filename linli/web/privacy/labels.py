"""The words of the pages about what is kept."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TABLES: dict[str, Any] = {
    "accounts_account": pgettext_lazy("register", "Accounts of people who work here"),
    "accounts_accountrecord": pgettext_lazy("register", "Changes of accounts"),
    "accounts_passwordchange": pgettext_lazy("register", "Changes of passwords"),
    "accounts_grant": pgettext_lazy("register", "Who may do what"),
    "accounts_token": pgettext_lazy("register", "Keys of programs"),
    "axes_accessattempt": pgettext_lazy("register", "Wrong passwords"),
    "axes_accessfailurelog": pgettext_lazy("register", "Wrong passwords"),
    "axes_accesslog": pgettext_lazy("register", "Wrong passwords"),
    "cases_application": pgettext_lazy("register", "Applications of units"),
    "cases_case": pgettext_lazy("register", "The matter"),
    "cases_contact": pgettext_lazy("register", "Contact of the reporter"),
    "cases_hold": pgettext_lazy("register", "Holds"),
    "cases_message": pgettext_lazy("register", "Messages"),
    "cases_photo": pgettext_lazy("register", "Pictures"),
    "cases_rating": pgettext_lazy("register", "Ratings"),
    "cases_remark": pgettext_lazy("register", "Remarks"),
    "cases_report": pgettext_lazy("register", "The report"),
    "cases_task": pgettext_lazy("register", "Tasks of assisting units"),
    "cases_transfer": pgettext_lazy("register", "Transfers"),
    "django_session": pgettext_lazy("register", "Sessions"),
    "kernel_auditentry": pgettext_lazy("register", "Audit trail"),
    "kernel_event": pgettext_lazy("register", "Facts on their way"),
    "kernel_idempotencykey": pgettext_lazy("register", "Answers to what is sent twice"),
    "triage_gram": pgettext_lazy("register", "What words tell of a class"),
    "kernel_wording": pgettext_lazy("register", "Index of the search"),
    "kernel_refusedattempt": pgettext_lazy("register", "Refused attempts"),
}
FIELDS: dict[str, Any] = {
    "name": pgettext_lazy("register", "name"),
    "grams": pgettext_lazy("register", "pieces of words"),
    "gram": pgettext_lazy("register", "pair of characters"),
    "phone": pgettext_lazy("register", "phone"),
    "text": pgettext_lazy("register", "words"),
    "result": pgettext_lazy("register", "result"),
    "reason": pgettext_lazy("register", "reason"),
    "address": pgettext_lazy("register", "address"),
    "lon": pgettext_lazy("register", "longitude"),
    "lat": pgettext_lazy("register", "latitude"),
    "file": pgettext_lazy("register", "picture"),
    "level": pgettext_lazy("register", "rating"),
    "handler": pgettext_lazy("register", "who handles it"),
    "author": pgettext_lazy("register", "who of the staff saw it"),
    "asked_by": pgettext_lazy("register", "who asked"),
    "endorsed_by": pgettext_lazy("register", "who endorsed"),
    "decided_by": pgettext_lazy("register", "who decided"),
    "username": pgettext_lazy("register", "user name"),
    "title": pgettext_lazy("register", "post"),
    "password": pgettext_lazy("register", "password, as a digest"),
    "account": pgettext_lazy("register", "account"),
    "actor": pgettext_lazy("register", "who acted"),
    "owner": pgettext_lazy("register", "who sent it"),
    "participants": pgettext_lazy("register", "who takes part"),
    "excluded": pgettext_lazy("register", "who is kept out"),
    "played": pgettext_lazy("register", "who had which duty"),
    "session_key": pgettext_lazy("register", "session"),
    "session_data": pgettext_lazy("register", "content of the session"),
    "session_hash": pgettext_lazy("register", "session"),
    "user_agent": pgettext_lazy("register", "browser"),
    "ip_address": pgettext_lazy("register", "address of the device"),
    "http_accept": pgettext_lazy("register", "what the browser takes"),
    "path_info": pgettext_lazy("register", "page"),
    "get_data": pgettext_lazy("register", "address line"),
    "post_data": pgettext_lazy("register", "form without the password"),
}
SINCE: dict[str, Any] = {
    "end_of_matter": _("%(days)s days after the matter has ended"),
    "made": _("%(days)s days"),
    "end_of_account": _("%(days)s days after the account has ended"),
}
KEPT_AS_RECORD: Any = _("as long as the records that name the person")
NOBODY: Any = _("Nobody; only the software uses it")
