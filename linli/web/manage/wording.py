"""The register of sentences that the street says in its own words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import actions, queries
from linli.cases.queries import LONGEST_PHRASE
from linli.kernel.registers import Values
from linli.web.manage.frame import Page, choice
from linli.web.manage.templates import paragraph
from linli.web.wording import DEFAULTS

PLACES: dict[str, Any] = {
    "front_title": _("Front page: heading"),
    "front_greeting": _("Front page: what this is"),
    "front_lead": _("Front page: what one can do here"),
    "sent_title": _("After a report: heading"),
    "sent_keep": _("After a report: about the private link"),
    "emergency": _("Front page: above the emergency numbers"),
    "urgent_words": _("Reporting: numbers to call, then the words at which they are shown first"),
}


def _choices() -> list[tuple[str, Any]]:
    """Each place with what stands there now by itself."""
    return [(place, f"{words}: {DEFAULTS[place]}") for place, words in PLACES.items()]


def _dressed(rows: Sequence[Values]) -> Sequence[Values]:
    """With what stands there by itself."""
    return [{**values, "original": str(DEFAULTS[values["place"]])} for values in rows]


WORDING = Page(
    kept=queries.WORDING,
    title=_("Wording"),
    lead=_("Sentences of the public pages, all of them; the street may say each in its own words."),
    icon="edit",
    change=actions.change_wording,
    load=actions.load_wording,
    kind="wording",
    permission="wording.change",
    labels={
        "place": pgettext_lazy("wording", "Place"),
        "original": _("Original"),
        "zh": _("In Chinese"),
        "en": _("In English"),
    },
    shown={
        "place": lambda values: PLACES[values["place"]],
        "original": lambda values: values["original"],
        "zh": lambda values: values["zh"],
        "en": lambda values: values["en"],
    },
    fields={
        "place": choice(_choices, help_text=_("With what stands there now.")),
        "zh": paragraph(LONGEST_PHRASE, needed=False, help_text=_("Words only; marks and links are shown as typed.")),
        "en": paragraph(LONGEST_PHRASE, needed=False, help_text=_("Empty means the sentence that stands there now.")),
    },
    dressed=_dressed,
    unset=lambda: [{"place": place, "zh": "", "en": ""} for place in PLACES],
    retire_words=_("Back to the original"),
)
