"""Which cells of a published row are left out, so that nobody can be made out in it, by subtraction either. Pure."""

from collections.abc import Mapping, Sequence

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


def quarter(months: Sequence[Mapping[str, int]]) -> tuple[list[dict[str, int | None]], dict[str, int | None]]:
    """What is published of the months of a quarter and of the quarter, whose cells are those of its months together;
    the sum of each month is published too, where it is ten or more.

    The months are told only where none of their cells is small: then the quarter tells nothing that they do not. Else
    the quarter alone is told, as `published` has it, so that nothing can be subtracted from it but the sums. With a
    month of fewer than ten in all nothing is told, or the quarter would tell that month's sum.
    """
    nothing: dict[str, int | None] = dict.fromkeys(months[0])
    if any(sum(month.values()) < LEAST for month in months):
        return [nothing for _ in months], nothing
    if all(n >= LEAST for month in months for n in month.values()):
        return [dict(month) for month in months], dict(together(months))
    return [nothing for _ in months], published({name: sum(month[name] for month in months) for name in nothing})


def together(rows: Sequence[Mapping[str, int | None]]) -> dict[str, int | None]:
    """The cells of several rows added up; None where one of them is left out, so that nothing new is told."""
    found = {name: [row[name] for row in rows] for name in rows[0]}
    return {name: None if None in cells else sum(n for n in cells if n is not None) for name, cells in found.items()}
