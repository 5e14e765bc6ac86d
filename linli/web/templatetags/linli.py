"""What templates may say about states, moves and times."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from linli.accounts.models import Role
from linli.cases import labels
from linli.cases.models import CallBack, Case
from linli.cases.queries import Running
from linli.cases.rules import DONE
from linli.web.audit.labels import ACTIONS, ATTEMPTS
from linli.web.labels import APPLICATIONS, CONTACT_FIELDS, LIGHT_ICONS, LIGHTS, LOOKS, OUTCOME_LOOKS, UNITS, VERB_ICONS

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, look: str = "", label: str = "") -> SafeString:
    """An icon of the sprite. One without a `label` is not read aloud: the words are beside it, a blank between them.
    Drawn here, and each once, because a page has dozens."""
    told = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    return format_html(
        '<svg class="{}" {} width="20" height="20"><use href="{}#{}"></use></svg>\n',
        f"icon {look}".strip(),
        told,
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def state_label(state: str) -> str:
    return str(labels.STATES[state])


@register.filter
def state_icon(state: str) -> str:
    return LOOKS[state][0]


@register.filter
def state_tone(state: str) -> str:
    return LOOKS[state][1]


@register.filter
def plain_words(case: Case) -> str:
    """What a reporter is told about where the matter stands and what became of it."""
    return labels.plain(case.state, case.ended_as)


@register.filter
def outcome_label(outcome: str) -> str:
    return str(labels.OUTCOMES.get(outcome, ""))


@register.simple_tag
def outcome_mark(outcome: str) -> str:
    """The mark of what became of a matter; none where it is plainly done, or nobody said."""
    return "" if outcome in ("", DONE) else drawn_outcome(outcome, get_language())


@cache
def drawn_outcome(outcome: str, _language: str | None) -> SafeString:
    """The mark in a language."""
    name, tone = OUTCOME_LOOKS[outcome]
    return format_html('<span class="mark mark-{}">{}{}</span>', tone, icon(name), labels.OUTCOMES[outcome])


@register.simple_tag
def case_marks(case: Case) -> SafeString:
    """What stands before the matter of a case in a list: its outcome, and what there is to see to."""
    return drawn_marks(case.outcome, case.is_contested, case.urged, case.lacks_photo, get_language())


@lru_cache(maxsize=1000)
def drawn_marks(outcome: str, is_contested: bool, urged: int, lacks_photo: bool, _language: str | None) -> SafeString:
    """These marks in a language."""
    said = {"outcome": outcome, "is_contested": is_contested, "urged": urged, "lacks_photo": lacks_photo}
    return render_to_string("web/cases/_marks.html", said)


@register.simple_tag
def number_cells(case: Case, may_choose: Any) -> SafeString:
    """The beginning of a case's row: a box to choose it, for whoever may do something with it, and the way to it."""
    return drawn_number(case.number, case.version, bool(may_choose), get_language())


@lru_cache(maxsize=10_000)
def drawn_number(number: str, version: int, may_choose: bool, _language: str | None) -> SafeString:
    """These cells in a language."""
    said = {"number": number, "version": version, "may_choose": may_choose}
    return render_to_string("web/cases/_number_cells.html", said)


@register.simple_tag
def next_steps(number: str, verbs: Iterable[str]) -> SafeString:
    """The menu of the moves that somebody may make with a case, beside others on the same page."""
    return drawn_steps(number, tuple(verbs), get_language())


@lru_cache(maxsize=2000)
def drawn_steps(number: str, verbs: tuple[str, ...], _language: str | None) -> SafeString:
    """The menu in a language."""
    return render_to_string("web/cases/_next_steps.html", {"number": number, "verbs": verbs})


@register.filter
def verb_label(verb: str) -> str:
    return str(labels.VERBS.get(verb, verb))


@register.filter
def call_words(call: CallBack) -> str:
    """What came of a call."""
    if not call.is_reached:
        return str(labels.CALLED["unreached"])
    said = [labels.SOLVED.get(call.solved), labels.SATISFACTION.get(call.level)]
    return " · ".join(str(words) for words in said if words) or str(labels.CALLED["reached"])


