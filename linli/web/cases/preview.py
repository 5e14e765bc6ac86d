"""What the reporter will read, before it is sent: the same parts of the page behind the reporter's link."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from linli.cases import queries, rules
from linli.cases.disclosure import disclosed
from linli.cases.models import Case, Message
from linli.kernel.actor import Actor
from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal
from linli.web.cases.replies import FIELDS

# The move → the field whose words the reporter reads, and the state in which the matter is then.
ANSWERS = {"close": "closed", "self_handle": "closed", "void": "voided", "send_back": "sent_back"}
WORDS = FIELDS | {"send_back": "reason", "decline_contest": "reason"}
# A reporter's language is not known: the page speaks that of the browser. Chinese first.
LANGUAGES = (("zh-hans", "zh-CN", "中文"), ("en", "en", "English"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is read in one language."""

    lang: str
    name: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Preview:
    """What will be read, by how many, and what to look at again; `fault` when it cannot be sent like this."""

    sheets: Sequence[Sheet]
    readers: int
    numbers: Sequence[str] = ()
    has_gap: bool = False
    fault: str = ""


def is_read(verb: str) -> bool:
    """Whether reporters read the words of this move."""
    return verb in WORDS


def preview(actor: Actor, case: Case, verb: str, given: Any) -> Preview | None:
    """What reporters will read of what was typed; None while nothing has been, and for a move whose words are not
    theirs."""
    field = WORDS.get(verb, "")
    if not field:
        return None
    try:
        words = rules.clean_text(field, str(given.get(field, "")), rules.LONGEST_REMARK)
    except Refusal as refusal:
        return Preview((), 0, fault=sentence(refusal))
    if not words:
        return None
    reports = list(queries.reports_of(actor, case))
    chosen = str(given.get("report", ""))
    readers = 1 if chosen or verb == "decline_contest" else len(reports)
    first = reports[0] if reports else None
    said = _said(case, verb, words, str(given.get("outcome", ""))) | {
        "report": next((r for r in reports if str(r.pk) == chosen), first)
    }
    sheets = [Sheet(lang, name, _drawn(language, said)) for language, lang, name in LANGUAGES]
    return Preview(sheets, readers, [found.text for found in disclosed(words)], queries.GAP in words)


def _said(case: Case, verb: str, words: str, outcome: str) -> dict[str, object]:
    """The case as it will be, in memory alone."""
    now = timezone.now()
    if verb not in ANSWERS:
        return {"messages_said": [Message(is_from_desk=True, text=words, at=now)]}
    later = copy.copy(case)
    later.state, later.result, later.closed_at = ANSWERS[verb], words, now
    later.outcome = outcome if outcome in rules.OUTCOMES else case.outcome
    return {"case": later, "answer": words, "is_awaited": False}


def _drawn(language: str, said: dict[str, object]) -> SafeString:
    with translation.override(language):
        return render_to_string("web/cases/_read.html", said)
