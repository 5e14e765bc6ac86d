"""Why somebody may see an object, or may not: the terms of its scope, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.kernel.actor import Actor, Grant, covers
from linli.kernel.models import LoopModel


@dataclass(frozen=True, slots=True)
class Reasons:
    """What opens the object: grants by area, grants by unit, tokens of participation; and what closes it again."""

    by_area: Sequence[tuple[Grant, str]]
    by_unit: Sequence[tuple[Grant, str]]
    participations: Sequence[str]
    exclusions: Sequence[str]

    @property
    def sees(self) -> bool:
        return not self.exclusions and bool(self.by_area or self.by_unit or self.participations)


def reasons(actor: Actor, obj: LoopModel) -> Reasons:
    """The terms of `Scope.where` for one object, told apart."""
    scope = obj.scope
    viewing = [grant for grant in actor.grants if grant.allows(scope.view)]
    return Reasons(
        [(grant, node) for grant in viewing if scope.area for node in grant.areas if covers([node], obj.area_path)],
        [(grant, node) for grant in viewing if scope.unit for node in grant.units if covers([node], obj.unit_path)],
        sorted(actor.tokens & set(obj.participants)) if scope.participants else [],
        sorted(actor.tokens & set(obj.excluded)) if scope.excluded else [],
    )