@register.filter
def task_verb_label(verb: str) -> str:
    return str(labels.TASK_VERBS[verb])


@register.filter
def action_label(action: str) -> str:
    """A move of a case in the field's own words, and what is no move too; an unknown one by its name in the audit."""
    noun, _, verb = action.partition(".")
    return str(ACTIONS.get(action) or (labels.VERBS.get(verb, action) if noun == "case" else action))


@register.filter
def attempt_label(code: str) -> str:
    """Why an attempt was refused."""
    return str(ATTEMPTS.get(code, code))


@register.filter
def verb_icon(verb: str) -> str:
    return VERB_ICONS.get(verb, "note")


@register.filter
def channel_label(channel: str) -> str:
    return str(labels.CHANNELS.get(channel, channel))


@register.filter
def asked_label(step: str) -> str:
    """What a unit has asked for, and how far the answer is."""
    return str(labels.APPLICATIONS[step])


@register.filter
def from_outside(state: str) -> str:
    """What anybody may know of where an open case stands."""
    return str(labels.FROM_OUTSIDE[state])


@register.filter
def level_label(level: str) -> str:
    return str(labels.SATISFACTION.get(level, level))


@register.filter
def clock_label(name: str) -> str:
    return str(labels.CLOCKS.get(name, name))


@register.filter
def reached_label(level: str) -> str:
    return str(labels.LEVELS[level])


@register.filter
def application_label(kind: str) -> str:
    return str(APPLICATIONS[kind])


@register.simple_tag
def state_mark(state: str) -> SafeString:
    """The mark of a state; drawn here, and once for each language, because a list has it in every row."""
    return drawn_state(state, get_language())


@cache
def drawn_state(state: str, _language: str | None) -> SafeString:
    """The mark in a language."""
    name, tone = LOOKS[state]
    return format_html('<span class="state state-{}">{}{}</span>', tone, icon(name), labels.STATES[state])


@register.simple_tag
def light_mark(light: str, words: str = "", arithmetic: str = "") -> str:
    """The mark of a clock's light, with its arithmetic to point at; nothing where no light burns."""
    if not light:
        return ""
    title = format_html(' title="{}"', arithmetic) if arithmetic else ""
    mark = icon(LIGHT_ICONS[light])
    return format_html('<span class="light light-{}"{}>{}{}</span>', light, title, mark, words or LIGHTS[light])


@register.simple_tag
def due_mark(light: str, clock: Running) -> str:
    """How much of a running clock with a limit is left, or by how much it is overdue."""
    assert clock.due_at
    return drawn_due(light, clock, as_told(until(clock.due_at)), timezone.localdate().year, get_language())


@lru_cache(maxsize=10_000)
def drawn_due(light: str, clock: Running, left: timedelta, _year: int, _language: str | None) -> str:
    """The mark in a year and a language; kept, because whoever watches a list sees the same one again and again."""
    words = gettext("overdue by %(span)s") if light == "red" else gettext("%(span)s left")
    return light_mark(light, words % {"span": span(left)}, f"{moment(clock.started_at)} → {deadline(clock.due_at)}")


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: Any) -> SafeString:
    """The entries of a list to choose from: values and words. Drawn here, and the same list once, because hundreds of
    them are slow; two lists that differ in a word are two."""
    return drawn_options(tuple(choices), str(chosen or ""))


@lru_cache(maxsize=100)
def drawn_options(choices: tuple[tuple[str, str], ...], picked: str) -> SafeString:
    """The entries; nothing goes into them but what is given here."""
    rows = ((value, " selected" if value == picked else "", words) for value, words in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)


@register.filter
def limit_of(row: Any) -> str:
    """The limit of a class or standard in the field's words: '2 working days'."""
    return str(UNITS[row.limit_unit]) % {"amount": row.limit_amount} if row.limit_amount else ""


@register.filter
def contact_label(field: str) -> str:
    return str(CONTACT_FIELDS.get(field, field))


