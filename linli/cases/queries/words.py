"""The registers of prepared replies and of the street's own wording, and what they say."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from linli.cases.models import Case, Phrase, ReplyTemplate
from linli.cases.rules import ON_THE_SPOT, OUTCOMES
from linli.kernel.refusals import invalid
from linli.kernel.registers import Kept, Values
from linli.kernel.texts import one_of, text

# The moves by which the desk writes to a reporter.
REPLIES = ("send_message", "close", "self_handle", "void")
# Those of them by which it is said what became of the matter.
ENDINGS = ("close", "self_handle")
# What may stand in braces.
BLANKS = ("number", "class", "address", "unit", "due", "result", "town")
# The sentences of public pages that a street may say in its own words.
PHRASES = ("front_title", "front_greeting", "front_lead", "sent_title", "sent_keep", "emergency", "urgent_words")
LONGEST_REPLY, LONGEST_PHRASE = 500, 300
# What stands where a blank could not be filled in.
GAP = "……"
BLANK = re.compile(r"\{(\w*)\}")
BLANK_AND_STOP = re.compile(BLANK.pattern + "([。.]?)")


@dataclass(frozen=True, slots=True)
class Reply:
    """A prepared reply, filled in for one case."""

    code: str
    name: str
    text: str
    outcome: str = ""


def check_blanks(field: str, said: str) -> str:
    """Raises Refusal `invalid` for a name in braces that cannot be filled in, and for a brace that stands alone."""
    for name in BLANK.findall(said):
        if name not in BLANKS:
            raise invalid(field, "unknown_blank", name=name, known=", ".join(BLANKS))
    if set(BLANK.sub("", said)) & set("{}"):
        raise invalid(field, "lone_brace")
    return said


def _template_told(row: ReplyTemplate) -> dict[str, str]:
    return {name: getattr(row, name) for name in TEMPLATES.columns}


def _read_template(values: Values) -> ReplyTemplate:
    move = text(values, "move", 20, may_be_empty=True)
    outcome = text(values, "outcome", 12, may_be_empty=True)
    if outcome and move not in ("", *ENDINGS):
        raise invalid("outcome", "says_no_outcome")
    return ReplyTemplate(
        code=text(values, "code", 20),
        name=text(values, "name", 60),
        move=one_of(values, "move", REPLIES) if move else "",
        class_code=text(values, "class_code", 12, may_be_empty=True),
        outcome=one_of(values, "outcome", OUTCOMES) if outcome else "",
        text=check_blanks("text", text(values, "text", LONGEST_REPLY)),
    )


TEMPLATES: Kept[Any] = Kept(
    "templates",
    columns=("code", "name", "move", "class_code", "outcome", "text"),
    key=("code",),
    rows=lambda: ReplyTemplate.objects.order_by("code"),
    told=_template_told,
    reader=lambda: _read_template,
    found_by=("code", "name", "class_code", "text"),
)


def _phrase_told(row: Phrase) -> dict[str, str]:
    return {"place": row.place, "zh": row.zh, "en": row.en}


def _read_phrase(values: Values) -> Phrase:
    zh = text(values, "zh", LONGEST_PHRASE, may_be_empty=True)
    return Phrase(
        place=one_of(values, "place", PHRASES),
        zh=zh,
        en=text(values, "en", LONGEST_PHRASE, may_be_empty=bool(zh)),
    )


WORDING: Kept[Any] = Kept(
    "wording",
    columns=("place", "zh", "en"),
    key=("place",),
    rows=lambda: Phrase.objects.order_by("place"),
    told=_phrase_told,
    reader=lambda: _read_phrase,
    found_by=("place", "zh", "en"),
)


def replies(case: Case, move: str, known: Mapping[str, str]) -> list[Reply]:
    """The prepared replies for this move and class, the most exact first, filled in; `known` are the values of the
    blanks. Those for the outcome that the case has come before those for any, and these before those for others."""
    code = case.event_class.code if case.event_class else ""
    rows = [row for row in ReplyTemplate.objects.filter(move__in=("", move)) if code.startswith(row.class_code)]
    sayable = ON_THE_SPOT if move == "self_handle" else OUTCOMES if move in ENDINGS else ()
    rows = [row for row in rows if row.outcome in ("", *sayable)]
    order = {case.outcome: 0, "": 1}
    rows.sort(key=lambda row: (order.get(row.outcome, 2), -len(row.class_code), not row.move, row.code))
    return [Reply(row.code, row.name, filled(row.text, known), row.outcome) for row in rows]


def replies_for_all(class_codes: Collection[str], move: str, outcome: str) -> list[Reply]:
    """The prepared replies that suit cases of all these classes, with the blanks as they stand: each case fills its
    own. Where the move says what became of a matter, those for this outcome and for any."""
    rows = [
        row
        for row in ReplyTemplate.objects.filter(move__in=("", move), outcome__in={"", outcome})
        if all(code.startswith(row.class_code) for code in class_codes)
    ]
    rows.sort(key=lambda row: (not row.outcome, -len(row.class_code), not row.move, row.code))
    return [Reply(row.code, row.name, row.text, row.outcome) for row in rows]


def filled(said: str, known: Mapping[str, str]) -> str:
    """The text with its blanks filled in; what is not known yet stays visible as a gap, and other braces as somebody
    typed them. Words that end a sentence themselves are not followed by another full stop."""
    return BLANK_AND_STOP.sub(lambda found: _fill(found, known), said)


def _fill(found: re.Match[str], known: Mapping[str, str]) -> str:
    blank, stop = found.groups()
    if blank not in BLANKS:
        return found[0]
    value = known.get(blank) or GAP
    return value.rstrip("。.") + stop if stop else value


def phrases() -> dict[str, Phrase]:
    """The street's own sentences by their places, with one query."""
    return {row.place: row for row in Phrase.objects.all()}
