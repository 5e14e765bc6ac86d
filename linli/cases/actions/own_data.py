"""What whoever made a report may do with what is held about it, by its code: take a copy, correct, take back, erase."""

from collections.abc import Iterable

from linli.cases import rules
from linli.cases.models import Case, Contact, Message, Rating, Report
from linli.cases.queries import own_data
from linli.cases.queries.reports import one_of_code
from linli.cases.workflow import CASE
from linli.kernel import actions
from linli.kernel.actions import Step, Target
from linli.kernel.refusals import Refusal, invalid


@actions.move("case.copy", of=Case, table=CASE, fact="case.copied")
def copy(step: Step[Case]) -> None:
    """The reporter takes a copy of everything that is held about the report (查阅复制)."""
    step.record(report=_own_report(step).pk)


@actions.move("case.correct", of=Case, table=CASE, fact="case.corrected")
def correct(step: Step[Case], *, name: str, phone: str) -> None:
    """The reporter puts the own contact right (更正); what is left empty is erased. Raises Refusal `invalid`."""
    report = _own_report(step)
    given = {
        field: rules.clean_text("contact", value, rules.LONGEST_CONTACT)
        for field, value in (("name", name), ("phone", phone))
    }
    rules.check_phone(given["phone"])
    if report.is_anonymous and any(given.values()):
        raise invalid("contact", "anonymous_with_contact")
    own_data.contacts(step.actor, report).filter(field__in=given).delete()
    fresh = (Contact(case=step.obj, report=report, field=field, value=value) for field, value in given.items())
    step.also(*(contact for contact in fresh if contact.value))
    step.record(report=report.pk, fields=_listed(field for field, value in given.items() if value))


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
    step.record(report=report.pk, fields=_listed(fields))


@actions.move("case.erase", of=Case, table=CASE, fact="case.erased")
def erase(step: Step[Case]) -> None:
    """The reporter has everything of the own erased (删除): contact, words, pictures, messages, rating.

    Raises Refusal `rule` while the words are still needed; the contact can be taken back all the same.
    """
    report = _own_report(step)
    case = step.obj
    needed = rules.needed_still(is_open=case.state not in CASE.final, is_contested=case.is_contested)
    if needed:
        raise needed
    if own_data.is_first(report):
        case.text = ""
    counts = {
        "contacts": own_data.contacts(step.actor, report).delete()[0],
        "photos": own_data.photos(step.actor, report).delete()[0],
        "messages": Message.objects.visible_to(step.actor).filter(report=report).delete()[0],
        "ratings": Rating.objects.visible_to(step.actor).filter(report=report).delete()[0],
        "words": int(bool(report.text)),
    }
    report.text = ""
    step.also(report)
    if report.opened_id and not own_data.is_first(report):
        # The reporter does not see the case that the report once opened; it was merged into this one.
        forget(step.actor.lent("case.forget"), Target("", vouched_for=report.opened_id))
    forget_digests(case)
    step.record(report=report.pk, **counts)


@actions.move("case.forget", of=Case, table=CASE, fact="case.forgotten")
def forget(step: Step[Case]) -> None:
    """What its reporter had erased in the case that it was merged into is erased in this one too (合并案件一并删除);
    called by `erase` alone."""
    step.obj.text = ""
    forget_digests(step.obj)


def forget_digests(case: Case) -> None:
    """Destroys the key of the digests in the audit, which mean nothing from now on; later ones get a new key."""
    case.digest_key = rules.new_digest_key()


def _own_report(step: Step[Case]) -> Report:
    """The report of whoever acts. Raises Refusal `not_found` for anybody who shows no code."""
    return one_of_code(step.actor)[0]


def _listed(fields: Iterable[str]) -> str:
    return ",".join(sorted(fields))
