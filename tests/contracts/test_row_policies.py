"""Every table with rows about persons or about what has a territory is under row-level security, or says why not."""

from django.apps import apps
from django.db import models

from linli.accounts.models import Account
from linli.kernel import policies
from linli.kernel.personal import REGISTER
from linli.kernel.scope import ScopedModel

BEFORE_ONE_IS_KNOWN = "read to find out who asks, before there is a territory"
BY_THE_KERNEL = "reached by the kernel alone, by an exact key or by the relay, and shown by no query"
WITHOUT = {
    "accounts_account": BEFORE_ONE_IS_KNOWN,
    "accounts_grant": BEFORE_ONE_IS_KNOWN,
    "django_session": BEFORE_ONE_IS_KNOWN,
    "axes_accessattempt": BEFORE_ONE_IS_KNOWN,
    "axes_accessfailurelog": BEFORE_ONE_IS_KNOWN,
    "axes_accesslog": BEFORE_ONE_IS_KNOWN,
    "kernel_idempotencykey": BY_THE_KERNEL,
    "kernel_refusedattempt": "about what was perhaps never there; only added to, read by who checks where it happened",
    "kernel_event": BY_THE_KERNEL,
    "kernel_wording": "the index of words: gives ids, which a query looks up under row security (ADR 0090)",
    "cases_firstfilter": "an account and a list, no words; the list itself is under row security (ADR 0104)",
    "cases_importedrow": "a digest and a case; a row must not come in twice, whoever sees the case (ADR 0104)",
    "places_area": "read by everybody; the name and telephone in it are those that the street publishes",
    "triage_learnt": "keyed digests by the id of a case; shown by no query, read to take them out again (ADR 0084)",
}


def test_rows_about_persons_or_cases_have_a_policy_or_a_reason_to_have_none() -> None:
    needed = {model._meta.db_table for model in apps.get_models() if model._meta.managed and _tells(model)}
    assert needed - set(policies.wanted()) == set(WITHOUT)


def _tells(model: type[models.Model]) -> bool:
    related = [field.related_model for field in model._meta.fields if field.is_relation]
    of_somebody = any(isinstance(to, type) and issubclass(to, (ScopedModel, Account)) for to in related)
    return of_somebody or model._meta.db_table in REGISTER
