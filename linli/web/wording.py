"""The sentences of public pages that a street may say in its own words, and what stands there by itself."""

from functools import cached_property
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from linli.cases import queries
from linli.cases.models import Phrase

DEFAULTS: dict[str, Any] = {
    "front_title": _("Say what is wrong. See it put right."),
    "front_greeting": _(
        "Linli is an open platform for neighbourhood governance by grids: what a neighbour reports goes to the unit"
        " that is responsible, and is closed only after somebody else has checked it."
    ),
    "front_lead": _(
        "A broken light, a blocked drain, rubbish at the corner: report it in a minute, without an account. You see who"
        " takes it on and by when, and somebody else checks that it was done."
    ),
    "sent_title": _("Thank you, it has arrived."),
    "sent_keep": _("It is the only way to see what happens, and it is yours alone: we cannot find it again for you."),
    "emergency": _("In an emergency, call at once"),
    # Numbers, then the words at which they are called; see `linli.cases.urgency`.
    "urgent_words": _(
        "119 burning flames explosion 119 110 gasleak smellofgas 120 unconscious fainted collapsed bleeding drowning"
        " electrocuted 110 knife robbery fighting suicide"
    ),
}


def in_every_language(place: str) -> str:
    """What stands at a place in Chinese and English together, for looking it up in a text of either."""
    own, said = queries.phrases().get(place), []
    for language, words in (("zh-hans", own.zh if own else ""), ("en", own.en if own else "")):
        with override(language):
            said.append(words or str(DEFAULTS[place]))
    return " ".join(said)


class Wording:
    """The sentence at a place, for templates: `wording.front_title`. Asked for once a page, by pages that name one.
    Whatever it is, it is text: a template escapes it."""

    def __getitem__(self, place: str) -> str:
        own = self._own.get(place)
        is_english = (get_language() or "").startswith("en")
        said = (own.en if is_english else own.zh) if own else ""
        return said or str(DEFAULTS[place])

    @cached_property
    def _own(self) -> dict[str, Phrase]:
        return queries.phrases()
