"""What is in the repository may be read by anybody: no address of a registry, no path of somebody's machine."""

import re
import subprocess

import pytest

from tests.contracts.source import ROOT

# Put together here, so that this file is not found by its own rule.
HOSTS = ["registry." + "npmjs.org", "registry." + "npmmirror.com", "pypi." + "org", "files." + "pythonhosted.org"]
PATHS = ["/work/" + "main", "/work/" + "shared", "/" + "root/", "/home/" + "[a-z]+/"]
FORBIDDEN = re.compile("|".join([*map(re.escape, HOSTS), *PATHS]))


def texts() -> list[tuple[str, str]]:
    """Every file that git knows and that is text."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    found = []
    for name in filter(None, told.split("\0")):
        path = ROOT / name
        try:
            found.append((name, path.read_text()))
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
    return found


def places_in(name: str, text: str) -> list[str]:
    lines = enumerate(text.splitlines(), 1)
    return [f"{name}:{number}: {line.strip()[:80]}" for number, line in lines if FORBIDDEN.search(line)]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a checkout knows which files are its own")
def test_no_file_names_a_registry_or_a_machine() -> None:
    assert "\n".join(place for name, text in texts() for place in places_in(name, text)) == ""


@pytest.mark.parametrize("bad", ["https://pypi." + "org/simple", "/" + "root/linli", "/home/" + "wang/linli"])
def test_the_rule_finds_a_bad_line(bad: str) -> None:
    assert places_in("bad.txt", f"good\n{bad}\n") == [f"bad.txt:2: {bad}"]
