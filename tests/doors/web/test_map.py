"""The maps of the pages: points, outlines, base map, and the page that is a map."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huiyin.doors.web.map import outlines
from huiyin.doors.web.templatetags.map import map_of
from huiyin.records.accounts.models import Account
from huiyin.records.ledger.action import By
from huiyin.records.problems.models import Problem
from huiyin.records.registry.actions.compounds import load
from huiyin.records.registry.csv_files import CompoundRow, Position
from huiyin.records.registry.models import Compound, Unit
from records.registry.few_divisions import set_up_few

AT = datetime(2022, 9, 15, 1, tzinfo=UTC)
BYTES = bytes(range(256)) * 8
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _moment(settings: LazySettings) -> None:
    settings.HUIYIN_NOW = "2022-09-15T09:00:00+08:00"


def at(longitude: float, latitude: float) -> Position:
    return Position(longitude, latitude, longitude, latitude, "wgs84")


@pytest.fixture
def places(db: None) -> dict[str, Compound]:
    """Two compounds close together and one without a place in 静安, one in 闵行."""
    by = By("zhou", AT, "cli")
    set_up_few(by)
    rows = [
        CompoundRow("t1", "青梧雅苑", "静安区", position=at(121.4500004, 31.25)),
        CompoundRow("t2", "丹枫别院", "静安区", position=at(121.455, 31.251)),
        CompoundRow("t3", "<b>春晓</b>", "静安区"),
        CompoundRow("t4", "白鹭新城", "闵行区", position=at(121.38, 31.11)),
    ]
    load(by, rows)
    made = {compound.code: compound for compound in Compound.objects.all()}
    for code, room in (("t1", "101"), ("t1", "102"), ("t3", "301"), ("t4", "401")):
        Problem.objects.create(
            violation="illegal-construction",
            compound=made[code],
            place_key=f"//{room}",
            counting_unit=made[code].counting_unit,
            channel="hotline",
            first_on=AT.date(),
            opened_at=AT,
        )
    return made


@pytest.fixture
def sign_in(places: dict[str, Compound], client: Client) -> SignIn:
    """The client, signed in as somebody of a unit with a role."""

    def enter(unit: str = "jingan", role: str = "officer") -> Client:
        account = Account.objects.create(
            username="chen", name="陈", roles=role, unit=Unit.objects.get(code=unit), made_at=AT
        )
        client.force_login(account)
        return client

    return enter


@pytest.fixture
def maps(settings: LazySettings, tmp_path: Path) -> Path:
    """The folder for what lies under maps, in a home of its own; empty."""
    settings.HUIYIN_HOME = tmp_path
    folder = tmp_path / "maps"
    folder.mkdir()
    return folder


def feature(compound: Compound, place: list[float], count: int, **more: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": compound.pk,
        "geometry": {"type": "Point", "coordinates": place},
        "properties": {
            "id": compound.pk,
            "name": compound.name,
            "open": count,
            "overdue": 0,
            "settled": 0,
            **more,
        },
    }


def test_the_points_are_those_of_the_readers_area_and_the_unplaced_are_counted(
    sign_in: SignIn, places: dict[str, Compound]
) -> None:
    client = sign_in()
    with CaptureQueriesContext(connection) as statements:
        response = client.get("/map/compounds.geojson")
    assert response.headers["Content-Type"] == "application/geo+json"
    assert json.loads(response.content) == {
        "type": "FeatureCollection",
        "features": [
            feature(places["t1"], [121.45, 31.25], 2),
            feature(places["t2"], [121.455, 31.251], 0),
        ],
        "unplaced": {"compounds": 1, "open": 1},
    }
    assert len([s for s in statements if "compound" in s["sql"]]) == 2


def test_the_bureau_sees_every_area_and_can_leave_out_what_has_no_open_problem(
    sign_in: SignIn, places: dict[str, Compound]
) -> None:
    found = json.loads(sign_in("sh-bureau", "city-supervisor").get("/map/compounds.geojson?open").content)
    assert [f["properties"]["name"] for f in found["features"]] == ["青梧雅苑", "白鹭新城"]


def test_about_one_compound_its_neighbours_come_along_and_it_is_marked(
    sign_in: SignIn, places: dict[str, Compound]
) -> None:
    client = sign_in("sh-bureau", "city-supervisor")
    found = json.loads(client.get(f"/map/compounds.geojson?near={places['t2'].pk}").content)
    assert found["features"] == [
        feature(places["t1"], [121.45, 31.25], 2),
        feature(places["t2"], [121.455, 31.251], 0, selected=True),
    ]
    placeless = json.loads(client.get(f"/map/compounds.geojson?near={places['t3'].pk}").content)
    assert placeless == {
        "type": "FeatureCollection",
        "features": [],
        "unplaced": {"compounds": 1, "open": 1},
    }


def test_what_lies_outside_the_area_is_not_found(sign_in: SignIn, places: dict[str, Compound]) -> None:
    client = sign_in()
    assert client.get(f"/map/compounds.geojson?near={places['t4'].pk}").status_code == 404
    assert client.get("/map/compounds.geojson?near=999999999999999999").status_code == 404


@pytest.mark.parametrize(
    "query", ["near=", "near=x", "near=-1", "near=²", "near=" + 19 * "9", "district=310106"]
)
def test_a_query_that_is_not_understood_is_refused(sign_in: SignIn, query: str) -> None:
    response = sign_in().get(f"/map/compounds.geojson?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.content.decode()


def test_who_may_see_no_problem_sees_no_point(sign_in: SignIn) -> None:
    client = sign_in("sh-bureau", "admin")
    assert client.get("/map/compounds.geojson").status_code == 403
    assert client.get("/map/").status_code == 403


@pytest.mark.parametrize(
    "address", ["/map/", "/map/compounds.geojson", "/map/outlines.geojson", "/map/tiles/sh.pmtiles"]
)
def test_nobody_sees_a_map_without_signing_in(client: Client, maps: Path, db: None, address: str) -> None:
    (maps / "sh.pmtiles").write_bytes(BYTES)
    (maps / "outlines.geojson").write_text("{}")
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")


def test_points_that_have_not_changed_are_not_sent_again(
    sign_in: SignIn, places: dict[str, Compound]
) -> None:
    client = sign_in()
    tag = client.get("/map/compounds.geojson").headers["ETag"]
    again = client.get("/map/compounds.geojson", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")

    Problem.objects.filter(compound=places["t1"]).first().delete()  # type: ignore[union-attr]
    changed = client.get("/map/compounds.geojson", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    assert changed.headers["Cache-Control"] == "private, no-cache"


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-126", 0, 126),
        ("bytes=2000-", 2000, 2047),
        ("bytes=-48", 2000, 2047),
        ("bytes=2040-9999", 2040, 2047),
    ],
)
def test_a_range_of_a_base_map_is_sent(
    sign_in: SignIn, maps: Path, asked: str, first: int, last: int
) -> None:
    (maps / "sh.pmtiles").write_bytes(BYTES)
    response = sign_in().get("/map/tiles/sh.pmtiles", headers={"Range": asked})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/2048"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert body(response) == BYTES[first : last + 1]


def test_a_range_beyond_the_end_cannot_be_had(sign_in: SignIn, maps: Path) -> None:
    (maps / "sh.pmtiles").write_bytes(BYTES)
    response = sign_in().get("/map/tiles/sh.pmtiles", headers={"Range": "bytes=2048-3000"})
    assert response.status_code == 416
    assert response.headers["Content-Range"] == "bytes */2048"


def test_a_whole_base_map_is_sent_and_kept_by_the_reader_alone(sign_in: SignIn, maps: Path) -> None:
    (maps / "上海 1.2.pmtiles").write_bytes(BYTES)
    response = sign_in().get("/map/tiles/上海 1.2.pmtiles")
    assert response.status_code == 200
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Cache-Control"] == "private, max-age=86400"
    assert body(response) == BYTES


@pytest.mark.parametrize(
    "name",
    [
        "..%2Fsecret",
        "%2e%2e%2fsecret",
        "../secret",
        "..%5Csecret",
        "folder%2Finner",
        "none",
        "%00",
        "*",
        "sh*",
    ],
)
def test_only_base_maps_of_the_folder_itself_are_sent(sign_in: SignIn, maps: Path, name: str) -> None:
    (maps.parent / "secret.pmtiles").write_bytes(b"secret")
    (maps / "folder").mkdir()
    (maps / "folder/inner.pmtiles").write_bytes(b"inner")
    (maps / "sh.pmtiles").write_bytes(BYTES)
    assert sign_in().get(f"/map/tiles/{name}.pmtiles").status_code == 404
    assert outlines.base_map("../secret") is None
    assert outlines.base_map("folder/inner") is None


def test_outlines_are_sent_as_the_installation_has_them(sign_in: SignIn, maps: Path) -> None:
    client = sign_in()
    assert client.get("/map/outlines.geojson").status_code == 404
    (maps / "outlines.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    response = client.get("/map/outlines.geojson")
    assert response.headers["Content-Type"] == "application/geo+json"
    assert body(response) == b'{"type":"FeatureCollection","features":[]}'


def test_a_map_names_what_the_installation_lays_under_it(maps: Path) -> None:
    bare = map_of("/points")
    assert (bare["tiles"], bare["outlines"]) == ("", "")

    (maps / "b.pmtiles").write_bytes(b"b")
    (maps / "a ä.pmtiles").write_bytes(b"a")
    (maps / "outlines.geojson").write_text("{}")
    dressed = map_of("/points")
    assert str(dressed["tiles"]).startswith("/map/tiles/a%20%C3%A4.pmtiles?")
    assert str(dressed["outlines"]).startswith("/map/outlines.geojson?")
    (maps / "outlines.geojson").write_text('{"changed": 1}')
    assert map_of("/points")["outlines"] != dressed["outlines"]


def test_a_map_has_no_height_of_its_own() -> None:
    with pytest.raises(ValueError, match="no such height of a map: '300px'"):
        map_of("/points", height="300px")


def test_the_tag_loads_what_a_map_needs_and_escapes_what_it_is_given(maps: Path) -> None:
    text = Template("{% load map %}{% map_of source height='low' label=label selected=7 %}").render(
        Context({"source": '/points?a="><script>', "label": '"><script>'})
    )
    assert 'data-source="/points?a=&quot;&gt;&lt;script&gt;"' in text
    assert 'aria-label="&quot;&gt;&lt;script&gt;"' in text
    assert 'class="map map-low"' in text
    assert 'data-selected="7"' in text
    assert 'type="module" src="/static/huiyin/dist/map-' in text
    assert 'data-worker="/static/huiyin/dist/map-worker-' in text
    assert " style=" not in text
    assert "<script>" not in text


def test_the_page_lists_beneath_its_map_the_compounds_with_open_problems(
    sign_in: SignIn, places: dict[str, Compound]
) -> None:
    client = sign_in()
    page = client.get("/map/").content.decode()
    rows = page[page.index("<tbody>") : page.index("</tbody>")]
    assert rows.index("青梧雅苑") < rows.index("&lt;b&gt;春晓")
    assert "丹枫别院" not in rows
    assert "白鹭新城" not in page
    assert f'href="/compounds/{places["t1"].pk}/"' in rows
    assert (
        "Compounds with open problems"
        in client.get("/map/", headers={"Accept-Language": "en"}).content.decode()
    )
