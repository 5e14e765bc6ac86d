"""Who may come in: pages for people who work here."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers

from linli.kernel.refusals import Refusal
from linli.places.models import Town
from linli.places.queries import town
from linli.web.request import Request

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)
View = Callable[Concatenate[Request, P], HttpResponseBase]


def staff_only(view: View[P]) -> View[P]:
    """Asks whoever has not signed in to do so and brings them back; what the page says is kept by no browser."""

    def entered(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.actor.is_staff:
            return unkept(view(request, *args, **kwargs))
        if request.htmx or request.method not in ("GET", "HEAD"):
            raise Refusal("sign_in")
        return redirect_to_login(request.get_full_path())

    update_wrapper(entered, view)
    return entered


def kept_private(view: View[P]) -> View[P]:
    """For pages behind a private link: no browser and no proxy keeps them, no search engine names them."""

    def entered(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = unkept(view(request, *args, **kwargs))
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    update_wrapper(entered, view)
    return entered


def this_town() -> Town:
    """The town. Raises Refusal `no_town` before one is loaded."""
    found = town()
    if found is None:
        raise Refusal("no_town")
    return found


def unkept(response: Answer) -> Answer:
    """Marks the answer as not to be stored, and as another one for htmx."""
    patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ["HX-Request"])
    return response
