"""Brings the third-party files of the pages into place: `python -m linli.ops.assets`. None is committed."""

import gzip
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from linli.ops.errors import OperationError

CHECKOUT = Path(__file__).resolve().parents[2]
INSTALL_LIMIT = 180.0
TRIES = 2
# ECharts' own smaller build: lines, bars and dots, with tooltips, legend and what a screen reader is told.
COPIED = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "echarts/dist/echarts.common.min.js": "echarts.js",
    # The build whose worker is a file of its own, so that the pages' policy needs no blob: for it.
    "maplibre-gl/dist/maplibre-gl-csp.js": "maplibre.js",
    "maplibre-gl/dist/maplibre-gl-csp-worker.js": "maplibre-worker.js",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre.css",
    "maplibre-gl/LICENSE.txt": "maplibre.LICENSE.txt",
}
RULE = re.compile(r"([^{}]+)\{[^{}]*\}")
ICONS = "@tabler/icons/icons/outline"
SVG = "http://www.w3.org/2000/svg"
SYMBOL = {
    "viewBox": "0 0 24 24",
    "fill": "none",
    "stroke": "currentColor",
    "stroke-width": "2",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
}


def build(checkout: Path = CHECKOUT) -> None:
    """Install the packages that the lock names, then copy and make the few files that the pages use."""
    install(checkout)
    modules, vendor = checkout / "node_modules", checkout / "linli" / "web" / "static" / "vendor"
    vendor.mkdir(parents=True, exist_ok=True)
    for source, name in COPIED.items():
        text = (modules / source).read_text("utf-8")
        # A reference to a source map that is not shipped breaks the hashing of static files.
        text = re.sub(r"/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+", "", text)
        if name.endswith(".css"):
            text = without_sidebars(text)
        (vendor / name).write_text(text, "utf-8")
        (vendor / f"{name}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
    names = (checkout / "linli" / "web" / "icons.txt").read_text("utf-8").split()
    (vendor / "icons.svg").write_text(sprite(names, modules / ICONS), "utf-8")


def without_sidebars(css: str) -> str:
    """Without the rules that look for a navigation bar at the side (`:has(…navbar…)`). No page has one, and for their
    sake a browser styles the whole page anew whenever any element gets a class."""
    return RULE.sub(lambda rule: "" if ":has(" in rule[1] and "navbar" in rule[1] else rule[0], css)


def install(checkout: Path) -> None:
    """Run `npm ci` unless it has already run for this lock; a try that hangs is ended and made once more."""
    stamp = checkout / "node_modules" / ".linli-lock"
    digest = hashlib.sha256((checkout / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    npm = shutil.which("npm")
    if npm is None:
        raise OperationError(
            "缺少 npm · npm is missing; the pages' styles come from npm packages",
            "install Node.js 20 with npm (Debian: apt-get install nodejs npm), then repeat",
        )
    said = ""
    for _ in range(TRIES):
        status, said = _run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], checkout)
        if status == 0:
            stamp.write_text(digest)
            return
    raise OperationError(
        f"npm ci 失败 · npm ci failed:\n{said.strip()[-2000:]}",
        "see that npm reaches its registry, then repeat",
    )


def _run(command: list[str], folder: Path) -> tuple[int, str]:
    """Run a program with a time limit; its own children end with it."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=INSTALL_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        return 1, f"{said}\nno answer for {INSTALL_LIMIT:.0f} s"
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return process.returncode, said


def sprite(names: list[str], folder: Path) -> str:
    """One SVG with a symbol for each name, to be shown with `<use href="…/icons.svg#name">`."""
    ElementTree.register_namespace("", SVG)
    drawing = ElementTree.Element(f"{{{SVG}}}svg")
    for name in names:
        source = folder / f"{name}.svg"
        if not source.exists():
            raise OperationError(
                f"没有这个图标 · There is no icon named {name}",
                "correct linli/web/icons.txt (names as in Tabler Icons)",
            )
        symbol = ElementTree.SubElement(drawing, f"{{{SVG}}}symbol", {"id": name, **SYMBOL})
        for shape in ElementTree.parse(source).getroot():
            if shape.get("stroke") != "none":
                shape.tail = None
                symbol.append(shape)
    return ElementTree.tostring(drawing, encoding="unicode") + "\n"


if __name__ == "__main__":
    try:
        build()
    except OperationError as error:
        sys.exit(str(error))
