"""Words for the levels of areas, and for divisions that do not fit."""

from typing import Any

from django.utils.translation import pgettext_lazy as _

LEVELS: dict[str, Any] = {
    "city": _("area", "City"),
    "district": _("area", "District"),
    "street": _("area", "Street"),
    "community": _("area", "Community"),
    "grid": _("area", "Grid"),
    "micro_grid": _("area", "Micro-grid"),
}

DIVISION_STATES: dict[str, Any] = {
    "planned": _("division", "Planned"),
    "in_force": _("division", "In force"),
    "cancelled": _("division", "Cancelled"),
    "unfit": _("division", "Fitted no more"),
}

SEAMS: dict[str, Any] = {
    "overlap": _("division", "%(first)s and %(second)s overlap by %(metres)s m²"),
    "outside": _("division", "%(first)s reaches %(metres)s m² outside"),
    "gap": _("division", "nothing covers %(metres)s m² near %(lon)s, %(lat)s"),
}
