"""Learning: from the tables what they say, from closed cases what people said, for as long as it is kept. Both can be
made anew at any time, so they are no actions of the runner and leave no trace in the audit."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F

from linli.cases.models import Case, EventClass, Standard
from linli.cases.workflow import CLOSED
from linli.kernel.actor import machine
from linli.kernel.territory import territory
from linli.triage import rules
from linli.triage.models import Gram, Learnt

LEARNER = machine("job:triage")
AT_ONCE = 2000


def learn_tables() -> None:
    """Sets the weights by the names, words and filing conditions of the classes; counts stay."""
    conditions: dict[int, list[str]] = defaultdict(list)
    for class_id, words in Standard.objects.filter(valid_to=None).values_list("event_class_id", "filing_condition"):
        conditions[class_id].append(words)
    rows = [
        Gram(digest=rules.digest(settings.SECRET_KEY, gram), event_class_id=found.pk, weight=weight)
        for found in EventClass.objects.filter(is_retired=False)
        for gram, weight in rules.weights(found.name, found.words, conditions[found.pk]).items()
    ]
    with transaction.atomic():
        Gram.objects.filter(weight__gt=0).update(weight=0)
        Gram.objects.bulk_create(
            rows,
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["digest", "event_class"],
            update_fields=["weight"],
        )
        Gram.objects.filter(weight=0, count=0).delete()


def learn_case(case_id: int) -> None:
    """Counts the pairs of a closed case's text for its class, once; takes out what its text says no more."""
    _learn([case_id])


def learn_closed() -> None:
    """Counts every closed case that was not counted yet, as after an import of the past, and takes out whatever is left
    of a text that is gone."""
    with territory(LEARNER):
        cases, learnt = Case.objects.visible_to(LEARNER), Learnt.objects.exclude(digests=[])
        fresh = cases.filter(state=CLOSED).exclude(pk__in=Learnt.objects.values("case_id"))
        gone = cases.filter(text="", pk__in=learnt.values("case_id"))
        found = [*fresh.values_list("pk", flat=True), *gone.values_list("pk", flat=True)]
    for begin in range(0, len(found), AT_ONCE):
        _learn(found[begin : begin + AT_ONCE])


def _learn(case_ids: Sequence[int]) -> None:
    """Lets the counts be what these cases say now, all or none. Whoever learns and whoever forgets wait for each other
    at the row of the case, and read its text after that."""
    with territory(LEARNER):
        Learnt.objects.bulk_create((Learnt(case_id=pk) for pk in sorted(case_ids)), ignore_conflicts=True)
        learnt = {one.pk: one for one in Learnt.objects.select_for_update().filter(pk__in=case_ids).order_by("pk")}
        cases = Case.objects.visible_to(LEARNER).filter(pk__in=case_ids)
        more: Counter[tuple[int, int]] = Counter()
        less: Counter[tuple[int, int]] = Counter()
        for case_id, class_id, state, text in cases.values_list("pk", "event_class_id", "state", "text"):
            one = learnt[case_id]
            less.update((digest, one.event_class_id) for digest in one.digests if one.event_class_id)
            # What was closed and goes on still counts; what never was says nothing.
            counts = class_id and (state == CLOSED or one.digests)
            one.event_class_id, one.digests = (class_id, _digests(text)) if counts else (None, [])
            more.update((digest, one.event_class_id) for digest in one.digests if one.event_class_id)
        Learnt.objects.bulk_update(learnt.values(), ["event_class", "digests"], batch_size=AT_ONCE)
        _count(more - less)
        _uncount(less - more)


def _digests(text: str) -> list[int]:
    return [rules.digest(settings.SECRET_KEY, gram) for gram in rules.grams(text)]


def _count(counts: Counter[tuple[int, int]]) -> None:
    grams = [Gram(digest=digest, event_class_id=class_id) for digest, class_id in counts]
    Gram.objects.bulk_create(grams, batch_size=AT_ONCE, ignore_conflicts=True)
    for class_id, count, found in _alike(counts):
        Gram.objects.filter(event_class_id=class_id, digest__in=found).update(count=F("count") + count)


def _uncount(counts: Counter[tuple[int, int]]) -> None:
    for class_id, count, found in _alike(counts):
        grams = Gram.objects.filter(event_class_id=class_id, digest__in=found)
        grams.update(count=F("count") - count)
        grams.filter(weight=0, count=0).delete()


def _alike(counts: Counter[tuple[int, int]]) -> Iterable[tuple[int, int, Sequence[int]]]:
    """Class, count, and all digests of which there is as much."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (digest, class_id), count in counts.items():
        found[class_id, count].append(digest)
    return [(class_id, count, digests) for (class_id, count), digests in found.items()]
