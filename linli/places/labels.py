"""Words for the levels of areas."""

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
