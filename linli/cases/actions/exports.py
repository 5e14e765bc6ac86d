"""Taking a list of cases out of the house, which is remembered: who, which list, how many."""

from dataclasses import asdict
from typing import IO

from django.conf import settings

from linli.cases import queries, rules
from linli.cases.queries import NEWEST_FIRST, Filter
from linli.kernel import actions, allowances
from linli.kernel.actions import Receipt, Step
from linli.kernel.actor import Actor
from linli.kernel.models import Batch
from linli.kernel.refusals import Refusal, invalid
from linli.kernel.sheets import SHEETS, Sheet

EXPORTED = "exported"


def export(actor: Actor, file: IO[bytes], wanted: Filter, *, form: str = "csv", sort: str = NEWEST_FIRST) -> Receipt:
    """Writes exactly the cases of the list into the file, as `csv` or `xlsx`. Each time is remembered, so it takes no
    key.

    Raises Refusal `forbidden`, `invalid`, `rule` where the list holds cases that the actor may not export, and
    `too_many` beyond what an account may take out in an hour.
    """
    if form not in SHEETS:
        raise invalid("format", "unknown_choice")
    # Tries count too, and are counted before anything is read; so nobody waits for their own other export.
    within_hour, wait = allowances.count("export", actor.key, allowances.HOUR) if actor.is_staff else (0, 0)
    sheet = SHEETS[form](file)
    try:
        receipt = _export(
            actor, None, wanted=wanted, sort=sort, form=form, sheet=sheet, within_hour=within_hour, wait=wait
        )
    except BaseException:
        sheet.drop()
        raise
    sheet.finish()
    return receipt


@actions.create("case.export", of=Batch, fact="case.exported")
def _export(
    step: Step[Batch], *, wanted: Filter, sort: str, form: str, sheet: Sheet, within_hour: int, wait: int
) -> None:
    if not step.actor.holds("case.export"):
        raise Refusal("forbidden")
    if within_hour > settings.LINLI_EXPORTS_AN_HOUR:
        raise Refusal("too_many", retry_after=wait)
    if queries.is_beyond_export(step.actor, wanted, sort):
        raise Refusal("rule", rule="beyond_export")
    sheet.write(queries.headings())
    rows = 0
    for cells in queries.exported(step.actor, wanted, sort):
        sheet.write(cells)
        rows += 1
    step.obj = Batch(
        id=step.next_id,
        number=f"B{step.next_id:08d}",
        state=EXPORTED,
        area_path=next(iter(step.actor.areas("case.export")), ""),
        unit_path=next(iter(step.actor.units("case.export")), ""),
        participants=[step.actor.key],
        kind=f"case.{form}",
        rows=rows,
        at=step.at,
        digest_key=rules.new_digest_key(),
    )
    step.record(rows=rows, form=form, sort=sort, within_hour=within_hour, **_told(step, wanted))
    step.tell(rows=rows)


def _told(step: Step[Batch], wanted: Filter) -> dict[str, object]:
    """The filter for the audit: of what was typed freely, which may be a name, a keyed digest."""
    given = {name: value for name, value in asdict(wanted).items() if value}
    if wanted.q:
        given["q"] = step.digest(wanted.q)
    return {name: _plain(value) for name, value in given.items()}


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return value
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