@register.filter
def url_word(verb: str) -> str:
    """A verb as it stands in an address: 'report-back'."""
    return verb.replace("_", "-")


@register.filter
def moment(at: datetime | None) -> str:
    """A time at which something happened, as people say it here: without the year in this year."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return _written(local, _day_and_hour(local))


@register.simple_tag
def time_mark(at: datetime) -> SafeString:
    """A time at which something happened, for people and machines."""
    return drawn_time(at, timezone.localdate().year, get_language())


@lru_cache(maxsize=10_000)
def drawn_time(at: datetime, _year: int, _language: str | None) -> SafeString:
    """The same in a year and a language."""
    return format_html('<time datetime="{}">{}</time>', iso(at), moment(at))


@register.filter
def iso(at: datetime) -> str:
    """A time for machines, to the second."""
    return timezone.localtime(at).isoformat(timespec="seconds")


@register.filter
def deadline(at: datetime | None) -> str:
    """A time by which something is to be done, as a moment; midnight is the end of the day before, to everybody."""
    return by(at, _day_and_hour(timezone.localtime(at))) if at else ""


@register.filter
def promised(at: datetime) -> str:
    """A deadline that somebody was promised, with its day of the week."""
    return by(at, pgettext("date format", "l, j M, H:i"))


def by(at: datetime, form: str) -> str:
    """A deadline in a form of its own: the 00:00 that ends a day is that day's 24:00."""
    local = timezone.localtime(at)
    if (local.hour, local.minute) == (0, 0):
        return _written(local - timedelta(days=1), form.replace("H:i", "24:00"))
    return _written(local, form)


def _written(local: datetime, form: str) -> str:
    """In a form that tells no seconds."""
    return _written_in(get_language(), local.replace(second=0, microsecond=0, tzinfo=None), form)


@lru_cache(maxsize=10_000)
def _written_in(_language: str | None, minute: datetime, form: str) -> str:
    """Kept, because the rows of a list tell few different minutes again and again."""
    return date_format(minute, form)


def _day_and_hour(local: datetime) -> str:
    if local.year == timezone.localtime().year:
        return pgettext("date format", "j M, H:i")
    return pgettext("date format", "j M Y, H:i")


@register.filter
def span(length: timedelta | None) -> str:
    """A length of time in its two largest parts: '2 days 3 hours'."""
    if length is None:
        return ""
    minutes = int(abs(length.total_seconds()) // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes} if minutes and not days else "",
    ]
    return " ".join(part for part in parts if part) or gettext("less than a minute")


def as_told(length: timedelta) -> timedelta:
    """As much of a length of time as `span` tells: whole minutes, from a day on whole hours."""
    minutes = int(abs(length.total_seconds()) // 60)
    return timedelta(minutes=minutes - minutes % 60 if minutes >= 1440 else minutes)


@register.filter
def since(later: datetime, earlier: datetime) -> timedelta:
    return later - earlier


@register.filter
def apart(hours: int) -> str:
    """How far two moments are from each other, in whole hours."""
    if not hours:
        return gettext("less than an hour apart")
    return gettext("%(n)s h apart") % {"n": hours}


@register.filter
def until(due_at: datetime) -> timedelta:
    """How long it is until then; negative when it has passed."""
    return due_at - timezone.now()


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """One entry of a mapping, '' when it is not there."""
    return mapping.get(key, "")


@register.filter
def without(address: str, street: str) -> str:
    """An address where everybody knows which street it is."""
    return address.removeprefix(street)


@register.filter
def local_name(named: Mapping[str, str]) -> str:
    """The name of something in a file of the city, in the reader's language where the file has it."""
    is_english = (get_language() or "").startswith("en")
    return (named.get("name_en", "") if is_english else "") or named["name"]


@register.filter
def role_name(role: Role) -> str:
    """The name of a role, in the reader's language where it has one."""
    is_english = (get_language() or "").startswith("en")
    return (role.name_en if is_english else "") or role.name
