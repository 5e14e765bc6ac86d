"""A masked value never gives away most of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.personal import mask


@pytest.mark.parametrize(
    ("value", "shown"),
    [("", ""), ("王", "王"), ("王小明", "王••"), ("12345", "1••••"), ("13800000067", "138••••••67")],
)
def test_a_value_shows_its_ends_only(value: str, shown: str) -> None:
    assert mask(value) == shown


@given(st.text(alphabet=st.characters(exclude_characters="•"), min_size=2))
def test_at_least_half_of_a_value_is_hidden_and_its_length_is_kept(value: str) -> None:
    assert len(mask(value)) == len(value)
    assert mask(value).count("•") * 2 >= len(value)
