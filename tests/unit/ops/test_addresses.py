"""Each process is told the addresses of the database that it works with, and no others."""

import subprocess
import sys
from pathlib import Path

import pytest

from linli.config.commands import serve
from linli.ops import folders, instance, roles

URLS = roles.urls(Path("/some/where"))
GIVEN = "postgresql://linli_owner@elsewhere/linli"


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator's shell that names every address."""
    for name in URLS.environment():
        monkeypatch.setenv(name, GIVEN)


@pytest.mark.usefixtures("surroundings")
@pytest.mark.parametrize("urls", [URLS, None], ids=["embedded", "given"])
def test_web_and_worker_are_told_neither_the_owner_nor_the_backup(urls: roles.Urls | None, tmp_path: Path) -> None:
    environment = instance.environment(tmp_path, urls)
    for child in (serve.worker(environment), serve.web(environment, 8000)):
        addresses = {name for name in child.environment if name.endswith("_URL")} & set(URLS.environment())
        assert addresses == {"DATABASE_URL", "LINLI_RELAY_URL"}


@pytest.mark.usefixtures("surroundings")
@pytest.mark.parametrize("urls", [URLS, None], ids=["embedded", "given"])
def test_whoever_prepares_the_database_is_told_its_owner_but_not_the_backup(
    urls: roles.Urls | None, tmp_path: Path
) -> None:
    environment = instance.environment(tmp_path, urls)
    assert environment["LINLI_ADMIN_URL"] == (urls.admin if urls else GIVEN)
    assert "LINLI_BACKUP_URL" not in environment


def test_the_settings_of_web_and_worker_know_no_owner(tmp_path: Path) -> None:
    """Asked of a process that is told what they are told."""
    environment = serve.of_the_running(instance.environment(tmp_path, URLS)) | {"LINLI_SECRET_KEY": "x" * 40}
    code = "from linli.config import settings; print(sorted(settings.DATABASES))"
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=folders.CHECKOUT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "['default', 'relay']\n"
