"""Every register is read and changed by the same two operations, under the rules of its pages."""

import pytest

from linli.accounts.models import Unit
from linli.api.registers import REGISTERS
from linli.web.manage.pages import PAGES
from tests.api.conftest import People
from tests.world import World


def test_the_api_serves_the_registers_that_have_pages() -> None:
    assert set(REGISTERS) == set(PAGES)
    for name, page in PAGES.items():
        assert (REGISTERS[name].kept, REGISTERS[name].change) == (page.kept, page.change)


@pytest.mark.parametrize("name", REGISTERS)
def test_every_register_is_read(people: People, name: str) -> None:
    answer = people["admin"].get(f"/registers/{name}")
    assert answer.status_code == 200
    assert set(answer.json()["key"]) <= set(answer.json()["columns"])


def cells(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"column": column, "value": value} for column, value in values.items()]


def test_a_row_is_changed_as_it_was_seen_and_not_otherwise(people: People) -> None:
    admin = people["admin"]
    (row,) = admin.get("/registers/units?q=Next Water").json()["rows"]
    changed = {"row": row["row"], "values": cells({**row["values"], "phone": "0571-00000009"}), "seen": row["seen"]}
    assert admin.post("/registers/units", changed).status_code == 200
    assert Unit.objects.get(code="next/water").phone == "0571-00000009"
    again = {**changed, "values": cells({**row["values"], "phone": "0571-00000008"})}
    assert admin.post("/registers/units", again).status_code == 412
    wrong = admin.post("/registers/units", {"values": cells({"code": "a b", "name": "X"})})
    assert wrong.status_code == 422
    assert admin.post("/registers/units", {"row": "nobody", "values": None}).status_code == 404
    assert admin.post("/registers/units", {"row": "street/water", "values": None}).status_code == 409
    assert admin.get("/registers/nothing").status_code in (404, 422)


def test_other_routes_are_tried_and_gaps_are_told(people: People, world: World) -> None:
    number, admin = world.drive(world.report(), "file"), people["admin"]
    tried = admin.post("/routes/trial", {"routes": [{"class_code": "06", "unit": "street/roads"}], "days": 7}).json()
    assert (tried["cases"], tried["total"]) == (1, 1)
    assert tried["moved"] == [{"now": "street/water", "then": "street/roads", "cases": 1}]
    assert tried["examples"][0]["number"] == number
    none = admin.post("/routes/trial", {"routes": []}).json()
    assert none["moved"][0]["then"] is None
    wrong = admin.post("/routes/trial", {"routes": [{"unit": "nobody"}]})
    assert wrong.status_code == 422
    assert admin.post("/routes/trial", {"routes": [], "days": 0}).status_code == 422
    assert isinstance(admin.get("/routes/gaps").json()["gaps"], list)
