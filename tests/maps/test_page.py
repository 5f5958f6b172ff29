"""The page stands under a strict policy: no inline script, no inline style, no other host, pinch zoom allowed."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from maps.assets import FILES
from maps.pages import LandUse, PageOptions, RequestContext, language_of, public_page
from maps.static_files import static_files, static_path

OPTIONS = PageOptions(
    place="Thị trấn <Hà Trung>",
    place_en="Hà Trung town",
    map_day=date(2023, 4, 30),
    land_uses={"LUC": LandUse(ground="open", label_vi="Đất chuyên trồng lúa", label_en="Paddy land")},
)


class Elements(HTMLParser):
    """Collects elements with their attributes, and the text inside scripts and styles."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.inline = []
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag if tag in {"script", "style"} else ""

    def handle_endtag(self, tag):
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data):
        if self.inside and data.strip():
            self.inline.append(data)


def parsed(html):
    elements = Elements()
    elements.feed(html)
    return elements


@pytest.fixture(scope="module", params=["vi", "en"])
def page(request):
    return public_page(RequestContext(language=request.param, base="/map"), OPTIONS)


def test_nothing_is_inline(page):
    elements = parsed(page.html)
    assert elements.inline == []
    for tag, attributes in elements.found:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag


def test_scripts_are_files_that_do_not_hold_up_the_page(page):
    scripts = [attributes for tag, attributes in parsed(page.html).found if tag == "script"]
    assert scripts
    for attributes in scripts:
        assert "src" in attributes
        assert "defer" in attributes or attributes.get("type") == "module"


def test_every_reference_is_to_a_file_of_the_program(page):
    served = {f"/map/static/{path}" for path in (*static_files(), *page.files)}
    references = [
        attributes.get(name, "").partition("#")[0]
        for tag, attributes in parsed(page.html).found
        for name in ("src", "href", "srcset")
        if name in attributes and tag != "a" and attributes.get("as") != "fetch"
    ]
    assert len(references) > 10
    assert set(references) <= served


def test_what_is_asked_ahead_are_features_of_the_day(page):
    ahead = [attributes["href"] for tag, attributes in parsed(page.html).found if attributes.get("as") == "fetch"]
    assert len(ahead) == 2
    for address in ahead:
        assert re.fullmatch(
            r"/map/ogc/collections/\w+/items\?limit=1000&datetime=2023-04-30(&skipGeometry=true)?", address
        )


def test_no_other_host_is_named(page):
    texts = [page.html, *(body.decode() for body, _ in page.files.values())]
    own = [file.content.decode() for path, file in static_files().items() if path.startswith("own-")]
    for text in (*texts, *own):
        hosts = set(re.findall(r"(?:https?:)?//([\w.-]+\.\w+)", text))
        assert hosts <= {"www.w3.org", "www.opengis.net"}, hosts


def test_files_of_the_page_are_named_by_what_is_in_them():
    page = public_page(RequestContext(), OPTIONS)
    again = public_page(RequestContext(), OPTIONS)
    assert page == again
    other = public_page(RequestContext(), PageOptions(place="Nơi khác", map_day=date(2023, 9, 2)))
    assert other.files.keys() != page.files.keys()


def test_the_map_opens_on_the_running_months_figures_and_says_today():
    page = public_page(RequestContext(), PageOptions(place="Hà Trung", today=date(2026, 11, 27)))
    data = next(body.decode() for path, (body, _) in page.files.items() if '"monthly"' in body.decode())
    assert '"day":"2026-11-30"' in data.replace(" ", "")
    assert ">27/11/2026</time>" in page.html


def test_the_map_is_foliums_with_fixed_names(page):
    script = next(body.decode() for path, (body, _) in page.files.items() if path.startswith("map-"))
    assert 'var map_town = L.map("map_town"' in script
    assert 'id="map_town"' in page.html
    assert not re.search(r"[0-9a-f]{32}", script)


