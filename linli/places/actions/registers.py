"""Writing the rows of the register of areas, and letting everybody look at the areas anew."""

from django.db.models import F
from django.utils import timezone

from linli.kernel.refusals import Refusal
from linli.kernel.registers import Hand
from linli.places import queries
from linli.places.models import Area, Town

CHANGED = ("name", "name_key", "kind", "households", "is_retired", "duty_name", "duty_phone", "changed_at")


def _put_area(row: Area, before: Area | None) -> None:
    """A row of the register says nothing of the boundary of an area that is there already."""
    row.changed_at = timezone.now()
    if before is None:
        row.save()
        return
    row.pk = before.pk
    if row.is_retired and not before.is_retired:
        _refuse_needed(row)
    row.save(update_fields=CHANGED)


def _refuse_needed(row: Area) -> None:
    """What holds others, or all, is not retired. Raises Refusal `rule`."""
    if Area.objects.filter(parent=row.pk, is_retired=False).exists():
        raise Refusal("rule", rule="areas_below")
    if Town.objects.filter(root=row.pk).exists():
        raise Refusal("rule", rule="root_area")


AREA_HAND: Hand[Area] = Hand(_put_area)


def areas_changed() -> None:
    """Lets this process and all others look at the areas anew."""
    Town.objects.update(areas_version=F("areas_version") + 1)
    queries.forget_areas()
