"""The way to administration stands in the navigation exactly when something opens there."""

import json
import re
from collections.abc import Iterator

from linli.accounts.models import Grant, Role
from linli.accounts.queries import actor_for
from linli.places.models import Area
from linli.web.manage.pages import GROUPS, PAGES, PLACES
from linli.web.navigation import may_manage
from tests.conftest import ROOT
from tests.web.conftest import Browse, Browser
from tests.world import COMMUNITY, World

WAY = 'href="/manage/"'


def test_everything_of_administration_stands_in_one_group() -> None:
    grouped = [name for group in GROUPS for name in group.names]
    assert sorted(grouped) == sorted([*(place.name for place in PLACES), *PAGES])


def roles() -> Iterator[tuple[str, list[str]]]:
    """The shipped ones, and one for each permission that opens pages of its own."""
    for row in json.loads((ROOT / "linli" / "demo" / "data" / "roles.json").read_text()):
        yield row["key"], row["permissions"]
    for permission in sorted({"register.view", *(place.permission for place in PLACES), "account.grant"}):
        yield permission, [permission]


def grants(world: World, role: Role) -> Iterator[tuple[str, Grant]]:
    account = world.accounts["sun"]
    unit = world.accounts["zhao"].unit
    yield "town", Grant(account=account, role=role, area=Area.objects.get(code="33"))
    yield "community", Grant(account=account, role=role, area=Area.objects.get(code=COMMUNITY))
    yield "unit", Grant(account=account, role=role, unit=unit)


def opened(sun: Browser) -> list[str]:
    """The addresses to which administration leads."""
    answer = sun.get("/manage/")
    assert answer.status_code in (200, 403)
    listed = answer.content.decode().partition('class="manage-group"')[2].partition("</main>")[0]
    found = re.findall(r'href="(/manage/[^"]+)"', listed)
    assert bool(found) is (answer.status_code == 200)
    return found


def test_the_way_is_there_exactly_when_something_opens_and_all_that_it_leads_to_opens(
    browse: Browse, world: World
) -> None:
    account, sun, tried = world.accounts["sun"], browse("sun"), set()
    for key, permissions in roles():
        role, _ = Role.objects.update_or_create(key=key[:40], defaults={"name": key, "permissions": permissions})
        for where, grant in grants(world, role):
            Grant.objects.filter(account=account).delete()
            grant.save()
            leads = may_manage(actor_for(account))
            # Of those who administer nothing one stands for all.
            if not leads and where != "unit":
                continue
            found = opened(sun)
            assert bool(found) is leads, (key, where)
            fresh = [path for path in found if (where, path) not in tried]
            assert [path for path in fresh if sun.get(path).status_code != 200] == [], (key, where)
            tried |= {(where, path) for path in found}


def test_whoever_sees_registers_in_a_part_of_the_town_only_is_led_nowhere(browse: Browse, world: World) -> None:
    role = Role.objects.create(key="looker", name="Looker", permissions=["register.view", "retention.change"])
    Grant.objects.create(account=world.accounts["wang"], role=role, area=Area.objects.get(code=COMMUNITY))
    wang = browse("wang")
    assert opened(wang) == ["/manage/retention/"]
    Role.objects.filter(key="looker").update(permissions=["register.view"])
    assert opened(wang) == []
    assert WAY not in wang.get("/").content.decode()
