"""Signing in and out, and the keys of programs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status
from pydantic import BaseModel, StringConstraints

from linli.accounts import actions, queries
from linli.accounts.models import Account, Grant
from linli.api import door
from linli.api.document import KEY, WRITING, headers, says
from linli.api.fields import NO_NUL, Input, Short, TokenNumber
from linli.cases.rules import check_key
from linli.kernel.actor import Actor
from linli.kernel.refusals import Refusal
from linli.kernel.territory import territory

router = Router(tags=["session"])


class Credentials(Input):
    """User name and password."""

    username: Short
    password: Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=NO_NUL)]


class Named(BaseModel):
    """Something with a code that never changes and a name for people."""

    code: str
    name: str


class Held(BaseModel):
    """A role and where it is held: on an area, on a unit, or everywhere; `until` is its last day."""

    role: Named
    area: Named | None
    unit: Named | None
    until: date | None


class Me(BaseModel):
    """Who is signed in, what they may do somewhere, and the areas and units where each role is held."""

    username: str
    name: str
    title: str
    unit: Named | None
    roles: list[Named]
    permissions: list[str]
    areas: list[Named]
    units: list[Named]
    grants: list[Held]


class NewToken(Input):
    """What the key is for."""

    name: Short


class Secret(BaseModel):
    """A new key. The secret is shown this once."""

    number: str
    token: str
    expires_at: datetime


class KnownToken(BaseModel):
    """A key, without its secret."""

    number: str
    name: str
    state: str
    issued_at: datetime
    expires_at: datetime
    last_used_on: date | None


class Tokens(BaseModel):
    """The keys of whoever asks."""

    tokens: list[KnownToken]


@router.post("/session", operation_id="session.begin", response=says({200: Me}, WRITING | {413, 415, 429}), auth=None)
def sign_in(request: HttpRequest, payload: Credentials) -> Me:
    """Begins a session, in a cookie. Ten wrong passwords from an address lock the name there for 15 minutes."""
    found = authenticate(request, username=payload.username.strip().lower(), password=payload.password)
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined]  # else the answer would be replaced
        raise Refusal("too_many", retry_after=int(settings.AXES_COOLOFF_TIME * door.HOUR))
    if not isinstance(found, Account):
        raise Refusal("wrong_credentials")
    login(request, found)
    return _me(queries.actor_for(found))


@router.delete("/session", operation_id="session.end", response=says({204: None}, WRITING))
def sign_out(request: HttpRequest) -> Status[None]:
    """Ends the session."""
    logout(request)
    return Status(204, None)


@router.get("/me", operation_id="me.view", response=says({200: Me}))
def me(request: HttpRequest) -> Me:
    """Who asks."""
    return _me(door.actor_of(request))


@router.post(
    "/tokens",
    operation_id="token.issue",
    response=says({201: Secret}, WRITING | {413, 415}),
    openapi_extra=headers(KEY),
)
def issue(request: HttpRequest, payload: NewToken) -> Status[Secret]:
    """Makes a key with which a program may act for whoever asks, for 90 days. A key makes no further key."""
    actor = door.in_person(request)
    key = check_key(request.headers.get("Idempotency-Key"))
    issued = actions.issue_token(actor, key, name=payload.name)
    expires_at = issued.receipt.at + actions.TOKEN_LIVES
    return Status(201, Secret(number=issued.receipt.number, token=issued.secret, expires_at=expires_at))


@router.get("/tokens", operation_id="token.view", response=says({200: Tokens}))
def tokens(request: HttpRequest) -> Tokens:
    """The keys of whoever asks, the newest first."""
    found = queries.tokens_of(door.actor_of(request))
    return Tokens(tokens=[KnownToken.model_validate(token, from_attributes=True) for token in found])


@router.delete("/tokens/{number}", operation_id="token.revoke", response=says({204: None}, WRITING | {404, 409}))
def revoke(request: HttpRequest, number: TokenNumber) -> Status[None]:
    """Ends a key at once."""
    actions.revoke_token(door.actor_of(request), number)
    return Status(204, None)


def _me(actor: Actor) -> Me:
    with territory(actor):
        account = queries.own_account(actor)
        held = [_held(grant) for grant in queries.own_grants(actor)]
    return Me(
        username=account.username,
        name=account.name,
        title=account.title,
        unit=Named(code=account.unit.code, name=account.unit.name) if account.unit else None,
        roles=_each(grant.role for grant in held),
        permissions=sorted({name for grant in actor.grants for name in grant.permissions}),
        areas=_each(grant.area for grant in held),
        units=_each(grant.unit for grant in held),
        grants=held,
    )


def _held(grant: Grant) -> Held:
    return Held(
        role=Named(code=grant.role.key, name=grant.role.name),
        area=Named(code=grant.area.code, name=grant.area.name) if grant.area else None,
        unit=Named(code=grant.unit.code, name=grant.unit.name) if grant.unit else None,
        until=grant.until,
    )


def _each(found: Iterable[Named | None]) -> list[Named]:
    """Each once, in the order in which they come."""
    return list({one.code: one for one in found if one}.values())
