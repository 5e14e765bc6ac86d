"""How a text speaks for classes; and how often the demo's sentences are understood."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from linli.demo.classes import event_classes
from linli.demo.sentences import topics
from linli.triage import rules
from linli.triage.rules import Said


def test_pairs_and_words_of_a_text() -> None:
    assert rules.grams("路灯不亮，lamp is out 12") == ["路灯", "灯不", "不亮", "lamp", "out"]
    assert rules.grams("！12 ab") == []


@given(st.text(max_size=300))
def test_any_text_has_short_pairs_and_offers_come_with_parts_of_it(text: str) -> None:
    found = rules.grams(text)
    assert len(found) <= rules.MOST_GRAMS
    assert all(len(gram) <= rules.LONGEST_GRAM for gram in found)
    fits = rules.fits(text, [Said(gram, at % 7, 4, 0) for at, gram in enumerate(found)], 250, {})
    assert len(fits) <= rules.MOST_OFFERS
    assert all(part in text for fit in fits for part in fit.because)


def test_closed_cases_speak_for_their_class() -> None:
    said = [Said("泵房", 1, 0, 30), Said("泵房", 2, 0, 1), Said("声音", 2, 1, 0)]
    assert rules.fits("泵房声音", said, 250, {})[0].class_id == 1


def reasons(text: str, name: str, *words: str) -> tuple[str, ...]:
    said = [Said(gram, 1, weight, 0) for gram, weight in rules.weights(name, words, []).items() if gram in text.lower()]
    return rules.fits(text, said, 250, {1: [name, *words]})[0].because


def test_reasons_are_words_and_not_what_stands_around_them() -> None:
    assert reasons("门口的井盖松了", "供水井盖异常", "供电局的井盖响", "水表井盖松了") == ("井盖",)
    assert reasons("水表井盖松了，声音大", "供水井盖异常", "水表井盖松了") == ("水表井盖松",)
    assert reasons("There is Dirty water here", "Dirty water") == ("Dirty water",)
    assert reasons("在井边", "在井上") == ("井",)


@given(
    st.text(alphabet="的了在是井盖松动响a ", max_size=30),
    st.lists(st.text("的了在是井盖松动响", max_size=6), max_size=5),
)
def test_no_reason_begins_or_ends_with_a_particle(text: str, words: list[str]) -> None:
    said = [Said(gram, 1, 4, 0) for gram in rules.grams(text)]
    for fit in rules.fits(text, said, 250, {1: ["井盖", *words]}):
        assert all(part and part == part.strip(rules.PARTICLES) and part in text for part in fit.because)


def test_the_sentences_of_the_demo_are_mostly_understood_from_the_tables_alone() -> None:
    index: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for code, row in event_classes().items():
        conditions = [standard.filing_condition for standard in row.standards]
        for gram, weight in rules.weights(row.name, row.words, conditions).items():
            index[gram].append((code, weight))
    codes = {code: at for at, code in enumerate(event_classes())}
    ranks = []
    for topic in topics():
        for text in topic.texts:
            said = [Said(g, codes[c], w, 0) for g in rules.grams(text) for c, w in index.get(g, ())]
            found = [fit.class_id for fit in rules.fits(text, said, len(codes), {})]
            ranks.append(found.index(codes[topic.code]) if codes[topic.code] in found else 9)
    assert sum(rank == 0 for rank in ranks) / len(ranks) > 0.48
    assert sum(rank < 3 for rank in ranks) / len(ranks) > 0.62
