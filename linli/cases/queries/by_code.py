"""What the holder of a code may do with the own report now, asked of the rules that the moves themselves heed."""

from collections.abc import Callable, Mapping

from linli.cases import rules
from linli.cases.models import Case, Report
from linli.cases.queries import own_data
from linli.cases.queries.cases import photo_count
from linli.cases.queries.contests import upheld_by
from linli.cases.queries.reports import rating_of
from linli.cases.workflow import CASE, SENT_BACK
from linli.kernel.actor import Actor
from linli.kernel.duties import conflict
from linli.kernel.refusals import Refusal

# A report by a code of its own is no move of the case that the code opens.
ELSEWHERE = frozenset({"join"})


def moves_of_code(holder: Actor, report: Report, case: Case) -> list[str]:
    """The moves that would be made if they were asked for now, in the order of the table."""
    return [
        verb
        for verb in CASE.verbs(case.state)
        if verb not in ELSEWHERE
        and holder.may(f"case.{verb}", case)
        and (verb not in STANDS or STANDS[verb](holder, report, case))
    ]


def against_contest(case: Case, report: Report) -> Refusal | None:
    """Why this reporter may not contest how the case ended: it is asked for already, the desk stood by it, or it cannot
    be opened again."""
    if case.is_contested:
        return Refusal("rule", rule="already_contested")
    if case.state == SENT_BACK and case.source:
        return Refusal("rule", rule="contest_elsewhere", unit=case.source.name)
    if own_data.is_wordless(case):
        return Refusal("rule", rule="words_erased")
    return Refusal("rule", rule="contest_declined") if upheld_by(case, report) else None


def _may_rate(holder: Actor, report: Report, case: Case) -> bool:
    worked = conflict("rater", f"account:{report.author_id}", case.played)
    return not worked and rating_of(holder, case, report) is None


def _may_erase(holder: Actor, report: Report, case: Case) -> bool:
    return rules.needed_still(is_open=case.state not in CASE.final, is_contested=case.is_contested) is None


STANDS: Mapping[str, Callable[[Actor, Report, Case], bool]] = {
    "add_photo": lambda holder, report, case: photo_count(holder, case, report.pk) < rules.MOST_PHOTOS,
    "reword": lambda holder, report, case: report.came_from_id is None,
    "withdraw": lambda holder, report, case: own_data.contacts(holder, report).exists(),
    "erase": _may_erase,
    "rate": _may_rate,
    "contest": lambda holder, report, case: against_contest(case, report) is None,
}
