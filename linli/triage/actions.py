"""Learning: from the tables what they say, from closed cases what people said. Both can be made anew at any time, so
they are no actions of the runner and leave no trace in the audit."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from linli.cases.models import Case, EventClass, Standard
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
        Gram(gram=gram, event_class_id=found.pk, weight=weight)
        for found in EventClass.objects.filter(is_retired=False)
        for gram, weight in rules.weights(found.name, found.words, conditions[found.pk]).items()
    ]
    with transaction.atomic():
        Gram.objects.filter(weight__gt=0).update(weight=0)
        Gram.objects.bulk_create(
            rows,
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["gram", "event_class"],
            update_fields=["weight"],
        )
        Gram.objects.filter(weight=0, count=0).delete()


def learn_case(case_id: int) -> None:
    """Counts the pairs of a closed case's text for its class, once."""
    _learn([case_id])


def learn_closed() -> None:
    """Counts every closed case that was not counted yet, as after an import of the past."""
    with territory(LEARNER):
        closed = list(Case.objects.visible_to(LEARNER).filter(state="closed").values_list("pk", flat=True))
    for begin in range(0, len(closed), AT_ONCE):
        _learn(closed[begin : begin + AT_ONCE])


def _learn(case_ids: Sequence[int]) -> None:
    """Counts those that were not counted yet, all or none."""
    with territory(LEARNER):
        known = Learnt.objects.filter(pk__in=case_ids).values("case_id")
        cases = Case.objects.visible_to(LEARNER).filter(pk__in=case_ids).exclude(pk__in=known)
        counts: Counter[tuple[str, int]] = Counter()
        learnt = []
        for case_id, class_id, text in cases.values_list("pk", "event_class_id", "text"):
            if class_id:
                learnt.append(Learnt(case_id=case_id))
                counts.update((gram, class_id) for gram in rules.grams(text))
        Learnt.objects.bulk_create(learnt)
        _add(counts)


def _add(counts: Counter[tuple[str, int]]) -> None:
    grams = [Gram(gram=gram, event_class_id=class_id) for gram, class_id in counts]
    Gram.objects.bulk_create(grams, batch_size=AT_ONCE, ignore_conflicts=True)
    by_count: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (gram, class_id), count in counts.items():
        by_count[class_id, count].append(gram)
    for (class_id, count), found in by_count.items():
        Gram.objects.filter(event_class_id=class_id, gram__in=found).update(count=F("count") + count)
