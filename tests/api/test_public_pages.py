"""Pages for everybody: a road's, the campaign's, the roll and frames, and what bad input comes to."""

from __future__ import annotations

import io
import re
from datetime import date
from html import unescape
from urllib.parse import quote, unquote, urlsplit

import pytest
from PIL import Image
from shapely import LineString

from api.application import create_app
from layers.access import RIGHTS
from layers.database import engine
from layers.derived import catch_up
from layers.public_road import public_roads
from maps.public_pages import Reader
from maps.road_page import roads_page
from tests.api.public_town import LONG, NAMED, PHONE, SILENT, build
from tests.conftest import make_token, new_database, shared_database
from tests.in_process import InProcess
from tests.scenes import SOUTH, WEST, put

database = shared_database


@pytest.fixture(scope="module", autouse=True)
def town(database, tmp_path_factory):
    build(database, tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def client(database, settings):
    with InProcess(create_app(settings, database)) as client:
        yield client


@pytest.fixture(autouse=True)
def _in_vietnamese(client):
    """A language that another test asked for is forgotten."""
    client.cookies.clear()


def opened(client, path, status=200, **query):
    answer = client.get(path, params=query, headers={"Accept": "text/html"})
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return unescape(answer.text).replace("\u00a0", " ")


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_stretch_is_told_as_donated_land_and_not_as_a_wide_road(client):
    """All that is given on the left is handed over, and the road is nowhere wide enough: no stretch may sound so."""
    html = words(opened(client, "/roads/R1", on="2023-04-30"))
    assert "0 m đã đủ rộng" in html.lower()
    assert "Km0+000 – Km0+160, trái: Đất hiến đã bàn giao" in html
    assert "Đất hiến dọc tuyến Mỗi đoạn cho biết" in html
    assert "Km0+000 – Km0+160, left: Donated land handed over" in words(
        opened(client, "/roads/R1", on="2023-04-30", lang="en")
    )
    drawn = client.get("/api/roads/R1/profile", params={"on": "2023-04-30", "f": "svg", "lang": "vi"}).text
    assert "R1: đất hiến dọc tuyến" in drawn
    assert "Còn phải mở" not in drawn


def test_a_roads_page_tells_what_the_api_tells_the_public(client):
    html = words(opened(client, "/roads/R1", on="2023-04-12"))
    row = next(row for row in client.get("/api/progress?by=road&on=2023-04-30").json()["rows"] if row["key"] == "R1")
    assert row["households"] == {"total": 16, "signed": 8, "handed_over": 8}
    assert "8 /16 hộ đã bàn giao đất" in html
    assert f"{row['donated_m2']['handed_over']} /{row['required_m2']} m² đất đã bàn giao" in html
    assert html.count("đến ngày 30/04/2023") >= 4, "each number has its day"
    assert "R1 · Tiểu khu 4 · dài 160 m · rộng tới 10,0 m" in html
    assert "1 trên 1 khu giải phóng mặt bằng" in html
    assert "Khu một" in html
    assert "Mở rộng đường R1" in html
    assert "Đã làm 20%, theo lần ghi ngày 30/04/2023" in html
    assert "25,0% 40 m trên 160 m, xem ngày 20/03/2023" in html


def test_a_roads_page_needs_no_script_for_its_picture_and_speaks_both_languages(client):
    html = opened(client, "/roads/R1", on="2023-04-30", lang="en")
    assert '<svg class="ribbon-picture"' in html
    section = re.search(r'<img src="([^"]+section\.svg[^"]+)"', html)[1]
    drawn = client.get(section)
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "<text" not in drawn.text, "a picture in a page has no typeface of its own"
    assert re.search(r'id="near"[^>]* hidden', html), "the map is for browsers with scripts"
    assert "households have handed their land over" in html
    assert "hộ" not in words(html).replace("Hộ", "")


def test_the_small_map_is_foliums_and_asks_for_nothing(client):
    html = opened(client, "/roads/R1")
    script = client.get(re.search(r'src="([^"]+/map\.js[^"]+)"', html)[1])
    assert script.headers["content-type"].startswith("text/javascript")
    assert 'var map_road = L.map("map_road"' in script.text
    assert '"lane-handed_over"' in script.text
    assert "http" not in script.text
    assert not re.search(r"innerHTML|fetch\(", script.text)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("code", ["R1", "EMPTY", "LONG", "ODD%2F1"])
def test_the_picture_for_others_has_the_size_that_they_want(client, code, lang):
    answer = client.get(f"/roads/{code}/picture.png", params={"lang": lang})
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert answer.headers["content-type"] == "image/png"


def test_metas_have_absolute_addresses_behind_a_proxy(database, settings):
    behind = settings.model_copy(update={"public_address": "https://duong.example.vn/mo/"})
    with InProcess(create_app(behind, database)) as client:
        html = opened(client, "/mo/roads/R1", on="2023-04-30")
        feed = client.get("/mo/changes.atom").text
    found = dict(re.findall(r'<meta property="og:(\w+)" content="([^"]*)"', html))
    assert found["url"] == "https://duong.example.vn/mo/roads/R1"
    assert found["image"].startswith("https://duong.example.vn/mo/roads/R1/picture.png?on=2023-04-30")
    assert found["title"] == "Đường R1"
    assert 'src="https://duong.example.vn/mo/embed/roads/R1?lang=vi"' in html
    assert set(re.findall(r'href="(https?://[^/"]+)', feed)) == {"https://duong.example.vn"}


@pytest.mark.parametrize("address", ["https://xa.example.vn/mo", "https://xa.example.vn/m%E1%BB%9F/"])
def test_all_that_pages_ask_for_lies_under_the_path_of_the_public_address(database, settings, address):
    """A proxy gives the service one path of a site, and passes it on as it came."""
    base = unquote(urlsplit(address).path).rstrip("/")
    with InProcess(create_app(settings.model_copy(update={"public_address": address}), database)) as client:
        for page in ("/", "/roads", "/roads/R1", "/campaign", "/signin"):
            html = client.get(base + page).text
            asked = re.findall(r'(?:href|src|action)="(/[^"]*)"', html)
            assert asked, page
            assert [path for path in asked if not unquote(path).startswith(f"{base}/")] == [], page
            script = next(unescape(path) for path in asked if path.endswith(".css"))
            assert client.get(script).status_code == 200, page
        assert client.get(base, follow_redirects=False).headers["location"].endswith(f"{quote(base)}/")
        assert client.get(f"{base}x/roads").status_code == 404
        tile = "/tiles/road_segments/14/13009/7263.mvt"
        assert client.get(base + tile).content == client.get(tile).content != b""
        assert client.get("/healthz").status_code == 200, "the machine itself asks without the path"


def test_only_what_is_made_for_frames_can_be_framed(client):
    def ancestors(path):
        policy = client.get(path, headers={"Accept": "text/html"}).headers.get_list("content-security-policy")
        assert len(policy) == 1
        return dict(part.split(" ", 1) for part in policy[0].split("; "))["frame-ancestors"]

    assert ancestors("/embed/roads/R1") == "*"
    for path in ("/", "/roads", "/roads/R1", "/thanks", "/campaign", "/signin", "/embed/roads/NONE", "/changes.atom"):
        assert ancestors(path) == "'self'", path
    embedded = client.get("/embed/roads/R1?lang=en")
    assert "set-cookie" not in embedded.headers, "others' pages set no cookie of ours"
    assert "<form" not in embedded.text
    assert "<script" not in embedded.text


def test_a_road_that_is_not_there_leads_to_the_search(client):
    html = opened(client, "/roads/NONE", 404)
    assert "Không có tuyến đường “NONE”" in words(html)
    assert 'role="search"' in html
    assert "/roads/R1" in html
    assert client.get("/roads/NONE/picture.png").status_code == 404


@pytest.mark.parametrize(
    ("typed", "found"), [("duong vang", ["EMPTY"]), ("r1", ["R1"]), ("tieu khu 4", ["R1"]), ("zz", [])]
)
def test_roads_are_found_without_diacritics_and_without_scripts(client, typed, found):
    html = opened(client, "/roads", q=typed)
    assert re.findall(r'href="/roads/(\w+)"', html) == found
    if not found:
        assert "Hãy gõ ít chữ hơn" in html


def test_roads_whose_figures_are_still_worked_out_are_not_called_unmeasured(cluster_url, template, settings, tmp_path):
    day = date(2023, 4, 30)
    reader = Reader(language="en", base="", site="http://t", path="/roads", place="Hà Trung", on=day, today=day)

    def listed(addresses):
        with engine(addresses.public).connect() as connection:
            return words(unescape(roads_page(reader, public_roads(connection, day))))

    with new_database(cluster_url, template) as url:
        addresses = settings.addresses(url)
        road = {"code": "R9", "name": "Đường R9", "geometry": LineString([(WEST, SOUTH), (WEST + 90, SOUTH)])}
        put(addresses, "road_segments", [road], tmp_path)
        before = listed(addresses)
        catch_up(addresses)
        after = listed(addresses)
    assert "being worked out" in before
    assert "Width not measured" not in before
    assert "being worked out" not in after
    assert "Width not measured" in after


@pytest.mark.parametrize("path", ["/roads/R1", "/roads", "/campaign", "/thanks"])
@pytest.mark.parametrize("on", ["0001-01-01", "1999-01-01", "2023-04-30", "9999-12-31"])
def test_any_day_has_a_sensible_page(client, path, on):
    early = path == "/roads/R1" and on < "2023"
    html = opened(client, path, 404 if early else 200, on=on)
    assert 'type="date"' in html or path == "/roads"
    if early:
        assert "chưa có trong kế hoạch; tuyến có từ ngày 01/01/2023" in html
    if path == "/campaign" and on < "2023":
        assert "chưa có đợt nào" in html


@pytest.mark.parametrize("path", ["/roads/R1", "/roads", "/campaign", "/thanks", "/embed/roads/R1"])
def test_what_is_no_day_is_refused_in_one_sentence(client, path):
    assert "Tham số on" in words(opened(client, path, 400, on="30/04/2023"))
    assert opened(client, path, on=""), "a form whose day was emptied"
    assert client.get(path, params={"recorded": "2030-01-01T00:00:00Z"}).status_code == 400


def test_a_road_without_parcels_or_widths_has_a_page_that_says_so(client):
    empty = words(opened(client, "/roads/EMPTY"))
    assert "Không có hình" in empty, "its project has no geometry"
    long = words(opened(client, "/roads/LONG"))
    assert "chưa có bề rộng cần mở" in long
    assert "Chưa tính được phần đất cần mở" in long


def test_names_are_escaped_and_long_ones_stand(client):
    html = client.get("/roads").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert LONG.strip() in html
    lines = re.findall(r"alert", client.get("/changes.atom").text)
    assert not lines


def test_the_campaign_has_its_phases_and_no_small_numbers(client):
    html = words(opened(client, "/campaign", on="2023-09-30"))
    told = client.get("/api/campaign?on=2023-09-30").json()
    assert [phase["phase_no"] for phase in told["phases"]] == ["1", "2"], "a phase without days has not begun"
    assert f"{told['phases'][0]['reached_m2']} /400" in html
    assert f"{told['phases'][0]['reached_hh']} /10" in html
    assert "Đợt này không có chỉ tiêu theo tiểu khu" in html
    assert "82,0% · đạt" in html
    assert "71,4" not in html, "seven people asked are too few"


def test_the_roll_names_those_who_consent_and_forgets_at_once(client, database, tmp_path):
    before = words(opened(client, "/thanks", on="2023-04-30"))
    assert [name for name in (f"{NAMED} {n}" for n in range(4)) if name in before] == [f"{NAMED} {n}" for n in range(4)]
    assert SILENT not in before
    assert "4 hộ, đơn vị khác cũng đã góp" in before
    assert "4 hộ" not in words(opened(client, "/thanks", on="2023-02-01"))

    put(
        database,
        "consents",
        [{"party": "H0", "purpose": "name", "cons_date": "2023-03-01", "withdrawn": "2023-06-01"}],
        tmp_path,
    )
    after = words(opened(client, "/thanks", on="2023-04-30"))
    assert f"{NAMED} 0" not in after
    assert f"{NAMED} 1" in after
    assert "5 hộ, đơn vị khác cũng đã góp" in after
    assert f"{NAMED} 0" not in words(opened(client, "/thanks", road="R1", on="2023-04-30"))


@pytest.mark.parametrize("asked", [None, "2023-05-20", "2023-05-31", "2030-01-01"])
def test_no_page_says_a_day_that_has_not_come(database, settings, asked):
    """What happened in the running month stands at its end; until that comes it is said of today."""
    on = {} if asked is None else {"on": asked}
    now = settings.model_copy(update={"map_day": None})
    with InProcess(create_app(now, database, clock=lambda: date(2023, 5, 20))) as client:
        for path in ("/roads", "/roads/R1", "/embed/roads/R1", "/campaign", "/thanks"):
            html = client.get(path, params={**on, "lang": "vi"}).text
            assert "20/05/2023" in html, path
            assert not re.search(r"31/05/2023|2023-05-31|2030", html), path
        for path in ("/api/progress", "/api/campaign", "/api/clearance", "/api/thanks", "/api/roads/R1/widening"):
            assert client.get(path, params=on).json()["on"] == "2023-05-31", path
        days = {"from": "2023-03-05", "to": asked or "2023-05-20"}
        rows = client.get("/api/roads/R1/series", params=days).json()["rows"]
        assert [row["on"] for row in rows] == ["2023-03-31", "2023-04-30", "2023-05-31"]


def test_pages_say_that_a_0_is_not_that_nobody_gave(client):
    """What is public counts what three households did together: said beside the figures, which promise no more."""
    for path in ("/", "/roads", "/roads/R1", "/campaign"):
        assert "a 0 does not mean that nobody gave" in client.get(path, params={"lang": "en"}).text, path
        assert "số 0 không có nghĩa là chưa ai hiến" in client.get(path, params={"lang": "vi"}).text, path


PAGES = (
    "/roads",
    "/roads/R1",
    "/roads/R1/section.svg",
    "/roads/R1/picture.png",
    "/roads/R1/map.js",
    "/embed/roads/R1",
    "/campaign",
    "/thanks",
    "/changes.atom",
    "/roads/R1/changes.atom",
)


@pytest.mark.parametrize("role", RIGHTS)
def test_everybody_is_shown_the_same_whoever_has_signed_in(client, database, role):
    headers = {"Authorization": f"Bearer {make_token(database, role, role)}"}
    for path in PAGES:
        for on in ("2023-03-31", "2023-05-31"):
            asked = {} if path.endswith("atom") else {"on": on}
            public, told = client.get(path, params=asked), client.get(path, params=asked, headers=headers)
            assert (told.status_code, told.content) == (200, public.content), path
            assert PHONE.encode() not in told.content
            assert SILENT.encode() not in told.content
