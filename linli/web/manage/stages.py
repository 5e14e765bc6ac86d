"""The register of how long each stage may take."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.cases import actions, queries
from linli.cases.labels import CLOCKS
from linli.cases.rules import STAGE_LIMITS
from linli.kernel.registers import Values
from linli.web.manage.classes import limit_shown, unit_of_time_choices
from linli.web.manage.frame import Page, choice, number

STANDARD = {stage: queries.stage_told(stage, limit) for stage, limit in STAGE_LIMITS.items()}


def _dressed(rows: Sequence[Values]) -> Sequence[Values]:
    """With what holds where the city sets nothing."""
    return [{**values, "original": limit_shown(STANDARD[values["stage"]])} for values in rows]


def _limit(values: Values) -> Any:
    return limit_shown(values) if values["limit_amount"] else ""


STAGES = Page(
    kept=queries.STAGE_LIMITS,
    title=_("Limits of stages"),
    lead=_("How long each stage may take. Handling goes by the class and its condition first. Running clocks stay."),
    icon="clock",
    change=actions.change_stage_limit,
    load=actions.load_stage_limits,
    kind="stage_limit",
    permission="stage_limit.change",
    labels={
        "stage": pgettext_lazy("register", "Stage"),
        "original": pgettext_lazy("register", "Usual limit"),
        "limit_amount": pgettext_lazy("register", "The city's own limit"),
        "limit_unit": _("Unit of time"),
    },
    shown={
        "stage": lambda values: CLOCKS[values["stage"]],
        "original": lambda values: values["original"],
        "limit_amount": _limit,
    },
    fields={
        "stage": choice(lambda: [(stage, CLOCKS[stage]) for stage in STAGE_LIMITS]),
        "limit_amount": number(),
        "limit_unit": choice(unit_of_time_choices),
    },
    dressed=_dressed,
    unset=lambda: [{"stage": stage, "limit_amount": "", "limit_unit": ""} for stage in STAGE_LIMITS],
    retire_words=_("Back to the usual limit"),
)
