"""The action runner: the one door through which everything is written.

    begin · who asks · answered before? · fetch and lock inside the territory · version · permission ·
    table of moves · separation of duties · the use case · save · audit, event, answer · clocks · commit

A domain's action is a plain function on a `Step`; the decorators here give it all of the above.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Concat
from django.utils import timezone

from linli.kernel import attempts, clocks, duties, ledger
from linli.kernel.actor import Actor, Placed
from linli.kernel.clocks import Changes
from linli.kernel.models import IdempotencyKey, LoopModel
from linli.kernel.refusals import Refusal
from linli.kernel.scope import IS_OPEN, ScopedManager, in_order
from linli.kernel.territory import spoken, territory
from linli.kernel.workflow import SAME, T, Workflow

O = TypeVar("O", bound=LoopModel)  # noqa: E741
P = ParamSpec("P")
Run = TypeVar("Run", bound=Callable[..., "Receipt"])
Found = TypeVar("Found")
Row = TypeVar("Row", bound=models.Model)
LONGEST_KEY = 80
LOGGED = frozenset({"forbidden", "separation_of_duties", "illegal_move", "on_hold", "rule", "too_many"})

BEGIN = (
    "WITH new AS (SELECT CASE WHEN %(is_new)s THEN nextval(pg_get_serial_sequence(%(table)s, 'id'))"
    " ELSE %(vouched_for)s END AS id)"
    " SELECT set_config('linli.territory', %(territory)s, true),"
    " set_config('linli.writing', %(type)s || ' ' || new.id, true), new.id,"
    " (SELECT row_to_json(k)::text FROM (SELECT action, body, answer FROM kernel_idempotencykey"
    " WHERE owner = %(owner)s AND key = %(key)s) k) FROM new"
)


@dataclass(frozen=True, slots=True)
class Target:
    """What to act on: the object's number, the version that the client saw, and the client's key.

    `vouched_for` is the object's id where the caller of the action stands for the actor, who need not see the object
    (an offer that we signed showed it): then nothing else is asked about the territory, and only this object shows, and
    only while the action runs.
    """

    number: str
    version: int | None = None
    key: str | None = None
    vouched_for: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an action answers, the first time and every time its key is sent again."""

    number: str
    state: str
    version: int
    at: datetime

    def as_answer(self) -> dict[str, object]:
        return {
            "number": self.number,
            "state": self.state,
            "version": self.version,
            "at": self.at.isoformat(),
        }

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> "Receipt":
        return cls(answer["number"], answer["state"], answer["version"], datetime.fromisoformat(answer["at"]))


@dataclass(frozen=True, slots=True)
class Together:
    """Which objects are locked for one move, and who sees all of them: the actor, or whom the actor's domain sends."""

    seen_by: Actor
    which: models.Q


@dataclass
class Step(Generic[O]):
    """One action being carried out. The use case changes `obj` and says what else belongs to it."""

    actor: Actor
    at: datetime
    given: Mapping[str, Any]
    obj: O = None  # type: ignore[assignment]
    next_id: int = 0
    key: str = ""
    move: T | None = None
    data: dict[str, object] = field(default_factory=dict)
    payload: dict[str, object] = field(default_factory=dict)
    clocks: Changes = field(default_factory=Changes)
    belongings: list[models.Model] = field(default_factory=list)
    leavings: list[models.Model] = field(default_factory=list)
    looked_up: dict[tuple[object, ...], Any] = field(default_factory=dict)
    is_past: bool = False
    unsaved: Sequence[models.Model] = ()

    def awaiting(self, kind: type[Row]) -> list[Row]:
        """Rows of this kind that belong to the object and that no table has yet: only where the past is replayed."""
        return [row for row in self.unsaved if isinstance(row, kind)]

    def look_up(self, query: Callable[..., Found], *given: object) -> Found:
        """What the query finds for this code. Actions of the past that are replayed together ask for it once."""
        if (query, *given) not in self.looked_up:
            self.looked_up[query, *given] = query(*given)
        found: Found = self.looked_up[query, *given]
        return found

    def record(self, **data: object) -> None:
        """Adds to the audit entry: ids, codes and keyed digests, never a personal value."""
        self.data.update(data)

    def tell(self, **payload: object) -> None:
        """Adds to the payload of the fact: ids and codes only."""
        self.payload.update(payload)

    def also(self, *rows: models.Model) -> None:
        """Saves these rows after the object, in order."""
        self.belongings += rows

    def without(self, *rows: models.Model) -> None:
        """Deletes these rows after the object is saved."""
        self.leavings += rows

    def digest(self, text: str) -> str:
        """A digest of personal text that means nothing once the object's key is destroyed."""
        return hmac.new(bytes(self.obj.digest_key or b""), text.encode(), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True)
