"""Small cells of what is published stay unknown, whatever somebody subtracts and however well they know the rule."""

from collections import defaultdict
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from linli.cases.suppression import LEAST, published

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
