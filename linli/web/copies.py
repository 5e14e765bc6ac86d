"""A copy of what is held about somebody, to take away: for programs as JSON, for people as a page, in one file."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from linli.web.entry import unkept


def as_file(
    name: str, told: Mapping[str, object], template: str, said: Mapping[str, object], pictures: Mapping[str, Path]
) -> HttpResponse:
    """The answer that carries the copy. `told` is for programs, `template` with `said` the page that tells the same;
    `pictures` go along under their names, as far as they are there."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2, default=lambda at: at.isoformat()))
        pack.writestr("data.html", render_to_string(template, {**said, "made_at": timezone.now()}))
        for inside, place in pictures.items():
            if place.exists():
                pack.writestr(inside, place.read_bytes())
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return unkept(response)
