"""Which cells of a published row are left out, so that nobody can be made out in it, by subtraction either. Pure."""

from collections.abc import Mapping

LEAST = 10


def published(cells: Mapping[str, int]) -> dict[str, int | None]:
    """The cells of one row whose sum is published too, None where a cell is left out.

    A cell under ten is left out. So is one of the others, the first in the order of their names, because the sum would
    tell a single missing one; and further ones until the missing cells sum up to so much that each small one could be
    anything from nought to nine. That depends on the sum alone, which everybody can work out: so not even whoever knows
    this rule and which cells are small learns more of them. Where that cannot be had the whole row is left out.
    """
    small = sorted(name for name, n in cells.items() if n < LEAST)
    if not small:
        return dict(cells)
    hidden = set(small)
    for name in sorted(set(cells) - hidden):
        hidden.add(name)
        others = len(hidden) - len(small)
        if sum(cells[each] for each in hidden) >= LEAST * others + (LEAST - 1) * len(small):
            return {name: None if name in hidden else n for name, n in cells.items()}
    return dict.fromkeys(cells)
