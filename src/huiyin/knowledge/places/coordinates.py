"""Coordinate systems in use in China, and the one that is stored.

Longitude and latitude are in degrees, always in the order (lon, lat). WGS-84 is stored. GCJ-02 is the shifted
system of Chinese map services; BD-09 is Baidu's further shift of it. Both shifts together move a point in Shanghai by
about 1 km, so a list read in the wrong system puts its compounds in another street.

Neither shift is published by its authority. The formulas here are the ones commonly implemented; they agree with the
map services to about a metre, which is far below the width of a compound.
"""

from collections.abc import Callable
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from typing import Literal

System = Literal["wgs84", "gcj02", "bd09"]

# Krasovsky 1940: semi-major axis in metres and first eccentricity squared.
_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
_BD_ANGLE = pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.006
# The inversion halves its error by a factor of more than 1,000 each round; 1e-9 degrees is 0.1 mm.
_TOLERANCE = 1e-9
_ROUNDS = 20


def to_wgs84(lon: float, lat: float, system: System) -> tuple[float, float]:
    """The WGS-84 position of a point given in `system`.

    Inverts the forward shift by iteration, so that shifting the answer forward gives the input to within 1e-8 degrees
    (1 mm). A point outside China is returned as it is.

    Raises ValueError when `system` is not one of the three or the point is not on the globe.
    """
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        raise ValueError(f"no such position: longitude {lon}, latitude {lat}")
    match system:
        case "wgs84":
            return lon, lat
        case "gcj02":
            return _inverse(wgs84_to_gcj02, lon, lat)
        case "bd09":
            return _inverse(wgs84_to_bd09, lon, lat)
    raise ValueError(f"unknown coordinate system {system!r}: use wgs84, gcj02 or bd09")


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """The GCJ-02 position of a WGS-84 point; the point itself outside China."""
    if outside_china(lon, lat):
        return lon, lat
    x, y = lon - 105.0, lat - 35.0
    root = sqrt(abs(x))
    wave = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = radians(lat)
    curvature = 1.0 - _ECCENTRICITY * sin(phi) ** 2
    meridian = _AXIS * (1.0 - _ECCENTRICITY) / (curvature * sqrt(curvature))
    parallel = _AXIS / sqrt(curvature) * cos(phi)
    return lon + east * 180.0 / (parallel * pi), lat + north * 180.0 / (meridian * pi)


def gcj02_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    """The BD-09 position of a GCJ-02 point."""
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BD_ANGLE)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_ANGLE)
    return radius * cos(angle) + _BD_LON, radius * sin(angle) + _BD_LAT


def wgs84_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    """The BD-09 position of a WGS-84 point; the point itself outside China."""
    if outside_china(lon, lat):
        return lon, lat
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def outside_china(lon: float, lat: float) -> bool:
    """Whether a point lies outside the rectangle in which the shifts apply."""
    return not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271)


def _inverse(
    forward: Callable[[float, float], tuple[float, float]], lon: float, lat: float
) -> tuple[float, float]:
    if outside_china(lon, lat):
        return lon, lat
    guess_lon, guess_lat = lon, lat
    for _ in range(_ROUNDS):
        seen_lon, seen_lat = forward(guess_lon, guess_lat)
        off_lon, off_lat = lon - seen_lon, lat - seen_lat
        guess_lon, guess_lat = guess_lon + off_lon, guess_lat + off_lat
        if abs(off_lon) < _TOLERANCE and abs(off_lat) < _TOLERANCE:
            break
    return guess_lon, guess_lat
