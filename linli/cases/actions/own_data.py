"""What whoever made a report may do with what is held about it, by its code: take a copy, correct, take back, erase."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q

from linli.cases import nearness, rules
from linli.cases.actions.parts import cleaned, remember_call
from linli.cases.calling import CALLED_WITHIN
from linli.cases.models import CallBack, Case, Contact, Message, Photo, Rating, Report
from linli.cases.queries import own_data
from linli.cases.queries.call_backs import is_unanswered
from linli.cases.queries.own_data import Own
from linli.cases.queries.reports import one_of_code
from linli.cases.workflow import CASE, CLOSED
from linli.kernel import actions
from linli.kernel.actions import Step, Target, Together
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal, invalid

COUNTED: dict[type[Own], str] = {
    Contact: "contacts",
    Photo: "photos",
    Message: "messages",
    Rating: "ratings",
    CallBack: "call_backs",
}


@actions.move("case.copy", of=Case, table=CASE, fact="case.copied")
def copy(step: Step[Case]) -> None:
    """The reporter takes a copy of everything that is held about the report (查阅复制)."""
    step.record(report=_own_report(step).pk)


@actions.move("case.correct", of=Case, table=CASE, fact="case.corrected")
def correct(step: Step[Case], *, name: str, phone: str, on_behalf_of: str | None = None) -> None:
    """The reporter puts the own contact right (更正); what is left empty is erased, and for whom the reporter speaks is
    left as it is where nothing is said about it. Raises Refusal `invalid`."""
    report = _own_report(step)
    wanted = {"name": name, "phone": phone} | ({} if on_behalf_of is None else {"on_behalf_of": on_behalf_of})
    given = {field: rules.clean_text("contact", value, rules.LONGEST_CONTACT) for field, value in wanted.items()}
    if given.get("on_behalf_of") and not report.is_on_behalf:
        raise invalid("on_behalf_of", "only_staff")
    rules.check_phone(given["phone"])
    if report.is_anonymous and any(given.values()):
        raise invalid("contact", "anonymous_with_contact")
    own_data.contacts(step.actor, report).filter(field__in=given).delete()
    fresh = (Contact(case=step.obj, report=report, field=field, value=value) for field, value in given.items())
    step.also(*(contact for contact in fresh if contact.value))
    _await_call(step, report, has_number=bool(given["phone"]))
    step.record(report=report.pk, fields=_listed(field for field, value in given.items() if value))


def _await_call(step: Step[Case], report: Report, *, has_number: bool) -> None:
    """Who leaves a number after the closing waits to be called, who takes it out waits no longer."""
    case = step.obj
    if not has_number:
        remember_call(step)
    elif case.state == CLOSED and case.closed_at and is_unanswered(step.actor, case, report):
        case.call_back_until = case.closed_at + CALLED_WITHIN


@actions.move("case.reword", of=Case, table=CASE, fact="case.reworded")
def reword(step: Step[Case], *, text: str, address: str | None = None) -> None:
    """The reporter puts the own words right (更正内容), and the address as typed, until the matter is filed; without an
    address that stays. What stood there before is gone.

    Raises Refusal `missing_input`; `invalid` for the address of whoever told none; `rule` when nothing is changed, or
    the report was merged into another case.
    """
    report = _own_report(step)
    if report.came_from_id:
        raise Refusal("rule", rule="taken_up")
    kept = cleaned(step, "text", text, rules.LONGEST_TEXT)
    is_elsewhere = _put_address(step.obj, report, address)
    if kept == report.text and not is_elsewhere:
        raise Refusal("rule", rule="same_words")
    is_reworded = kept != report.text
    report.text, report.corrected_at = kept, step.at
    if own_data.is_first(report):
        step.obj.text = kept
    forget_digests(step.obj)
    step.also(report)
    step.record(report=report.pk, text=step.digest(kept), words=is_reworded, place=is_elsewhere)


def _put_address(case: Case, report: Report, address: str | None) -> bool:
    """Puts the address of the place right, as its reporter writes it; returns whether it was another one."""
    if address is None:
        return False
    if not own_data.is_first(report):
        raise invalid("address", "told_no_place")
    known = case.building.address if case.building else ""
    kept, before = rules.clean_text("address", address, rules.LONGEST_ADDRESS) or known, case.address
    case.address = kept
    return kept != before


@actions.move("case.withdraw", of=Case, table=CASE, fact="case.withdrawn")
def withdraw(step: Step[Case]) -> None:
    """The reporter no longer agrees that the contact is kept (撤回同意): it is erased at once, in every state.

    Raises Refusal `rule` when there is none.
    """
    report = _own_report(step)
    rows = own_data.contacts(step.actor, report)
    fields = sorted(rows.values_list("field", flat=True))
    if not fields:
        raise Refusal("rule", rule="no_contact")
    rows.delete()
    remember_call(step)
    step.record(report=report.pk, fields=_listed(fields))


def _all_with_own_words(actor: Actor, number: str, given: Mapping[str, Any]) -> Together:
    """The case in which the actor's report is and those that it has left; to whoever shows no code none."""
    if not actor.code:
        return Together(actor, Q(number=number))
    report = one_of_code(actor)[0]
    return Together(own_data.READS, Q(pk__in={report.case_id, *own_data.left_behind(actor, report)}))


