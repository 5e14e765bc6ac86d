"""The forms about one account."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions, queries
from linli.accounts.actions import Node
from linli.accounts.models import AccountRecord, Role
from linli.kernel.actions import Target
from linli.kernel.actor import Actor, covers
from linli.places.queries import areas_below, root_path
from linli.web.fields import Pick, text_line

LONGEST = 60


@dataclass
class Branch:
    """A node of a tree with what lies below it."""

    value: str
    name: str
    path: str
    below: list["Branch"] = field(default_factory=list)


def role_name(role: Role) -> str:
    """The role in the reader's language."""
    return (role.name_en if (get_language() or "").startswith("en") else "") or role.name


def role_choices() -> list[tuple[str, str]]:
    return [(role.key, role_name(role)) for role in queries.roles()]


def unit_choices() -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in queries.units()]


def node_choices() -> list[tuple[str, str]]:
    """Every area and every unit on which a role may be held."""
    areas = [(f"area:{area.code}", area.name) for area in areas_below(root_path())]
    return areas + [(f"unit:{code}", name) for code, name in unit_choices()]


def area_tree(actor: Actor) -> list[Branch]:
    """The areas on which the actor may give roles."""
    rows = [Branch(f"area:{area.code}", area.name, area.path) for area in areas_below(root_path())]
    return _grown(rows, actor.areas("account.grant"))


def unit_tree(actor: Actor) -> list[Branch]:
    """The units on which the actor may give roles: the own ones, and those that lie in the own areas."""
    areas, units = actor.areas("account.grant"), actor.units("account.grant")
    reached = [
        unit
        for unit in queries.placed_units()
        if covers(units, unit.path) or (unit.area is not None and covers(areas, unit.area.path))
    ]
    return _grown([Branch(f"unit:{unit.code}", unit.name, unit.path) for unit in reached], ("/",))


def _grown(rows: Sequence[Branch], within: Sequence[str]) -> list[Branch]:
    """Rows in the order of their paths, hung below one another."""
    roots: list[Branch] = []
    standing: list[Branch] = []
    for row in (row for row in rows if covers(within, row.path)):
        while standing and not row.path.startswith(standing[-1].path):
            standing.pop()
        (standing[-1].below if standing else roots).append(row)
        standing.append(row)
    return roots


class Keyed(forms.Form):
    """A form with a key of its own, so that sending it twice does one thing."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *given: Any, initial: dict[str, Any] | None = None, **named: Any) -> None:
        named["initial"] = {"key": uuid.uuid4().hex, **(initial or {})}
        super().__init__(*given, **named)


class WithKey(Keyed):
    """A move that needs nothing but to be confirmed."""

    def perform(self, actor: Actor, verb: str, record: AccountRecord) -> None:
        acting = {"disable": actions.disable_account, "enable": actions.enable_account}[verb]
        acting(actor, Target(record.number, key=self.cleaned_data["key"]))


class PersonForm(Keyed):
    """Who somebody is."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST, widget=text_line(maxlength=LONGEST))
    title = forms.CharField(label=_("Post"), max_length=LONGEST, required=False, widget=text_line(maxlength=LONGEST))
    unit = forms.ChoiceField(label=pgettext_lazy("input", "Unit"), required=False, widget=Pick())

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["unit"].choices = [("", _("No unit")), *unit_choices()]  # type: ignore[attr-defined]

    def perform(self, actor: Actor, verb: str, record: AccountRecord) -> None:
        told = self.cleaned_data
        target = Target(record.number, key=told["key"])
        actions.change_account(actor, target, name=told["name"], title=told["title"], unit=told["unit"])


class NewForm(PersonForm):
    """Somebody new."""

    username = forms.CharField(
        label=_("User name"),
        max_length=LONGEST,
        widget=text_line(maxlength=LONGEST, autocomplete="off"),
        help_text=_("Letters, digits and . + - _ @; it stays for good."),
    )
    field_order = ("username", "name", "title", "unit")


class GrantForm(Keyed):
    """A role on a node; the page draws the nodes as a tree."""

    role = forms.ChoiceField(label=_("Role"), widget=Pick())
    node = forms.CharField(label=_("Where"), max_length=150)
    until = forms.DateField(
        label=_("Until"),
        required=False,
        help_text=_("The last day on which it holds. Empty: until it is taken away."),
        widget=forms.DateInput({"class": "form-control", "type": "date"}),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["role"].choices = [("", _("Choose")), *role_choices()]  # type: ignore[attr-defined]

    def node_given(self) -> Node:
        return actions.read_node(self.cleaned_data["node"])

    def perform(self, actor: Actor, verb: str, record: AccountRecord) -> None:
        told = self.cleaned_data
        target = Target(record.number, key=told["key"])
        actions.grant_role(actor, target, role=told["role"], node=self.node_given(), until=told["until"])


class RevokeForm(GrantForm):
    """A role that is taken away again; the page says which."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("role", "node"):
            self.fields[name].widget = forms.HiddenInput()
        del self.fields["until"]

    def perform(self, actor: Actor, verb: str, record: AccountRecord) -> None:
        told = self.cleaned_data
        target = Target(record.number, key=told["key"])
        actions.revoke_grant(actor, target, role=told["role"], node=self.node_given())


class WhyForm(forms.Form):
    """A case and an account."""

    number = forms.CharField(label=_("Number of the case"), max_length=20, widget=text_line(maxlength=20))
    username = forms.CharField(label=_("User name"), max_length=LONGEST, widget=text_line(maxlength=LONGEST))


class FilterForm(forms.Form):
    """Which accounts are listed."""

    q = forms.CharField(required=False, max_length=60)
    role = forms.ChoiceField(label=_("Role"), required=False, widget=Pick())
    node = forms.ChoiceField(label=_("Reaching"), required=False, widget=Pick())

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name, words, choices in (
            ("role", _("Any role"), role_choices()),
            ("node", _("Anywhere"), node_choices()),
        ):
            self.fields[name].choices = [("", words), *choices]  # type: ignore[attr-defined]
