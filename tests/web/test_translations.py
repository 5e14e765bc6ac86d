"""The catalogue holds every string, in Chinese, and nothing else."""

import re
from collections import Counter
from pathlib import Path

import polib

from tests.web.messages import all_messages, in_code, in_template

CATALOGUE = Path(__file__).resolve().parents[2] / "linli" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%s")
# Patterns of dates hold letters that no language speaks.
NO_WORDS = {"date format"}


def known() -> dict[tuple[str, str], polib.POEntry]:
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(CATALOGUE))}


def test_every_string_of_code_and_templates_is_translated() -> None:
    catalogue = known()
    said = {(context, singular): where for (context, singular, _), where in all_messages().items()}
    missing = {key: where for key, where in said.items() if key not in catalogue or not catalogue[key].translated()}
    assert missing == {}
    assert set(catalogue) - set(said) == set()


def test_no_string_has_two_translations() -> None:
    """The later one would win, wherever the string stands; a context tells them apart."""
    told = Counter((entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(CATALOGUE)))
    assert [key for key, times in told.items() if times > 1] == []


def test_translations_are_chinese_and_keep_what_is_filled_in() -> None:
    for (context, source), entry in known().items():
        for words in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert re.search(r"[\u4e00-\u9fff]", words), source
            assert set(PLACEHOLDER.findall(words)) == set(PLACEHOLDER.findall(source)), source
            assert context in NO_WORDS or "fuzzy" not in entry.flags, source


def test_the_extractor_reads_other_names_contexts_and_plurals() -> None:
    code = (
        'from django.utils.translation import pgettext_lazy as _, ngettext\n_("state", "Closed")\nngettext("a", "b", 2)'
    )
    assert list(in_code(code)) == [("state", "Closed", ""), ("", "a", "b")]
    template = (
        '{% translate "One" %} {% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}'
    )
    assert list(in_template(template)) == [("", "One", ""), ("", "%(n)s day", "%(n)s days")]