def test_people_can_pinch_to_zoom(page):
    viewport = next(
        attributes["content"] for _, attributes in parsed(page.html).found if attributes.get("name") == "viewport"
    )
    assert "maximum-scale" not in viewport
    assert "user-scalable" not in viewport


def test_the_page_speaks_its_language():
    vietnamese = public_page(RequestContext(language="vi"), OPTIONS).html
    english = public_page(RequestContext(language="en"), OPTIONS).html
    assert '<html lang="vi">' in vietnamese
    assert "Chú giải" in vietnamese
    assert "Legend" not in vietnamese.replace("data-legend", "")
    assert '<html lang="en">' in english
    assert "Chú giải" not in english


def test_names_are_escaped():
    html = public_page(RequestContext(), OPTIONS).html
    assert "Thị trấn &lt;Hà Trung&gt;" in html
    assert "<Hà Trung>" not in html


def test_the_day_is_shown_as_people_write_it(page):
    assert '<time id="day" datetime="2023-04-30">30/04/2023</time>' in page.html


def test_legend_shows_the_public_no_refusals(page):
    assert 'data-look="needed"' in page.html
    assert 'data-look="declined"' not in page.html


def test_private_columns_are_not_described(page):
    script = next(body.decode() for path, (body, _) in page.files.items() if path.startswith("town-"))
    data = json.loads(script.removeprefix("var town = ").removesuffix(";"))
    parcel = [column["name"] for column in data["facts"]["parcels"]["columns"]]
    assert parcel == ["land_use"]
    assert "parties" not in data["facts"]


def test_sheet_and_number_are_described_where_the_office_allows_it():
    page = public_page(RequestContext(), PageOptions(place="Hà Trung", parcel_numbers=True))
    script = next(body.decode() for path, (body, _) in page.files.items() if path.startswith("town-"))
    assert '"name":"sheet"' in script


@pytest.mark.parametrize(
    ("wanted", "language"), [(("en",), "en"), ((None, "en"), "en"), (("fr", "xx"), "vi"), ((), "vi")]
)
def test_language_is_the_first_wanted_that_there_is(wanted, language):
    assert language_of(*wanted) == language


def test_static_files_are_packed_and_their_paths_hold_a_hash():
    files = static_files()
    assert {static_path(name) for name in FILES} <= files.keys()
    for path, file in files.items():
        assert re.match(r"(npm|own)-[0-9a-f]{10}/", path)
        assert file.media_type
        if not path.endswith(".woff2"):
            assert len(file.gzip) > 0
    assert files[static_path("maplibre-gl.js")].brotli


def test_the_page_and_what_it_loads_first_stay_under_600_kilobytes():
    page = public_page(RequestContext(), OPTIONS)
    files = static_files()
    scripts = {static_path("js/page.js")}
    others = ("logo-dark.svg", "leaflet-geoman.js", "leaflet-geoman.css", "workbench.css")
    once = [files[path] for path in files if ("/js/" not in path or path in scripts) and not path.endswith(others)]
    sent = sum(len(file.brotli or file.gzip or file.content) for file in once)
    own = sum(len(body) for body, _ in page.files.values()) // 3
    assert sent + own + len(page.html) // 3 < 600_000


def test_list_and_search_wait_for_nothing_but_one_script_of_the_page(page):
    scripts = [attributes for name, attributes in parsed(page.html).found if name == "script"]
    names = [attributes["src"].rpartition("/")[2] for attributes in scripts]
    assert re.fullmatch(r"town-[0-9a-f]+\.js page\.js leaflet\.js map-[0-9a-f]+\.js", " ".join(names))
    assert all(attributes.get("type") == "module" or "defer" in attributes for attributes in scripts)
    bundle = static_files()[static_path("js/page.js")].content.decode()
    assert not re.search(r"\bimport\s*[\w{*('\"]", bundle), "it asks for no other module"
