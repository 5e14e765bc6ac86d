"""Who may see an object. A model declares once which of its columns answer which term; the list filter, the single
fetch, the lock, the stream filter and the row-level policy are all generated from that declaration.

    visible = (area prefixes ∪ unit prefixes ∪ participations) − exclusions
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q

from linli.kernel.actor import OPEN_TO_LOOKERS, Actor, covers

NOTHING = Q(pk__in=())
TERRITORY = "nullif(current_setting('linli.territory', true), '')::jsonb"


class IsAmong(models.Func):
    """SQL: `value = ANY (array)`. Arguments: the value and the array."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    arity = 2
    output_field = models.BooleanField()


class Participation(models.Model):
    """The way from a token to the objects it opens: what the objects' own arrays say, kept by a trigger.

    Without a policy, because under one no test of an array may use an index; it opens nothing by itself.
    """

    app_rights = "SELECT"

    pk = models.CompositePrimaryKey("token", "object_type", "object_id")
    token = models.TextField()
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField()

    class Meta:
        app_label = "kernel"


class UnscopedQueryError(RuntimeError):
    """A query on objects with a territory was run without saying for whom."""


@dataclass(frozen=True)
class Scope:
    """The declaration. `view` is the permission to see; the other fields name columns.

    `area` and `unit` hold materialised paths; `participants` and `excluded` hold tokens. A child (photo, remark) names
    only `parent`, the foreign key to the object that it shares its visibility with.

    Of children, whoever comes by a code may see less than the parent: `holder` names the column with the digest of the
    code to which the row belongs, `within` a foreign key to such a row, empty for what is for every code, and
    `shown` a yes or no: whether codes see the row at all. What `is_withheld` shows to nobody who looks through
    another's eyes.
    """

    view: str = ""
    area: str | None = None
    unit: str | None = None
    participants: str | None = None
    excluded: str | None = None
    parent: str | None = None
    within: str | None = None
    holder: str | None = None
    shown: str | None = None
    is_withheld: bool = False

    def is_shut(self, actor: Actor) -> bool:
        """Whether the actor is somebody who looks through another's eyes, and this is not for them."""
        return bool(actor.looker) and (self.is_withheld or bool(self.view and self.view not in OPEN_TO_LOOKERS))

    def where(self, actor: Actor, model: "type[ScopedModel]") -> Q:
        """The filter for Django: ranges, because under row-level security LIKE would not use an index."""
        if self.is_shut(actor):
            return NOTHING
        if self.parent:
            above = parent_of(model, self.parent).objects.visible_to(actor)
            return Q(**{f"{self.parent}__in": above}) & self._by_code(actor, model)
        seen = NOTHING
        if self.area:
            seen |= below(self.area, actor.areas(self.view))
        if self.unit:
            seen |= below(self.unit, actor.units(self.view))
        if self.participants and actor.tokens:
            seen |= participating(model, actor.tokens)
        if self.excluded and actor.tokens:
            seen &= ~Q(**{f"{self.excluded}__overlap": sorted(actor.tokens)})
        return seen

    def _by_code(self, actor: Actor, model: "type[ScopedModel]") -> Q:
        """What is left of a parent's children to whoever comes by a code; everything to anybody else."""
        if not actor.code:
            return Q()
        if self.shown:
            return Q(**{self.shown: True})
        if self.within:
            own = parent_of(model, self.within).objects.visible_to(actor)
            return Q(**{f"{self.within}__isnull": True}) | Q(**{f"{self.within}__in": own})
        return Q(**{self.holder: actor.code}) if self.holder else Q()

    def sees(self, actor: Actor, row: Mapping[str, Any]) -> bool:
        """The same rule for one row outside the database, as the live stream needs it."""
        if self.is_shut(actor) or (self.excluded and actor.tokens & set(row[self.excluded])):
            return False
        return (
            bool(self.area and covers(actor.areas(self.view), row[self.area]))
            or bool(self.unit and covers(actor.units(self.view), row[self.unit]))
            or bool(self.participants and actor.tokens & set(row[self.participants]))
        )

    def policy(self, model: "type[ScopedModel]") -> str:
        """The same rule as the USING clause of a policy. Each setting is read once per query, not once per row."""
        if self.parent:
            return " AND ".join([_parent_policy(model, self.parent), *self._policy_by_code(model)])
        terms = []
        if self.area:
            terms.append(f"{self.area} ^@ ANY ({_nodes(self.view, 'areas')})")
        if self.unit:
            terms.append(f"{self.unit} ^@ ANY ({_nodes(self.view, 'units')})")
        if self.participants:
            terms.append(f"{self.participants} && ({_tokens()})")
        seen = "(" + " OR ".join(terms) + ")"
        if self.excluded:
            seen += f" AND NOT ({self.excluded} && ({_tokens()}))"
        # The object that the runner has already fetched within the actor's territory may be written even when the
        # move takes it out of that territory (a unit returns a case to the desk).
        return f"({seen}) OR ('{model._meta.model_name} ' || id) = ({writing()})"

    def _policy_by_code(self, model: "type[ScopedModel]") -> list[str]:
        if self.shown:
            return [f"(({_code()}) IS NULL OR {self.shown})"]
        if self.within:
            column = f"{model._meta.db_table}.{self.within}_id"
            return [f"(({_code()}) IS NULL OR {column} IS NULL OR {_parent_policy(model, self.within)})"]
        return [f"(({_code()}) IS NULL OR {self.holder} = ({_code()}))"] if self.holder else []


