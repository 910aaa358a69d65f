from math import cos, hypot, radians
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.knowledge.places.coordinates import (
    System,
    gcj02_to_bd09,
    outside_china,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

IN_CHINA = st.tuples(st.floats(75.0, 134.0), st.floats(18.5, 53.0))


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[0] - other[0]) * 111_320 * cos(radians(one[1]))
    return hypot(east, (one[1] - other[1]) * 110_574)


def test_the_forward_shifts_give_the_published_example_point() -> None:
    # (116.404, 39.915) and its images are the example that open converters of these systems publish.
    assert wgs84_to_gcj02(116.404, 39.915) == pytest.approx((116.41024449916938, 39.91640428150164), abs=1e-9)
    assert gcj02_to_bd09(116.404, 39.915) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-9)


@given(IN_CHINA)
def test_a_point_shifted_forward_comes_back_to_itself(point: tuple[float, float]) -> None:
    assert to_wgs84(*wgs84_to_gcj02(*point), "gcj02") == pytest.approx(point, abs=1e-8)
    assert to_wgs84(*wgs84_to_bd09(*point), "bd09") == pytest.approx(point, abs=1e-8)


@given(IN_CHINA)
def test_bd09_is_gcj02_shifted_once_more(point: tuple[float, float]) -> None:
    assert wgs84_to_bd09(*point) == gcj02_to_bd09(*wgs84_to_gcj02(*point))


@given(st.tuples(st.floats(121.0, 122.0), st.floats(30.7, 31.8)))
def test_in_shanghai_unconverted_bd09_is_off_by_about_a_kilometre(point: tuple[float, float]) -> None:
    assert 700 < metres(wgs84_to_bd09(*point), point) < 1_500
    assert 300 < metres(wgs84_to_gcj02(*point), point) < 700


@pytest.mark.parametrize("system", get_args(System))
@pytest.mark.parametrize("abroad", [(139.69, 35.68), (2.35, 48.86), (-74.0, 40.7), (151.2, -33.9)])
def test_points_outside_china_are_never_moved(abroad: tuple[float, float], system: System) -> None:
    assert outside_china(*abroad)
    assert to_wgs84(*abroad, system) == abroad
    assert wgs84_to_bd09(*abroad) == abroad
    assert wgs84_to_gcj02(*abroad) == abroad


def test_wgs84_is_stored_as_given() -> None:
    assert to_wgs84(121.4737, 31.2304, "wgs84") == (121.4737, 31.2304)


def test_an_impossible_position_and_an_unknown_system_are_refused() -> None:
    with pytest.raises(ValueError, match=r"longitude 31\.2, latitude 121\.4"):
        to_wgs84(31.2, 121.4, "wgs84")
    with pytest.raises(ValueError, match=r"'utm'.*wgs84, gcj02 or bd09"):
        to_wgs84(121.4, 31.2, "utm")  # type: ignore[arg-type]
