"""Areas as a GeoJSON file has them. Pure."""

import json
from typing import Any, NoReturn

from linli.kernel.refusals import invalid

COLUMNS = ("code", "name", "level", "parent", "kind", "households")
LARGEST = 5 * 1024 * 1024


def parts_of(data: bytes) -> list[dict[str, Any]]:
    """The areas that the file holds, each with its boundary. Raises Refusal `invalid`."""
    try:
        document = json.loads(data, parse_constant=_no_number)
        features = [(dict(each["properties"]), _boundary(each["geometry"])) for each in document["features"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise invalid("file", "not_geojson") from error
    return [
        {**{column: _text(said.get(column)) for column in COLUMNS}, "boundary": boundary} for said, boundary in features
    ]


def _boundary(geometry: Any) -> dict[str, Any]:
    """What else stands there is nothing to us, and perhaps nothing that can be kept."""
    return {"type": str(geometry["type"]), "coordinates": geometry["coordinates"]}


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _text(value: Any) -> str:
    return "" if value is None else str(value)