def participating(model: "type[ScopedModel]", tokens: Iterable[str]) -> Q:
    """The objects that one of the tokens takes part in.

    As an array, `id = ANY(ARRAY(…))`, they are found first and once, and an index leads to their rows.
    """
    found = Participation.objects.filter(token__in=sorted(tokens), object_type=model._meta.model_name)
    return Q(IsAmong("pk", ArraySubquery(found.values("object_id"))))


def writing() -> str:
    """SQL: type and id of the object that the current action holds locked ('case 12'), else NULL."""
    return "SELECT current_setting('linli.writing', true)"


def _nodes(view: str, kind: str) -> str:
    path = f"'{{views,{view},{kind}}}'"
    return f"(SELECT ARRAY(SELECT jsonb_array_elements_text({TERRITORY} #> {path})))::text[]"


def _tokens() -> str:
    return f"(SELECT ARRAY(SELECT jsonb_array_elements_text({TERRITORY} -> 'tokens')))::text[]"


def _code() -> str:
    """SQL: the digest of the code by which one comes, else NULL."""
    return f"SELECT {TERRITORY} ->> 'code'"


def _parent_policy(model: "type[ScopedModel]", name: str) -> str:
    parent, table = parent_of(model, name), model._meta.db_table
    return f"EXISTS (SELECT FROM {parent._meta.db_table} above WHERE above.id = {table}.{name}_id)"


def parent_of(model: "type[ScopedModel]", name: str) -> "type[ScopedModel]":
    """The model that a child shares its visibility with."""
    related = model._meta.get_field(name).related_model
    assert isinstance(related, type)
    assert issubclass(related, ScopedModel)
    return related


def below(column: str, prefixes: Iterable[str]) -> Q:
    """Paths end in '/', whose successor is '0': so [prefix, prefix with '0' for the last '/') holds all below."""
    found = NOTHING
    for prefix in prefixes:
        found |= Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix[:-1] + "0"})
    return found


Scoped = TypeVar("Scoped", bound="ScopedModel")
# False while a request that writes has not told the database who asks; `kernel.territory` and the runner tell it.
IS_OPEN: ContextVar[bool] = ContextVar("territory_is_open", default=True)


class ScopedQuerySet(models.QuerySet[Scoped]):
    """Raises UnscopedQueryError unless `visible_to` was asked somewhere in the chain."""

    _is_scoped = False

    def visible_to(self, actor: Actor) -> Self:
        """Only the objects that the actor may see."""
        scoped = self.filter(self.model.scope.where(actor, self.model))
        scoped._is_scoped = True
        return scoped

    def vouched_for(self, object_id: int) -> Self:
        """The one object that an action's caller vouches for. Row-level security shows it only while the runner has
        named it as the one that is being written."""
        scoped = self.filter(pk=object_id)
        scoped._is_scoped = True
        return scoped

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._is_scoped = self._is_scoped
        return clone

    def _require_scope(self) -> None:
        if not self._is_scoped:
            raise UnscopedQueryError(f"{self.model.__name__}: ask visible_to(actor) first")

    def _require_territory(self) -> None:
        """Where nobody has told the database who asks, no row would show, and nobody would notice."""
        self._require_scope()
        if self.db == DEFAULT_DB_ALIAS and not IS_OPEN.get():
            raise UnscopedQueryError(f"{self.model.__name__}: open a territory first")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._require_territory()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Scoped]:
        self._require_territory()
        return super().iterator(chunk_size)

    async def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[Scoped]:
        self._require_territory()
        async for row in super().aiterator(chunk_size):
            yield row

    def raw(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UnscopedQueryError(f"{self.model.__name__}: SQL of one's own says nothing about who asks")

    def union(self, *others: Any, all: bool = False) -> Self:
        return super().union(*self._all_scoped(*others), all=all)

    def __or__(self, other: Any) -> Self:
        return super().__or__(*self._all_scoped(other))

    def __xor__(self, other: Any) -> Self:
        return super().__xor__(*self._all_scoped(other))

    def _all_scoped(self, *others: "ScopedQuerySet[Any]") -> "tuple[ScopedQuerySet[Any], ...]":
        """What is added must be scoped as well."""
        for rows in (self, *others):
            rows._require_scope()
        return others

    def count(self) -> int:
        self._require_territory()
        return super().count()

    def exists(self) -> bool:
        self._require_territory()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_territory()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_territory()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_territory()
        return super().delete()


def in_order(rows: ScopedQuerySet[Scoped]) -> ScopedQuerySet[Scoped]:
    """The rows, locked in the order of their ids, as by everybody: then two never wait for each other."""
    return rows.order_by("pk").select_for_update(of=("self",))


class ScopedManager(models.Manager[Scoped]):
    """Hands out scoped querysets; inserting needs no scope, because row-level security checks what is inserted."""

    def get_queryset(self) -> ScopedQuerySet[Scoped]:
        return ScopedQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> ScopedQuerySet[Scoped]:
        return self.get_queryset().visible_to(actor)

    def vouched_for(self, object_id: int) -> ScopedQuerySet[Scoped]:
        return self.get_queryset().vouched_for(object_id)


class ScopedModel(models.Model):
    """An object with a territory. Subclasses declare `scope`."""

    scope: ClassVar[Scope]
    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True


def scoped_models() -> list[type[ScopedModel]]:
    """Every concrete model that declares a territory, parents before children."""
    found = [m for m in apps.get_models() if issubclass(m, ScopedModel)]
    return sorted(found, key=lambda m: (m.scope.parent is not None, m._meta.label))


def view_permissions() -> list[str]:
    """The permissions to see that some model asks for."""
    return sorted({m.scope.view for m in scoped_models() if m.scope.view})