@actions.move("case.erase", of=Case, table=CASE, fact="case.erased", together=_all_with_own_words)
def erase(step: Step[Case]) -> None:
    """The reporter has everything of the own erased (删除): contact, words, pictures, messages, rating, calls.

    Raises Refusal `rule` while the words are still needed; the contact can be taken back all the same.
    """
    report = _own_report(step)
    case = step.obj
    needed = rules.needed_still(is_open=case.state not in CASE.final, is_contested=case.is_contested)
    if needed:
        raise needed
    elsewhere, rows = own_data.left_behind(step.actor, report), own_data.rows_of(report)
    # A contact that names no report came with the case's first.
    rows += own_data.contacts(step.actor, report).filter(report=None)
    counts = _erase_here(step, report, rows)
    counts["words"] = int(bool(report.text))
    report.text = ""
    step.also(report)
    for other in sorted(elsewhere):
        # The reporter does not see a case that the report has left.
        forget(step.actor.lent("case.forget"), Target("", vouched_for=other), report=report, rows=rows)
    step.record(report=report.pk, **counts)


@actions.move("case.forget", of=Case, table=CASE, fact="case.forgotten")
def forget(step: Step[Case], *, report: Report, rows: Sequence[Own]) -> None:
    """What its reporter had erased in the case in which the report is now is erased in this one too, in which it has
    been (关联案件一并删除); called by `erase` alone."""
    counts = _erase_here(step, report, rows)
    step.record(report=report.pk, **{name: count for name, count in counts.items() if count})


def _erase_here(step: Step[Case], report: Report, rows: Iterable[Own]) -> dict[str, int]:
    """Erases which of the rows hang on this case, and its words if the report opened it; returns how many of each."""
    case = step.obj
    if report.opened_id == case.pk:
        case.text = ""
        _blur_place(case)
    counts = dict.fromkeys(COUNTED.values(), 0)
    for row in (row for row in rows if row.case_id == case.pk):
        counts[COUNTED[type(row)]] += type(row).objects.vouched_for(row.pk).delete()[0]
    case.unread_messages = own_data.unread_in(case)
    remember_call(step)
    forget_digests(case)
    return counts


def _blur_place(case: Case) -> None:
    """Of the place there remains what is known of its building, or the rough position; not what the reporter wrote."""
    building = case.building
    if building:
        case.address, case.lon, case.lat = building.address, building.lon, building.lat
    else:
        case.address, case.lon, case.lat = "", nearness.coarse(case.lon), nearness.coarse(case.lat)


def forget_digests(case: Case) -> None:
    """Destroys the key of the digests in the audit, which mean nothing from now on; later ones get a new key."""
    case.digest_key = rules.new_digest_key()


def _own_report(step: Step[Case]) -> Report:
    """The report of whoever acts. Raises Refusal `not_found` for anybody who shows no code."""
    return one_of_code(step.actor)[0]


def _listed(fields: Iterable[str]) -> str:
    return ",".join(sorted(fields))
