"""Two cases about one matter become one (合并), and apart again. Both sides are audited, in one transaction."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from linli.cases import queries, rules
from linli.cases.actions.parts import follow_division, heed_rules, heed_words, keep_words, turn_clocks
from linli.cases.models import Case
from linli.cases.workflow import CASE, FILED
from linli.kernel import actions
from linli.kernel.actions import Step, Together
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal, invalid


def _both(actor: Actor, number: str, given: Mapping[str, Any]) -> Together:
    """The two cases of a merge."""
    return Together(actor, Q(number__in=[number, str(given.get("into") or queries.merged_into(actor, number))]))


@actions.move("case.merge", of=Case, table=CASE, fact="case.merged", together=_both)
def merge(step: Step[Case], *, into: str, reason: str = "", whatever_class: bool = False) -> None:
    """The case ends in another one about the same matter (合并): its reports, pictures and messages go there, and each
    reporter follows that one by the own code.

    Raises Refusal `invalid` for a target that is not the actor's to see and, unless told `whatever_class`, for one of
    another class; `rule` for itself and for what an outside unit sent in; `illegal_move` for a target that has ended;
    `on_hold`.
    """
    heed_rules(step, "merge")
    if into == step.obj.number:
        raise Refusal("rule", rule="merge_into_itself")
    target = step.look_up(queries.target, step.actor, into)
    if not whatever_class and rules.is_other_class(step.obj.event_class_id, target.event_class_id):
        raise invalid("into", "other_class")
    step.obj.state_before, step.obj.merged_into, step.obj.closed_at = step.obj.state, target, step.at
    step.obj.participants = [token for token in step.obj.participants if not token.startswith("code:")]
    keep_words(step, "reason", reason)
    step.record(into=into)
    step.tell(into=into)
    turn_clocks(step, "merge")
    if not step.is_past:  # there the other side is replayed by itself
        absorb(step.actor.lent("case.absorb"), into, source=step.obj.number)
    step.obj.unread_messages = 0


@actions.move("case.absorb", of=Case, table=CASE, fact="case.absorbed")
def absorb(step: Step[Case], *, source: str) -> None:
    """Takes in the reports of a case that is being merged into this one (并入); called by `merge` alone."""
    origin = step.look_up(queries.one, step.actor, source)
    step.also(*step.look_up(queries.belongings, step.actor, origin, step.obj, step.obj.version + 1))
    tokens = {token for token in origin.participants if token.startswith(("code:", "account:"))}
    step.obj.participants = sorted({*step.obj.participants, *tokens})
    step.obj.unread_messages += origin.unread_messages
    step.obj.played = [*step.obj.played, *sorted(_observers(origin) - set(step.obj.played))]
    step.record(source=source)
    step.tell(source=source)


def _observers(case: Case) -> set[str]:
    return {mark for mark in case.played if mark.startswith("observer:")}


@actions.move(
    "case.unmerge",
    of=Case,
    table=CASE,
    fact="case.unmerged",
    facts=lambda case: {"was_filed": case.state_before == FILED},
    together=_both,
)
def unmerge(step: Step[Case], *, reason: str) -> None:
    """The case goes its own way again (撤销合并), with the reports that came with it, while the other one is open.

    Raises Refusal `illegal_move` when that has ended, `rule` when the words of this one have been erased.
    """
    into = queries.merged_into(step.actor, step.obj.number)
    target, since = queries.target(step.actor, into), step.obj.closed_at
    assert since is not None, "a merged case has ended"
    was_filed = step.obj.state_before == FILED
    step.obj.merged_into, step.obj.closed_at, step.obj.state_before = None, None, ""
    codes = queries.codes_of(step.actor, step.obj, target)
    step.obj.participants = sorted({*step.obj.participants, *codes})
    step.obj.unread_messages = queries.unread_of(step.actor, step.obj)
    follow_division(step)
    keep_words(step, "reason", reason)
    step.record(out_of=into)
    step.tell(out_of=into)
    turn_clocks(step, "unmerge_was_filed" if was_filed else "unmerge")
    step.also(*queries.own_belongings(step.actor, step.obj, target, since, step.obj.version + 1))
    give_back(step.actor.lent("case.give_back"), into, source=step.obj.number)
    # After that, which asks whether the other one is still open.
    heed_words(step)


@actions.move("case.give_back", of=Case, table=CASE, fact="case.gave_back")
def give_back(step: Step[Case], *, source: str) -> None:
    """Lets go of the reports of a case that was merged into this one (拆出); called by `unmerge` alone."""
    origin = queries.one(step.actor, source)
    gone = set(queries.codes_of(step.actor, origin, step.obj))
    gone |= {token for token in origin.participants if token.startswith("account:")}
    gone -= queries.colleagues_in(step.actor, step.obj, without=origin)
    step.obj.participants = [token for token in step.obj.participants if token not in gone]
    saw = _observers(origin) - queries.observers_in(step.actor, step.obj, without=origin)
    step.obj.played = [mark for mark in step.obj.played if mark not in saw]
    step.obj.unread_messages -= queries.unread_of(step.actor, origin)
    step.record(source=source)
    step.tell(source=source)
