"""`linli user`: accounts from the command line."""

import io

import pytest

from linli.accounts.models import Account
from linli.accounts.queries import actor_for
from linli.config import cli
from linli.config.commands import user
from linli.kernel.models import AuditEntry
from linli.kernel.territory import territory
from linli.ops.errors import OperationError
from tests.domain.asking import EYE
from tests.world import COMMUNITY, World

pytestmark = pytest.mark.postgres15
PASSWORD = "sycamores along the canal"


def linli(*arguments: str) -> None:
    assert user.run(cli.parser().parse_args(["user", *arguments])) == 0


def test_an_added_account_gets_a_password_that_is_shown_once_and_opens(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    linli("add", "qian", "--name", "Qian Wei", "--unit", "street")
    shown = capsys.readouterr().out.split()[-1]
    assert Account.objects.get(username="qian").check_password(shown)
    assert len(shown) >= 20


def test_a_password_is_read_from_the_standard_input_and_not_shown(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    linli("reset-password", "zhao", "--password-stdin")
    assert Account.objects.get(username="zhao").check_password(PASSWORD)
    assert capsys.readouterr().out == ""


def test_a_role_is_given_listed_and_taken_away(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    linli("grant", "zhao", "verifier", "--area", COMMUNITY)
    assert actor_for(world.accounts["zhao"]).holds("case.check_pass")
    linli("list")
    line = next(line for line in capsys.readouterr().out.splitlines() if "\tzhao\t" in line)
    assert line == f"✓\tzhao\tZhao\tstreet/water\thandler@street/water, verifier@{COMMUNITY}"
    linli("revoke", "zhao", "verifier", "--area", COMMUNITY)
    assert not actor_for(world.accounts["zhao"]).holds("case.check_pass")


def test_an_account_is_closed_and_opened_and_the_audit_names_the_operator(world: World) -> None:
    linli("disable", "ZHAO")
    assert not Account.objects.get(username="zhao").is_active
    linli("enable", "zhao")
    assert Account.objects.get(username="zhao").is_active
    with territory(EYE):
        entries = AuditEntry.objects.filter(object_type="accountrecord").values_list("actor", flat=True)
        assert all(actor.startswith("operator:") for actor in entries)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["disable", "nobody"], "There is no account nobody"),
        (["add", "zhao", "--name", "Z"], "该用户名已被使用，请换一个。 · This user name is taken"),
        (["enable", "zhao"], "This step is not possible"),
        (["grant", "zhao", "nothing", "--everywhere"], "There is no such role."),
    ],
)
def test_what_stands_in_the_way_is_told_in_a_sentence(world: World, arguments: list[str], sentence: str) -> None:
    with pytest.raises(OperationError, match=r"Remedy:") as caught:
        linli(*arguments)
    assert sentence in str(caught.value)


def test_a_role_needs_a_node() -> None:
    with pytest.raises(SystemExit):
        cli.parser().parse_args(["user", "grant", "zhao", "verifier"])
