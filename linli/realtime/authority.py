"""Whose session a stream belongs to, and what that account may see now. Synchronous: called in a thread."""

from collections.abc import Collection

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from linli.accounts.models import Account
from linli.accounts.queries import actors_for
from linli.kernel.actor import Actor


def actors_of(session_keys: Collection[str]) -> dict[str, Actor]:
    """The actor behind each session, with four queries however many there are.

    Left out are sessions that have ended, disabled accounts, and sessions older than the account's password.
    """
    try:
        claims = _claims(session_keys)
        wanted = {account_id for account_id, _ in claims.values()}
        accounts = {account.pk: account for account in Account.objects.filter(pk__in=wanted, is_active=True)}
        actors = actors_for(list(accounts.values()))
        return {
            key: actors[account_id]
            for key, (account_id, mark) in claims.items()
            if account_id in accounts and constant_time_compare(mark, accounts[account_id].get_session_auth_hash())
        }
    finally:
        connections.close_all()


def _claims(session_keys: Collection[str]) -> dict[str, tuple[int, str]]:
    """Account and password mark that each living session carries."""
    found = {}
    for session in Session.objects.filter(pk__in=session_keys, expire_date__gt=timezone.now()):
        data = session.get_decoded()
        if SESSION_KEY in data:
            found[session.pk] = (int(data[SESSION_KEY]), str(data.get(HASH_SESSION_KEY, "")))
    return found