class Action:
    """What the project knows about an action: its name is also its permission, its URL and its word in the audit."""

    name: str
    fact: str
    model: type[LoopModel]
    table: Workflow | None = None
    facts: Callable[[Any], Mapping[str, object]] | None = None
    use: Callable[..., None] | None = None
    judged: Callable[[Any], Placed] | None = None
    together: Callable[[Actor, str, Mapping[str, Any]], Together] | None = None

    @property
    def verb(self) -> str:
        return self.name.partition(".")[2]

    def permits(self, actor: Actor, obj: LoopModel) -> bool:
        """Whether the actor holds the permission where the object lies, or where that lies by which it is judged."""
        return actor.may(self.name, self.judged(obj) if self.judged else obj)


REGISTRY: dict[str, Action] = {}
Use = Callable[Concatenate[Step[O], P], None]


def move(
    name: str,
    *,
    of: type[O],
    table: Workflow,
    fact: str,
    facts: Callable[[O], Mapping[str, object]] | None = None,
    judged: Callable[[O], Placed] | None = None,
    together: Callable[[Actor, str, Mapping[str, Any]], Together] | None = None,
) -> Callable[[Use[O, P]], Callable[Concatenate[Actor, Target | str, P], Receipt]]:
    """Makes a use case into an action that moves an existing object along `table`.

    `facts` tells what the table's `when` may ask about the object; `judged` names what the permission must cover
    instead of the object; `together` those that are locked with it, always in the order of their ids.
    """

    def decorate(use: Use[O, P]) -> Callable[Concatenate[Actor, Target | str, P], Receipt]:
        action = _register(Action(name, fact, of, table, facts, use, judged, together))

        def run(actor: Actor, target: Target | str, /, *args: P.args, **given: P.kwargs) -> Receipt:
            aim = target if isinstance(target, Target) else Target(target)
            call = _Call(action, actor, aim, given)
            return call.run(lambda: call.move(lambda step: use(step, *args, **given)))

        return _named_after(use, run)

    return decorate


def create(
    name: str, *, of: type[O], fact: str, judged: Callable[[O], Placed] | None = None
) -> Callable[[Use[O, P]], Callable[Concatenate[Actor, str | None, P], Receipt]]:
    """Makes a use case into an action that brings an object into being; it is called with the actor and the client's
    key, and sets `step.obj`, unsaved, with `step.next_id` as its id."""

    def decorate(use: Use[O, P]) -> Callable[Concatenate[Actor, str | None, P], Receipt]:
        action = _register(Action(name, fact, of, use=use, judged=judged))

        def run(actor: Actor, key: str | None, /, *args: P.args, **given: P.kwargs) -> Receipt:
            call = _Call(action, actor, Target("", key=key), given)
            return call.run(lambda: call.create(lambda step: use(step, *args, **given)))

        return _named_after(use, run)

    return decorate


def _named_after(use: Callable[..., object], run: Run) -> Run:
    """The action bears the name and the docstring of its use case."""
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(run, name, getattr(use, name))
    return run


def _register(action: Action) -> Action:
    assert action.name not in REGISTRY, f"two actions are called {action.name}"
    REGISTRY[action.name] = action
    return action


