"""The codes at the doors as a PDF to print or to send to a printer's shop; the words reach the typesetter as data."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst
from django.http import HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from linli.kernel.refusals import Refusal
from linli.ops.fonts import family, fonts
from linli.web.doors.views import IN_A_FILE, QUIET_ZONE, Door, at_doors, foot, known, wanted
from linli.web.entry import staff_only
from linli.web.request import Request

SHEET = Path(__file__).with_name("doors.typ")


@staff_only
@require_safe
def paper(request: Request) -> HttpResponse:
    """The sheets of an area. Raises Refusal `forbidden`, `not_found`, and `rule` without a Chinese font."""
    chosen = wanted(request, known(request))
    found, _ = at_doors(request, chosen, IN_A_FILE) if chosen else ([], 0)
    if chosen is None or not found:
        raise Refusal("not_found")
    font = family()
    if not font:
        raise Refusal("rule", rule="no_chinese_font")
    with translation.override("zh-hans"):
        told = {**foot(), "size": chosen.size, "font": font, "area": chosen.area.name}
    answer = HttpResponse(_set(found, told), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="doors-{chosen.area.code}-{chosen.page}.pdf"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _set(found: Sequence[Door], told: dict[str, Any]) -> bytes:
    with TemporaryDirectory(prefix="linli-") as name:
        folder = Path(name)
        shutil.copyfile(SHEET, folder / "main.typ")
        for at, door in enumerate(found):
            segno.make(door.link, error="m").save(str(folder / f"{at}.svg"), border=QUIET_ZONE, light="#fff")
        rows = [[door.name, door.address, door.short] for door in found]
        (folder / "told.json").write_text(json.dumps({**told, "doors": rows}, ensure_ascii=False), "utf-8")
        return typst.compile(str(folder / "main.typ"), root=name, font_paths=fonts())
