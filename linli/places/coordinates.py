"""Datums of Chinese maps. Linli stores CGCS2000 only; a point says its datum and is converted at the edge."""

import math
from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

Position: TypeAlias = tuple[float, float]


class Datum(StrEnum):
    """What a pair of longitude and latitude was measured against."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"


EARTH_RADIUS_METRES = 6_371_008.8

# The published offset of GCJ-02: the Krasovsky ellipsoid, and the box outside which nothing is shifted.
SEMI_MAJOR_AXIS = 6_378_245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271

BAIDU_TURN = math.pi * 3000.0 / 180.0
INVERSE_TOLERANCE_DEGREES = 1e-9
INVERSE_ROUNDS = 30


def to_cgcs2000(lon: float, lat: float, datum: Datum) -> Position:
    """Longitude and latitude as stored. GCJ-02 and BD-09 have no exact inverse: iterated far below 1e-6."""
    position = _checked(lon, lat)
    if datum in (Datum.WGS84, Datum.CGCS2000) or not _is_shifted(*position):
        return position
    forward = _gcj02_of if datum is Datum.GCJ02 else _bd09_of
    return _inverse(forward, position)


def from_cgcs2000(lon: float, lat: float, datum: Datum) -> Position:
    """A stored position in the datum of somebody else's map."""
    position = _checked(lon, lat)
    if datum in (Datum.WGS84, Datum.CGCS2000) or not _is_shifted(*position):
        return position
    return _gcj02_of(*position) if datum is Datum.GCJ02 else _bd09_of(*position)


def distance_metres(one: Position, other: Position) -> float:
    """Great-circle distance of two positions of the same datum."""
    (lon1, lat1), (lon2, lat2) = _checked(*one), _checked(*other)
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_phi, half_lambda = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_METRES * math.asin(math.sqrt(min(1.0, chord)))


def _checked(lon: float, lat: float) -> Position:
    for value, limit, name in ((lon, 180, "longitude"), (lat, 90, "latitude")):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"The {name} is not a finite number.")
        if abs(value) > limit:
            raise ValueError(f"The {name} lies outside -{limit} to {limit} degrees.")
    return float(lon), float(lat)


def _is_shifted(lon: float, lat: float) -> bool:
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def _inverse(forward: Callable[[float, float], Position], target: Position) -> Position:
    lon, lat = target
    for _ in range(INVERSE_ROUNDS):
        shifted_lon, shifted_lat = forward(lon, lat)
        error_lon, error_lat = shifted_lon - target[0], shifted_lat - target[1]
        lon, lat = lon - error_lon, lat - error_lat
        if max(abs(error_lon), abs(error_lat)) < INVERSE_TOLERANCE_DEGREES:
            break
    return lon, lat


def _gcj02_of(lon: float, lat: float) -> Position:
    x, y, phi = lon - 105.0, lat - 35.0, math.radians(lat)
    flattening = 1 - ECCENTRICITY_SQUARED * math.sin(phi) ** 2
    root = math.sqrt(flattening)
    metres_per_radian_lat = SEMI_MAJOR_AXIS * (1 - ECCENTRICITY_SQUARED) / (flattening * root)
    metres_per_radian_lon = SEMI_MAJOR_AXIS / root * math.cos(phi)
    return (
        lon + math.degrees(_east_offset(x, y) / metres_per_radian_lon),
        lat + math.degrees(_north_offset(x, y) / metres_per_radian_lat),
    )


def _bd09_of(lon: float, lat: float) -> Position:
    x, y = _gcj02_of(lon, lat)
    radius = math.hypot(x, y) + 0.00002 * math.sin(y * BAIDU_TURN)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * BAIDU_TURN)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _east_offset(x: float, y: float) -> float:
    polynomial = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    waves = _wave(x, 6, 20.0) + _wave(x, 2, 20.0) + _wave(x, 1, 20.0) + _wave(x, 1 / 3, 40.0)
    return polynomial + (waves + _wave(x, 1 / 12, 150.0) + _wave(x, 1 / 30, 300.0)) * 2.0 / 3.0


def _north_offset(x: float, y: float) -> float:
    polynomial = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    waves = _wave(x, 6, 20.0) + _wave(x, 2, 20.0) + _wave(y, 1, 20.0) + _wave(y, 1 / 3, 40.0)
    return polynomial + (waves + _wave(y, 1 / 12, 160.0) + _wave(y, 1 / 30, 320.0)) * 2.0 / 3.0


def _wave(value: float, turns: float, height: float) -> float:
    return height * math.sin(value * turns * math.pi)
