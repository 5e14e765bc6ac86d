"""The register of prepared replies."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts.queries import units
from linli.cases import actions, queries
from linli.cases.labels import INPUTS, OUTCOMES, VERBS
from linli.cases.queries import LONGEST_REPLY
from linli.kernel.registers import Values
from linli.places.queries import town
from linli.web.fields import text_area
from linli.web.manage.frame import Make, Page, choice, line


def paragraph(longest: int, *, needed: bool = True, help_text: Any = "") -> Make:
    """A few sentences."""
    return lambda: forms.CharField(
        max_length=longest, required=needed, help_text=help_text, widget=text_area(4, longest)
    )


def _told(values: Values) -> Sequence[Any]:
    """Where it is offered, what comes before it there, and how it reads."""
    move = VERBS[values["move"]] if values["move"] else gettext("every form")
    where = {"move": move, "class": values["class_code"] or gettext("every class")}
    return [
        gettext("Offered in: %(move)s, %(class)s.") % where,
        gettext("Of several that fit, the one with the longest beginning of the class stands first; the desk chooses."),
        gettext("For a sample case: %(text)s") % {"text": queries.filled(values["text"], _sample())},
    ]


def _sample() -> dict[str, str]:
    """A case that never was."""
    found, named = queries.event_classes(), town()
    return {
        "number": "20260101000001",
        "class": found[0].name if found else "",
        "address": gettext("1 Sample Road"),
        "unit": next((unit.name for unit in units() if not unit.is_outside), ""),
        "due": "2026-01-03 17:00",
        "result": gettext("Put right."),
        "town": named.name if named else "",
    }


TEMPLATES = Page(
    kept=queries.TEMPLATES,
    title=_("Reply templates"),
    lead=_("Replies that the desk chooses and changes when it writes to a reporter; what is in braces is filled in."),
    icon="message",
    change=actions.change_template,
    load=actions.load_templates,
    kind="template",
    permission="template.change",
    labels={
        "code": pgettext_lazy("register", "Code"),
        "name": pgettext_lazy("register", "Name"),
        "move": pgettext_lazy("template", "Used in"),
        "class_code": _("Class begins with"),
        "outcome": INPUTS["outcome"],
        "text": pgettext_lazy("template", "Words"),
    },
    shown={
        "name": lambda values: values["name"],
        "move": lambda values: VERBS[values["move"]] if values["move"] else _("every form"),
        "class_code": lambda values: values["class_code"] or _("every class"),
        "outcome": lambda values: OUTCOMES[values["outcome"]] if values["outcome"] else _("every outcome"),
        "text": lambda values: values["text"],
        "code": lambda values: values["code"],
    },
    fields={
        "code": line(20),
        "name": line(60),
        "move": choice(
            lambda: [(verb, VERBS[verb]) for verb in queries.REPLIES],
            needed=False,
            help_text=_("Empty means every form in which the desk writes to a reporter."),
        ),
        "class_code": line(12, needed=False, help_text=_("Empty means every class.")),
        "outcome": choice(
            lambda: list(OUTCOMES.items()),
            needed=False,
            help_text=_("Empty means every outcome. Only for forms that end a case."),
        ),
        "text": paragraph(
            LONGEST_REPLY,
            help_text=_("Filled in: {number}, {class}, {address}, {unit}, {due}, {result}, {town}. Nobody is named."),
        ),
    },
    told=_told,
    told_title=_("Where it is used, and how it reads"),
    is_tried=True,
)
