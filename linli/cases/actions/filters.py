"""Keeping lists under a name."""

from linli.cases import queries, rules
from linli.cases.models import FirstFilter, SavedFilter
from linli.cases.workflow import FILTER
from linli.kernel import actions
from linli.kernel.actions import Step
from linli.kernel.refusals import Refusal

LONGEST_NAME = 40
MOST_FILTERS = 50


@actions.create("filter.keep", of=SavedFilter, fact="filter.kept")
def keep_filter(step: Step[SavedFilter], *, name: str, query: str, is_shared: bool = False) -> None:
    """Keeps a list under a name, for its owner or also for the owner's unit."""
    actor = step.actor
    if actor.account_id is None:
        raise Refusal("sign_in")
    name = _name(name)
    if len([one for one in queries.saved_filters(actor) if one.owner_id == actor.account_id]) >= MOST_FILTERS:
        raise Refusal("rule", rule="too_many_filters")
    shared_with = [f"unit:{actor.unit_path}"] if is_shared and actor.unit_path else []
    step.obj = SavedFilter(
        id=step.next_id,
        number=f"F{step.next_id:08d}",
        state=FILTER.initial,
        area_path="/",
        owner_id=actor.account_id,
        participants=[actor.key, *shared_with],
        name=name,
        query=queries.kept_query(query),
        is_shared=bool(shared_with),
        kept_at=step.at,
        digest_key=rules.new_digest_key(),
    )
    step.record(name=step.digest(name), query=step.digest(step.obj.query), shared=bool(shared_with))


@actions.move("filter.prefer", of=SavedFilter, table=FILTER, fact="filter.preferred")
def prefer_filter(step: Step[SavedFilter], *, is_first: bool = True) -> None:
    """Lets the actor's desk begin with this list, or no more; also with one that a colleague shares."""
    own = FirstFilter.objects.filter(account_id=step.actor.account_id or 0)
    if is_first:
        step.also(FirstFilter(account_id=step.actor.account_id or 0, saved=step.obj))
    else:
        own.filter(saved=step.obj).delete()
    step.record(first=is_first)


@actions.move("filter.rename", of=SavedFilter, table=FILTER, fact="filter.renamed")
def rename_filter(step: Step[SavedFilter], *, name: str) -> None:
    """Gives a list another name, for whomever it is shared with too. Only its owner may."""
    if step.obj.owner_id != step.actor.account_id:
        raise Refusal("forbidden")
    step.obj.name = _name(name)
    step.record(name=step.digest(step.obj.name))


@actions.move("filter.remove", of=SavedFilter, table=FILTER, fact="filter.removed")
def remove_filter(step: Step[SavedFilter]) -> None:
    """Takes a list away, for whomever it was shared with too. Only its owner may; its words are gone."""
    if step.obj.owner_id != step.actor.account_id:
        raise Refusal("forbidden")
    FirstFilter.objects.filter(saved=step.obj).delete()
    step.obj.name = step.obj.query = ""


def _name(given: str) -> str:
    name = rules.clean_text("name", given, LONGEST_NAME)
    if not name:
        raise Refusal("missing_input", field="name")
    return name
