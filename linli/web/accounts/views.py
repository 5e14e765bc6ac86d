"""Signing in, choosing a password, and the demonstration's list of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, UsernameField
from django.contrib.auth.views import LoginView
from django.core.validators import MaxLengthValidator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import actions
from linli.accounts.models import Account, Role
from linli.accounts.queries import actor_for, own_account, staff_by_role
from linli.cases.permissions import CASE_VIEW
from linli.cases.queries import works_outdoors
from linli.cases.workflow import CASE
from linli.kernel import allowances
from linli.kernel.labels import SENTENCES, sentence
from linli.kernel.refusals import Refusal
from linli.web.entry import staff_only
from linli.web.fields import blame
from linli.web.manage.beginning.steps import BEGIN, leads
from linli.web.navigation import may_manage
from linli.web.request import Request

FIRST_SHOWN = 6
LONGEST_USERNAME, LONGEST_PASSWORD = 60, 128
TRIES_AN_HOUR, HOUR = 10, 3600
# What every browser of a phone calls itself, and none of a tablet or a desk.
PHONE = "Mobi"
# Moves that do not say where in the loop somebody works.
ON_THE_WAY = frozenset({"add_photo", "reveal", "hold", "release"})


class SignInForm(AuthenticationForm):
    """User name and password; what is longer than either can be is not even tried."""

    username = UsernameField(
        label=_("User name"), max_length=LONGEST_USERNAME, widget=forms.TextInput({"autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    error_messages = {  # noqa: RUF012 - as Django declares it
        "invalid_login": SENTENCES["wrong_credentials"],
        "inactive": SENTENCES["wrong_credentials"],
    }

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control form-control-lg"


@method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")
class SignIn(LoginView):
    """The sign-in page; whoever is signed in already goes on."""

    authentication_form = SignInForm
    template_name = "web/accounts/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """While a new street is being set up, whoever may go on with it is led there. Whoever administers and sees no
        case begins with the registers, and whoever works outdoors, on a phone, with the tasks."""
        account = self.request.user
        actor = actor_for(account) if isinstance(account, Account) else None
        if actor and leads(actor):
            return BEGIN.address
        if actor and may_manage(actor) and not actor.holds(CASE_VIEW):
            return reverse("manage")
        if actor and works_outdoors(actor) and PHONE in self.request.headers.get("User-Agent", ""):
            return reverse("today")
        return super().get_default_redirect_url()


class NewPasswordForm(PasswordChangeForm):
    """The present password, and the new one twice. Whether the present one is right is for the action to say."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            assert isinstance(field, forms.CharField)
            field.max_length = LONGEST_PASSWORD
            field.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
            field.widget.attrs |= {"class": "form-control form-control-lg", "maxlength": str(LONGEST_PASSWORD)}

    def clean_old_password(self) -> str:
        return str(self.cleaned_data["old_password"])


@staff_only
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    """Choosing a new password, in person: a program's key changes none."""
    if "Authorization" in request.headers:
        raise Refusal("forbidden")
    form = NewPasswordForm(own_account(request.actor), request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "web/accounts/password.html", {"form": form})
    if form.is_valid() and _is_changed(request, form):
        messages.success(request, gettext("Your password is changed. Whoever was signed in elsewhere is signed out."))
        return redirect("cases")
    return render(request, "web/accounts/password.html", {"form": form}, status=422)


def _is_changed(request: Request, form: NewPasswordForm) -> bool:
    """Changes the password and keeps this session; or says in the form why not. Raises Refusal `too_many`."""
    allowances.take("password", request.actor.key, TRIES_AN_HOUR, HOUR)
    given = form.cleaned_data
    try:
        actions.change_password(request.actor, old=given["old_password"], new=given["new_password1"])
    except Refusal as refusal:
        blame(form, refusal, sentence(refusal))
        return False
    update_session_auth_hash(request, own_account(request.actor))
    return True


@dataclass(frozen=True)
class Group:
    """A role with those of its people who fit what is searched for."""

    role: Role
    title: str
    shown: Sequence[Account]
    total: int


@require_safe
def demo(request: Request) -> HttpResponse:
    """Who can be tried out; only in a demonstration, elsewhere there is no such page."""
    if not settings.IS_DEMO:
        raise Refusal("not_found")
    wanted = request.GET.get("q", "").strip()
    groups = [_group(role, people, wanted) for role, people in sorted(staff_by_role(), key=_along_the_loop)]
    said = {
        "groups": [group for group in groups if group.shown],
        "q": wanted,
        "password": settings.DEMO_PASSWORD,
    }
    return render(request, "web/accounts/demo.html", said)


def _along_the_loop(held: tuple[Role, Sequence[Account]]) -> int:
    """Roles come in the order of the first move that they make."""
    verbs = list(dict.fromkeys(move.name for move in CASE.moves))
    mine = {permission.partition(".")[2] for permission in held[0].permissions if permission.startswith("case.")}
    return next((at for at, verb in enumerate(verbs) if verb in mine and verb not in ON_THE_WAY), len(verbs))


def _group(role: Role, people: Sequence[Account], wanted: str) -> Group:
    """A long list begins with its first few; a search looks through all."""
    fitting = [person for person in people if wanted in f"{person.username} {person.name} {person.title}"]
    shown = fitting if wanted else fitting[:FIRST_SHOWN]
    is_english = (get_language() or "").startswith("en")
    return Group(role, (role.name_en if is_english else "") or role.name, shown, len(people))
