"""Who works here asks to have put right what is held about them (更正), and is answered with a reason."""

from django.conf import settings

from linli.accounts import queries
from linli.accounts.actions.people import LONGEST_NAME, change_account, record_of
from linli.accounts.models import Correction
from linli.accounts.rules import CORRECTED_AT_ONCE, CORRECTED_FIELDS
from linli.accounts.workflow import CORRECTION
from linli.kernel import actions, calendars
from linli.kernel.actions import Step
from linli.kernel.calendar import Unit, due
from linli.kernel.refusals import Refusal, invalid

LONGEST_WANTED = 200
LONGEST_ANSWER = 300


@actions.create("correction.ask", of=Correction, fact="correction.asked")
def ask_correction(step: Step[Correction], *, field: str, wanted: str) -> None:
    """Asks for one thing to be put right; it is to be answered within `LINLI_CORRECTION_DAYS` working days.

    Raises Refusal `sign_in`, `missing_input`, `invalid`, and `rule` while the same is being asked already.
    """
    if step.actor.account_id is None:
        raise Refusal("sign_in")
    if field not in CORRECTED_FIELDS:
        raise invalid("field", "unknown_choice")
    if queries.open_corrections(step.actor, field):
        raise Refusal("rule", rule="already_asked_for")
    place = record_of(queries.own_account(step.actor))
    step.obj = Correction(
        id=step.next_id,
        number=f"Q{step.next_id:08d}",
        state=CORRECTION.initial,
        area_path=place.area_path,
        unit_path=place.unit_path,
        participants=[step.actor.key],
        account_id=step.actor.account_id,
        field=field,
        wanted=_words("wanted", wanted, LONGEST_NAME if field in CORRECTED_AT_ONCE else LONGEST_WANTED),
        asked_at=step.at,
        due_at=due(step.at, settings.LINLI_CORRECTION_DAYS, Unit.WORK_DAY, calendars.current()),
    )
    step.record(field=field)


@actions.move("correction.withdraw", of=Correction, table=CORRECTION, fact="correction.withdrawn")
def withdraw_correction(step: Step[Correction]) -> None:
    """Whoever asked needs it no more; the words are gone. Raises Refusal `forbidden` for anybody else."""
    if step.obj.account.pk != step.actor.account_id:
        raise Refusal("forbidden")
    step.obj.wanted = ""
    step.obj.decided_at = step.at


@actions.move("correction.grant", of=Correction, table=CORRECTION, fact="correction.granted")
def grant_correction(step: Step[Correction], *, reason: str) -> None:
    """Puts it right: a name or a post at once, by the change of the account, which one must be allowed; anything else
    was put right by hand, and the reason says how. Raises Refusal `rule` for what one asked oneself."""
    _decide(step, reason)
    account = step.obj.account
    if step.obj.field not in CORRECTED_AT_ONCE:
        return
    now = {"name": account.name, "title": account.title, "unit": account.unit.code if account.unit else ""}
    number = queries.record_of_user(step.actor, account.username).number
    change_account(step.actor, number, **{**now, step.obj.field: step.obj.wanted})


@actions.move("correction.refuse", of=Correction, table=CORRECTION, fact="correction.refused")
def refuse_correction(step: Step[Correction], *, reason: str) -> None:
    """Leaves it as it is, and says why. Raises Refusal `rule` for what one asked oneself."""
    _decide(step, reason)


def _decide(step: Step[Correction], reason: str) -> None:
    if step.obj.account.pk == step.actor.account_id:
        raise Refusal("rule", rule="own_account")
    step.obj.answer = _words("reason", reason, LONGEST_ANSWER)
    step.obj.decided_at = step.at
    step.obj.decided_by = queries.own_account(step.actor) if step.actor.account_id else None
    step.record(field=step.obj.field, late=step.at > step.obj.due_at)


def _words(field: str, given: str, longest: int) -> str:
    text = " ".join(given.split())
    if not text:
        raise Refusal("missing_input", field=field)
    if len(text) > longest:
        raise invalid(field, "too_long", longest=longest)
    if not text.isprintable():
        raise invalid(field, "not_printable")
    return text
