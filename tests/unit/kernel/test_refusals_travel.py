"""A refusal that came about in another process says there what it says here."""

import pickle

from linli.kernel.labels import sentence
from linli.kernel.refusals import Refusal, invalid


def test_a_refusal_comes_whole_from_another_process() -> None:
    for refusal in (Refusal("not_found"), invalid("unit", "unknown_unit"), Refusal("rule", rule="not_due")):
        other = pickle.loads(pickle.dumps(refusal))  # noqa: S301 - what we pickled ourselves
        assert (other.code, other.field, other.words) == (refusal.code, refusal.field, refusal.words)
        assert sentence(other) == sentence(refusal)
