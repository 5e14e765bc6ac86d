"""Small cells of what is published stay unknown, whatever somebody subtracts and however well they know the rule."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.suppression import LEAST, published, quarter, together

ROWS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 60), min_size=1, max_size=12)


def test_a_row_of_large_cells_is_published_whole() -> None:
    assert published({"a": 10, "b": 400}) == {"a": 10, "b": 400}


def test_a_small_cell_takes_another_with_it() -> None:
    assert published({"a": 3, "b": 40, "c": 50}) == {"a": None, "b": None, "c": 50}


def test_a_row_that_cannot_be_made_safe_is_left_out() -> None:
    assert published({"a": 3, "b": 11}) == {"a": None, "b": None}
    assert published({"a": 9, "b": 9}) == {"a": None, "b": None}


@given(ROWS)
def test_no_small_cell_is_published_and_none_is_missing_alone(cells: dict[str, int]) -> None:
    told = published(cells)
    shown = {name: n for name, n in told.items() if n is not None}
    assert set(told) == set(cells)
    assert all(n >= LEAST and n == cells[name] for name, n in shown.items())
    assert len(cells) - len(shown) != 1 or len(cells) == 1


@given(ROWS)
def test_the_sum_of_what_is_missing_fits_every_value_of_every_small_cell(cells: dict[str, int]) -> None:
    told = published(cells)
    missing = [name for name, n in told.items() if n is None]
    small = [name for name in missing if cells[name] < LEAST]
    if missing and len(missing) < len(cells):
        # The small ones may be anything together, and the others still be ten or more.
        rest = sum(cells[name] for name in missing) - (LEAST - 1) * len(small)
        assert rest >= LEAST * (len(missing) - len(small)) > 0


@given(ROWS)
def test_the_order_in_which_cells_are_given_changes_nothing(cells: dict[str, int]) -> None:
    turned = dict(reversed(cells.items()))
    assert published(turned) == published(cells)


def test_whoever_knows_the_rule_and_the_sum_still_has_nine_values_for_each_small_cell() -> None:
    """Every row of three cells up to 34: all rows that look alike when published are told apart by nobody."""
    most = 34
    alike: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for row in product(range(most + 1), repeat=3):
        if LEAST <= sum(row) <= most:
            told = published(dict(zip("abc", row, strict=True))).values()
            alike[(sum(row), *told)].append(row)
    for (_sum, *cells), rows in alike.items():
        for place, cell in enumerate(cells):
            if cell is None:
                values = {row[place] for row in rows}
                assert len(values) >= LEAST - 1, (cells, rows)


def test_months_are_told_where_nothing_in_them_is_small_and_else_their_quarter_alone() -> None:
    large = [{"a": 10, "b": 40}, {"a": 12, "b": 50}, {"a": 11, "b": 60}]
    assert quarter(large) == (large, {"a": 33, "b": 150})
    nothing = {"a": None, "b": None}
    assert quarter([*large[:2], {"a": 9, "b": 60}]) == ([nothing] * 3, {"a": 31, "b": 150})
    assert quarter([*large[:2], {"a": 9, "b": 0}]) == ([nothing] * 3, nothing)
    assert together([{"a": 1, "b": None}, {"a": 2, "b": 3}]) == {"a": 3, "b": None}


@pytest.mark.parametrize("sums", [(12, 22), (18, 18), (9, 24), (24, 10)])
def test_whoever_subtracts_months_from_their_quarter_still_has_nine_values_for_each_small_cell(
    sums: tuple[int, int],
) -> None:
    """Every pair of months of three cells with these sums: all that look alike when published are told apart by
    nobody, neither a month's cell nor the quarter's."""
    first, second = map(_rows_of, sums)
    alike: dict[tuple[object, ...], set[tuple[int, ...]]] = defaultdict(set)
    for one, two in product(first, second):
        months, whole = quarter([dict(zip("abc", one, strict=True)), dict(zip("abc", two, strict=True))])
        view = (*months[0].values(), *months[1].values(), *whole.values())
        alike[view].add((*one, *two, *map(sum, zip(one, two, strict=True))))
    for seen, tables in alike.items():
        for place, cell in enumerate(seen):
            values = {table[place] for table in tables}
            assert cell is None or values == {cell}
            # The sum of a month under ten is left out with its cells.
            is_told = place >= 6 or sum(next(iter(tables))[place // 3 * 3 : place // 3 * 3 + 3]) >= LEAST
            assert cell is not None or not is_told or min(values) >= LEAST or len(values) >= LEAST - 1, (seen, place)


def _rows_of(total: int) -> list[tuple[int, int, int]]:
    return [(a, b, total - a - b) for a in range(total + 1) for b in range(total + 1 - a)]
