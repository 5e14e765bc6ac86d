"""What is kept about people, for everybody to read."""

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from linli.accounts.queries import roles_by_permission
from linli.api import door
from linli.api.document import ALWAYS, says
from linli.api.sessions import Named
from linli.cases.queries import retention
from linli.kernel import register

router = Router(tags=["privacy"])


class Declared(BaseModel):
    """One personal field. `retention_days` is null for what is kept as long as the records that name the person."""

    table: str
    field: str
    kind: str
    purpose: str
    basis: str
    retention_days: int | None
    counted_from: str
    permission: str
    roles: list[Named]


class Register(BaseModel):
    """Every field in which something about a person is or may be kept."""

    fields: list[Declared]


@router.get(
    "/privacy/register", auth=door.anybody, operation_id="privacy.register", response=says({200: Register}, ALWAYS)
)
def privacy_register(request: HttpRequest) -> Register:
    """The register: purpose, legal basis, time of keeping and who may read, field by field."""
    roles, days = roles_by_permission(), retention.days()
    return Register(
        fields=[
            Declared(
                table=table,
                field=field.name,
                kind=field.kind,
                purpose=str(field.purpose),
                basis=str(field.basis),
                retention_days=days.get((table, field.name), field.retention_days),
                counted_from=field.since,
                permission=field.permission,
                roles=[Named(code=role.key, name=role.name) for role in roles.get(field.permission, ())],
            )
            for table, field in register.entries()
        ]
    )