@dataclass
class _Call:
    """One call of one action, from BEGIN to COMMIT."""

    action: Action
    actor: Actor
    target: Target
    given: Mapping[str, Any]
    at: datetime = field(default_factory=timezone.now)
    locked_id: int = 0
    left: tuple[str, str] = ("", "")
    told: Mapping[str, object] = field(default_factory=dict)

    def run(self, work: Callable[[], Receipt]) -> Receipt:
        """Runs the work in a transaction of its own, or in that of the action which calls this one from above.

        A key that was answered before is answered the same.
        """
        self._refuse_outright()
        outer = _running.get()
        token, opened = _running.set(self), IS_OPEN.set(True)
        try:
            with transaction.atomic(durable=outer is None):
                receipt = work()
                if outer:
                    outer._speak()
                elif _trying.get():
                    raise TriedError(self.told)
                return receipt
        except ledger.KeyTakenError:
            return self._earlier_answer()
        except Refusal as refusal:
            # The same request may have been carried out while this one waited, and be what stands in its way.
            earlier = self._find_answer() if self.target.key and refusal.code != "key_reused" else None
            if earlier is not None:
                return earlier
            self._note(refusal)
            if outer is None:
                # In a transaction of its own, because the action's is gone.
                attempts.remember(refusal)
            raise
        finally:
            _running.reset(token)
            IS_OPEN.reset(opened)

    def _refuse_outright(self) -> None:
        """Whoever looks through another's eyes writes nothing, and a key has its length."""
        if self.actor.looker:
            raise Refusal("only_looking")
        if self.target.key and len(self.target.key) > LONGEST_KEY:
            raise Refusal("key_missing")

    def create(self, use: Callable[[Step[Any]], None]) -> Receipt:
        answered = self._begin(with_id=True)
        if isinstance(answered, Receipt):
            return answered
        self.locked_id = answered
        step: Step[Any] = Step(self.actor, self.at, self.given, next_id=answered, key=self.target.key or "")
        use(step)
        if not self.action.permits(self.actor, step.obj):
            raise Refusal("forbidden")
        return self._finish(step, is_new=True)

    def move(self, use: Callable[[Step[Any]], None]) -> Receipt:
        answered = self._begin(with_id=False)
        if isinstance(answered, Receipt):
            return answered
        if self.action.together:
            self._lock_together(self.action.together)
        obj = self._fetch()
        if self.target.version is not None and self.target.version != obj.version:
            raise Refusal("stale", version=obj.version)
        step: Step[Any] = Step(self.actor, self.at, self.given, obj=obj, key=self.target.key or "")
        check(self.action, step)
        area, unit = obj.area_path, obj.unit_path
        use(step)
        self.left = (area if area != obj.area_path else "", unit if unit != obj.unit_path else "")
        return self._finish(step, is_new=False)

    def _begin(self, *, with_id: bool) -> "int | Receipt":
        """One statement: the territory, an earlier answer to the key, and for a new object its id."""
        with connection.cursor() as cursor:
            cursor.execute(
                BEGIN,
                {
                    "is_new": with_id,
                    "vouched_for": self.target.vouched_for,
                    "table": self.action.model._meta.db_table,
                    "territory": spoken(self.actor),
                    "type": self.action.model._meta.model_name,
                    "owner": self.actor.key,
                    "key": self.target.key or "",
                },
            )
            new_id, found = cursor.fetchone()[-2:]
        return int(new_id) if found is None else self._replay(json.loads(found))

    def _lock_together(self, together: Callable[[Actor, str, Mapping[str, Any]], Together]) -> None:
        """Whoever had to wait asks again, because what belongs together may be something else by now."""
        is_whole = False
        while not is_whole:
            with transaction.atomic():
                held = self._ids(together, is_locking=True)
                is_whole = self._ids(together, is_locking=False) <= held
                # Nothing is added to what is held: it is let go and asked for once more, in order.
                transaction.set_rollback(not is_whole)

    def _ids(self, together: Callable[[Actor, str, Mapping[str, Any]], Together], *, is_locking: bool) -> set[int]:
        asked = together(self.actor, self.target.number, self.given)
        manager: ScopedManager[Any] = self.action.model.objects
        with territory(asked.seen_by):
            rows = manager.visible_to(asked.seen_by).filter(asked.which)
            return set((in_order(rows) if is_locking else rows).values_list("pk", flat=True))

    def _fetch(self) -> Any:
        """The object, locked, within the actor's territory. It may be written even where the move takes it out."""
        name = self.action.model._meta.model_name
        manager: ScopedManager[Any] = self.action.model.objects
        if self.target.vouched_for:
            rows = manager.vouched_for(self.target.vouched_for)
        else:
            rows = manager.visible_to(self.actor).filter(number=self.target.number)
        mark = models.Func(
            models.Value("linli.writing"),
            Concat(models.Value(f"{name} "), models.F("pk"), output_field=models.TextField()),
            models.Value(True),
            function="set_config",
            output_field=models.TextField(),
        )
        rows = rows.select_related(*self.action.model.fetched_with)
        obj: Any = rows.select_for_update(of=("self",)).annotate(_writing=mark).first()
        if obj is None:
            raise attempts.unseen(self.actor, self.action.model, self.target.number)
        self.locked_id = obj.pk
        return obj

    def _speak(self) -> None:
        """Tells the database again who asks and what is being written, after an action called from this one."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('linli.territory', %s, true), set_config('linli.writing', %s, true)",
                [spoken(self.actor), f"{self.action.model._meta.model_name} {self.locked_id}"],
            )

    def _finish(self, step: Step[Any], *, is_new: bool) -> Receipt:
        obj = step.obj
        self.told = step.data
        data = conclude(self.action, step, is_new=is_new)
        receipt = Receipt(obj.number, obj.state, obj.version, self.at)
        obj.save(force_insert=is_new, force_update=not is_new)
        for row in step.leavings:
            row.delete()
        for row in step.belongings:
            row.save()
        payload = {**step.payload, "number": obj.number, "state": obj.state}
        ledger.write(
            obj,
            actor=self.actor.key,
            action=self.action.name,
            fact=self.action.fact,
            at=self.at,
            data=data,
            payload=payload,
            claim=self._claim(),
            answer=receipt.as_answer(),
            left=self.left,
        )
        clocks.write(obj, step.clocks, self.at)
        return receipt

    def _claim(self) -> ledger.Claim | None:
        return ledger.Claim(self.actor.key, self.target.key, self._body()) if self.target.key else None

    def _body(self) -> str:
        """A keyed digest of what was asked, to tell a repeated request from another one with the same key.

        Whoever comes by a code speaks of what it opens, whichever number that has by now.
        """
        number = "" if self.actor.code else self.target.number
        asked = json.dumps([self.action.name, number, self.given], default=str, sort_keys=True)
        return hmac.new(settings.SECRET_KEY.encode(), asked.encode(), hashlib.sha256).hexdigest()

    def _replay(self, found: Mapping[str, Any]) -> Receipt:
        if found["action"] != self.action.name or found["body"] != self._body():
            raise Refusal("key_reused")
        return Receipt.from_answer(found["answer"])

    def _find_answer(self) -> Receipt | None:
        row = IdempotencyKey.objects.filter(owner=self.actor.key, key=self.target.key)
        found = row.values("action", "body", "answer").first()
        return self._replay(found) if found else None

    def _earlier_answer(self) -> Receipt:
        answer = self._find_answer()
        assert answer is not None, "a taken key has an answer"
        return answer

    def _note(self, refusal: Refusal) -> None:
        """Says on the refusal which attempt it refused: of nested actions the innermost."""
        if refusal.code in LOGGED and not refusal.attempt:
            refusal.attempt = {
                "at": self.at,
                "actor": self.actor.key,
                "action": self.action.name,
                "object_type": str(self.action.model._meta.model_name),
                "reference": self.target.number,
                "code": refusal.code,
            }
        elif refusal.attempt:
            refusal.attempt.setdefault("action", self.action.name)


_running: ContextVar[_Call | None] = ContextVar("running", default=None)
_trying: ContextVar[bool] = ContextVar("trying", default=False)


class TriedError(Exception):
    """A trial has come to its end; everything that it wrote is taken back."""

    def __init__(self, told: Mapping[str, object]) -> None:
        super().__init__()
        self.told = told


def trial(call: Callable[[], object]) -> Mapping[str, object]:
    """Carries an action out and takes everything back; returns what its audit entry would have said.

    Raises Refusal as the action itself would.
    """
    token = _trying.set(True)
    try:
        call()
    except TriedError as tried:
        return tried.told
    finally:
        _trying.reset(token)
    raise AssertionError("a trial calls an action")


def check(action: Action, step: Step[Any]) -> None:
    """Permission, table of moves, separation of duties: in this order. Raises Refusal."""
    if not action.permits(step.actor, step.obj):
        raise Refusal("forbidden")
    assert action.table is not None
    facts = action.facts(step.obj) if action.facts else {}
    step.move = action.table.step(step.obj.state, action.verb, {**step.given, **facts})
    if step.move.duty:
        check_duty(step, step.move.duty)


def conclude(action: Action, step: Step[Any], *, is_new: bool) -> str:
    """Moves the object to the target, signs it, and returns the data of its audit entry. Nothing is saved."""
    before = "" if is_new else step.obj.state
    if step.move and step.move.target != SAME:
        step.obj.state = step.move.target
    changes = {"from": before, "to": step.obj.state} if before != step.obj.state else {}
    return ledger.sign(step.obj, step.actor.key, action.name, step.at, {**changes, **step.data})


def check_duty(step: Step[Any], duty: str) -> None:
    """Refuses whoever has played a conflicting duty on this object; else remembers that this one was played."""
    standing = duties.conflict(duty, step.actor.key, step.obj.played)
    if standing:
        raise Refusal("separation_of_duties", duty=duty, standing=standing)
    mark = duties.mark(duty, step.actor.key)
    if mark not in step.obj.played:
        step.obj.played = [*step.obj.played, mark]
