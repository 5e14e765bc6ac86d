"""Separation of duties, held against the sentence in the architecture."""

import pytest

from linli.kernel.duties import CONFLICTS, conflict, mark

# who has done this … may not do that
APART = {
    ("observer", "handler"),
    ("observer", "confirmer"),
    ("confirmer", "handler"),
    ("handler", "verifier"),
    ("self_handler", "verifier"),
    ("observer", "closer"),
    ("applicant", "endorser"),
    ("applicant", "approver"),
    ("endorser", "approver"),
    ("scored", "scorer"),
    ("handler", "rater"),
    ("self_handler", "rater"),
    ("handler", "reviewer"),
    ("self_handler", "reviewer"),
    ("observer", "caller"),
    ("handler", "caller"),
    ("self_handler", "caller"),
}


@pytest.mark.parametrize("duty", CONFLICTS)
@pytest.mark.parametrize("before", CONFLICTS)
def test_two_duties_exclude_each_other_exactly_as_the_table_of_the_architecture_says(before: str, duty: str) -> None:
    standing = conflict(duty, "account:7", [mark(before, "account:7")])
    assert standing == (before if (before, duty) in APART else None)


def test_what_somebody_else_played_stands_in_nobody_s_way() -> None:
    assert conflict("handler", "account:7", [mark("observer", "account:70"), mark("observer", "code:7")]) is None


def test_an_observer_may_handle_alone_where_the_class_allows() -> None:
    assert conflict("self_handler", "account:7", [mark("observer", "account:7")]) is None
