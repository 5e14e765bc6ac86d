"""What the installation rests on: locks without addresses, icons that exist, translations compiled."""

import re
from pathlib import Path

import pytest

from linli.ops import assets, translations
from linli.ops.errors import OperationError

CHECKOUT = Path(__file__).resolve().parents[3]
LOCKS = ["requirements/runtime.txt", "requirements/dev.txt", "package-lock.json"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address(name: str) -> None:
    assert not re.search(r"https?:|file:|ssh:|--(extra-)?index|--find-links", (CHECKOUT / name).read_text())


def test_every_locked_python_package_is_pinned_and_hashed() -> None:
    for name in LOCKS[:2]:
        for entry in re.split(r"\n(?=[A-Za-z])", (CHECKOUT / name).read_text()):
            if not entry.startswith("#"):
                assert re.match(r"[\w.-]+==\S+ \\\n    --hash=sha256:", entry), entry


def test_the_runtime_lock_is_part_of_the_lock_for_development() -> None:
    runtime, development = (
        set(re.findall(r"^([\w.-]+==\S+)", (CHECKOUT / name).read_text(), re.MULTILINE)) for name in LOCKS[:2]
    )
    assert runtime <= development


def test_a_sprite_holds_a_symbol_for_each_name(tmp_path: Path) -> None:
    (tmp_path / "home.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><path stroke="none" d="M0 0"/><path d="M5 12"/></svg>'
    )
    drawn = assets.sprite(["home"], tmp_path)
    assert '<symbol id="home"' in drawn
    assert 'd="M5 12"' in drawn
    assert 'd="M0 0"' not in drawn


def test_an_icon_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="nonsense"):
        assets.sprite(["nonsense"], tmp_path)


def test_a_missing_npm_is_told_with_its_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OperationError, match="npm is missing") as refused:
        assets.install(tmp_path)
    assert "nodejs" in refused.value.remedy


def test_a_catalogue_is_compiled_once_until_it_changes(tmp_path: Path) -> None:
    source = tmp_path / "linli" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8"\n\nmsgid "Close"\nmsgstr "结案"\n')
    assert translations.compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert translations.compile_catalogues(tmp_path) == []


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    source = tmp_path / "linli" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text("nonsense\n")
    with pytest.raises(OperationError, match=r"django\.po"):
        translations.compile_catalogues(tmp_path)
