"""What a request carries when it reaches a page."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from linli.accounts.models import Account
from linli.kernel.actor import Actor
from linli.web.see_as import SeeAs


class Request(HttpRequest):
    """For the type checker: the actor, the account behind it and htmx's headers, which middleware puts there."""

    actor: Actor
    account: Account | None
    htmx: HtmxDetails
    see_as: SeeAs | None
