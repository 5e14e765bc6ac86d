"""Which classes a text may mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Max, Q, Subquery, Sum, Value
from django.utils import timezone

from linli.triage import rules
from linli.triage.models import Gram, Learnt

# About how many classes a table has; only the order of offers hangs on it, and little.
CLASSES = 250
# What was said fewer times says nothing yet.
FEWEST = 3
# A pair that stands in so many of a hundred closed cases says nothing of one of them, unless a class is called so;
# measured on the demo town's year, where it is what people say around a matter, and the names of estates.
COMMON_PERCENT = 2
# Below so many cases chance decides.
FEWEST_COMMON = 20
COUNTED = ("digest", "event_class_id", "weight", "count")
NAMED = ("event_class__code", "event_class__name", "event_class__kind", "event_class__words")


@dataclass(frozen=True, slots=True)
class Offer:
    """A class that is offered, never set: its code and name, and because of which parts of the text."""

    code: str
    name: str
    because: Sequence[str]


def offers(text: str, *, is_public: bool = True) -> list[Offer]:
    """At most five classes in force for the text, the best first, with one query. A confidential one is not offered to
    the public."""
    found = {rules.digest(settings.SECRET_KEY, gram): gram for gram in rules.grams(text)}
    if not found:
        return []
    today = timezone.localdate()
    rows = Gram.objects.filter(
        Q(weight__gt=0) | Q(count__gte=FEWEST),
        Q(event_class__scheme__in_force_from=None) | Q(event_class__scheme__in_force_from__lte=today),
        Q(event_class__scheme__in_force_to=None) | Q(event_class__scheme__in_force_to__gte=today),
        digest__in=found,
        event_class__is_retired=False,
    )
    if is_public:
        rows = rows.filter(event_class__is_confidential=False)
    said, named, terms = [], {}, {}
    for digest, class_id, weight, count, code, name, kind, words in rows.values_list(*COUNTED, *NAMED):
        said.append(rules.Said(found[digest], class_id, weight, count))
        named[class_id] = (code if kind == "matter" else f"{kind}:{code}", name)
        terms[class_id] = [name, *words]
    return [Offer(*named[fit.class_id], fit.because) for fit in rules.fits(text, said, CLASSES, terms)]


def common(text: str) -> set[str]:
    """The pairs of the text that this city writes in so many of its cases that they tell nothing apart, with one
    query."""
    found = {rules.digest(settings.SECRET_KEY, gram): gram for gram in rules.grams(text)}
    if not found:
        return set()
    # Every row of `Learnt` is one, so that counting them reads the index alone.
    cases = Learnt.objects.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n")
    rows = Gram.objects.filter(digest__in=found).values("digest").annotate(said=Sum("count"), named=Max("weight"))
    rows = rows.filter(named__lt=rules.WORD, said__gte=FEWEST_COMMON).annotate(cases=Subquery(cases))
    return {found[row["digest"]] for row in rows if row["said"] * 100 >= COMMON_PERCENT * row["cases"]}
