"""What every action leaves behind, written in its transaction by one statement: the audit entry, the outbox row and
the answer for the client's key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from linli.kernel import chain
from linli.kernel.models import LoopModel

ENTRY = (
    "entry AS (INSERT INTO kernel_auditentry (object_type, object_id, version, at, actor, action, data, digest)"
    " VALUES (%(type)s, %(id)s, %(version)s, %(at)s, %(actor)s, %(action)s, %(data)s, %(digest)s))"
)
EVENT = (
    "event AS (INSERT INTO kernel_event (name, object_type, object_id, version, at, payload,"
    " area_path, unit_path, participants, excluded, left_area_path, left_unit_path)"
    " VALUES (%(fact)s, %(type)s, %(id)s, %(version)s, %(at)s, %(payload)s::jsonb,"
    " %(area)s, %(unit)s, %(participants)s::text[], %(excluded)s::text[], %(left_area)s, %(left_unit)s))"
)
ANSWER = (
    "answer AS (INSERT INTO kernel_idempotencykey (owner, key, action, body, answer, at)"
    " VALUES (%(owner)s, %(key)s, %(action)s, %(body)s, %(answer)s::jsonb, %(at)s)"
    " ON CONFLICT (owner, key) DO NOTHING RETURNING 1)"
)
WITHOUT_KEY = f"WITH {ENTRY}, {EVENT} SELECT 1"
WITH_KEY = f"WITH {ENTRY}, {EVENT}, {ANSWER} TABLE answer"


@dataclass(frozen=True, slots=True)
class Claim:
    """A client's key for one write: whose it is, the key, and the keyed digest of what was asked."""

    owner: str
    key: str
    body: str


class KeyTakenError(Exception):
    """Another request with the same key committed first; the caller rolls back and gives its answer."""


def sign(obj: LoopModel, actor: str, action: str, at: datetime, data: Mapping[str, object]) -> str:
    """Sets the object's next version and chain head; returns the canonical data of the entry. Nothing is saved."""
    text = chain.canonical(data)
    obj.version += 1
    entry = chain.Entry(str(obj._meta.model_name), obj.pk, obj.version, at, actor, action, text)
    obj.head = chain.digest(bytes(obj.head) or chain.GENESIS, entry)
    return text


def write(
    obj: LoopModel,
    *,
    actor: str,
    action: str,
    fact: str,
    at: datetime,
    data: str,
    payload: Mapping[str, object],
    claim: Claim | None,
    answer: Mapping[str, object],
    left: tuple[str, str] = ("", ""),
) -> None:
    """Writes entry, event and answer. `left` are the area and unit that it lay in before, if it has left them.

    Raises KeyTakenError when the key was taken meanwhile.
    """
    values: dict[str, Any] = {
        "type": obj._meta.model_name,
        "id": obj.pk,
        "version": obj.version,
        "at": at,
        "actor": actor,
        "action": action,
        "fact": fact,
        "data": data,
        "digest": bytes(obj.head),
        "payload": json.dumps(payload, ensure_ascii=False),
        "area": obj.area_path,
        "unit": obj.unit_path,
        "participants": obj.participants,
        "excluded": obj.excluded,
        "left_area": left[0],
        "left_unit": left[1],
    }
    if claim is None:
        _execute(WITHOUT_KEY, values)
        return
    values |= {"owner": claim.owner, "key": claim.key, "body": claim.body, "answer": json.dumps(answer)}
    if not _execute(WITH_KEY, values):
        raise KeyTakenError


def _execute(statement: str, values: Mapping[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() is not None
