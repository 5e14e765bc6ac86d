"""Roles beside permissions, on one page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from linli.accounts import queries
from linli.kernel.actor import ANYTHING
from linli.kernel.refusals import Refusal
from linli.kernel.registers import REGISTER_VIEW
from linli.web.entry import staff_only
from linli.web.manage import rights
from linli.web.manage.pages import REGISTERS, ROLES, drawn, may
from linli.web.manage.staff_forms import role_name
from linli.web.request import Request


@staff_only
@require_safe
def matrix(request: Request) -> HttpResponse:
    """Which role may do what. Raises Refusal `forbidden`."""
    if not may(request, REGISTER_VIEW):
        raise Refusal("forbidden")
    held = [(role, people, frozenset(role.permissions)) for role, people in queries.staff_by_role()]
    said = {
        "roles": [(role.key, role_name(role), len(people)) for role, people, _ in held],
        "groups": [
            (group, [(name, words, [name in has or ANYTHING in has for _, _, has in held]) for name, words in rows])
            for group, rows in rights.groups(REGISTERS)
        ],
    }
    return drawn(request, ROLES, "matrix", said)
