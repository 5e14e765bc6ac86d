"""G47, G46: the register of personal data is complete, and what is declined is nowhere."""

import pytest
from django.utils import translation

from linli.cases.queries import retention
from linli.kernel import register
from linli.kernel.personal import IMPERSONAL, REGISTER
from linli.web.privacy.labels import FIELDS, SINCE, TABLES


def test_every_column_that_could_tell_of_a_person_is_declared_or_listed_as_impersonal_pipl_17() -> None:
    assert register.undeclared() == []


@pytest.mark.parametrize(("table", "column"), [("cases_report", "text"), ("accounts_account", "name")])
def test_a_column_that_nobody_declared_is_found(monkeypatch: pytest.MonkeyPatch, table: str, column: str) -> None:
    left = {name: field for name, field in REGISTER[table].items() if name != column}
    monkeypatch.setitem(REGISTER, table, left)
    assert register.undeclared() == [f"{table}.{column}"]


def test_a_column_is_either_personal_or_not() -> None:
    for table, columns in IMPERSONAL.items():
        assert not (columns or set()) & REGISTER.get(table, {}).keys(), table
        assert columns is not None or table not in REGISTER, table


def test_each_entry_says_what_for_on_what_basis_and_how_long_pipl_17() -> None:
    for table, field in register.entries():
        assert str(field.purpose).strip(), (table, field.name)
        with translation.override("en"):
            assert "Law 13" in str(field.basis), (table, field.name)
        assert field.retention_days is None or field.retention_days > 0, (table, field.name)


def test_what_is_declared_to_go_after_a_matter_s_end_is_what_the_job_erases_pipl_19() -> None:
    declared = {(table, field.name) for table, field in retention.fields()}
    assert declared == {kept.key for kept in retention.KEPT}


def test_every_entry_has_words_on_the_page() -> None:
    for _, field in register.entries():
        assert field.name in FIELDS, field.name
        assert field.since in SINCE
    assert set(REGISTER) == set(TABLES)


def test_nothing_that_the_product_declines_is_a_column() -> None:
    assert register.forbidden() == []


@pytest.mark.parametrize("name", ["face_vector", "risk_score", "religion", "criminal_record"])
def test_a_column_that_is_declined_would_be_found(name: str) -> None:
    assert register.FORBIDDEN.search(f"cases_case.{name}")
