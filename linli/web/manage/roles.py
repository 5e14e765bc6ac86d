"""The register of roles."""

from collections.abc import Mapping, Sequence

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts import actions, queries
from linli.kernel.registers import Values
from linli.kernel.texts import BETWEEN
from linli.web.manage import rights
from linli.web.manage.frame import Hanging, Make, Offer, Page, Ticks, line


def _permissions(values: Values) -> list[str]:
    return values["permissions"].split(BETWEEN) if values["permissions"] else []


def _hanging(values: Values) -> Sequence[Hanging]:
    held = {grant.account_id for grant in queries.holders(values["code"])}
    return [Hanging(_("people who hold it"), len(held), f"{reverse('staff')}?role={values['code']}")]


def _told(values: Values) -> Sequence[str]:
    """What one person with this role may not do twice over; the case itself refuses it."""
    return [
        gettext("Whoever did “%(first)s” in a case may not do “%(then)s” in the same one.")
        % {"first": first, "then": then}
        for first, then in rights.against(_permissions(values))
    ]


def _offered(values: Values, pages: Sequence[Page]) -> Offer | None:
    """What the role may do besides as the software brings it; whoever changed it decides."""
    further = queries.further_permissions().get(values["code"], [])
    if not further:
        return None
    wanted = [*_permissions(values), *further]
    return Offer(
        _("The role as shipped may do more"),
        _("It was changed here, so it did not follow the new release. The shipped role has these further permissions:"),
        _("Take them over"),
        [rights.words_of(name, pages) for name in further],
        [("name", values["name"]), ("name_en", values["name_en"]), *(("permissions", name) for name in wanted)],
    )


def _counted(values: Values, further: Mapping[str, Sequence[str]]) -> str:
    count, more = len(_permissions(values)), len(further.get(values["code"], ()))
    return gettext("%(count)s (%(more)s more as shipped)") % {"count": count, "more": more} if more else str(count)


def _dressed(rows: Sequence[Values]) -> Sequence[Values]:
    """With the names of who holds them."""
    further = queries.further_permissions()
    held = {role.key: [account.name for account in accounts] for role, accounts in queries.staff_by_role()}
    return [
        {
            **values,
            "count": _counted(values, further),
            "people": gettext("%(count)s people") % {"count": len(held.get(values["code"], ()))},
        }
        for values in rows
    ]


def roles(others: Sequence[Page]) -> Page:
    """The register; the permissions to change the `others` are named after these."""
    pages: list[Page] = list(others)

    def ticks() -> Make:
        return lambda: Ticks(choices=rights.groups(pages), required=False, widget=forms.CheckboxSelectMultiple())

    page = Page(
        kept=queries.ROLES,
        title=_("Roles"),
        lead=_("What somebody with the role may do. Where it holds is said when it is given to a person."),
        icon="key",
        change=actions.change_role,
        load=actions.load_roles,
        kind="role",
        permission="role.change",
        labels={
            "code": pgettext_lazy("register", "Code"),
            "name": pgettext_lazy("register", "Name"),
            "name_en": _("Name in English"),
            "permissions": _("May"),
            "count": _("Permissions"),
            "people": _("Held by"),
        },
        shown={
            "name": lambda values: values["name"],
            "code": lambda values: values["code"],
            "name_en": lambda values: values["name_en"],
            "count": lambda values: values["count"],
            "people": lambda values: values["people"],
        },
        fields={
            "code": line(40, help_text=_("Small letters, digits and _. It stays for good.")),
            "name": line(60),
            "name_en": line(60, needed=False),
            "permissions": ticks(),
        },
        dressed=_dressed,
        hanging=_hanging,
        told=_told,
        offered=lambda values: _offered(values, pages),
        more=((_("Who may what"), "roles_matrix"),),
    )
    pages.append(page)
    return page
