"""Scans and photos over HTTP: known by their content, stored once, and for nobody but whom they concern."""

from __future__ import annotations

import hashlib
import socket
from io import BytesIO
from urllib.parse import urlsplit

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from api.application import create_app
from layers.access import RIGHTS
from layers.changes import change
from layers.database import engine
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import Street, put, scene

PATH = "/api/documents"
OWN, OTHERS = "D-R1-L0", "D-R1-R0"
GPS, MAKE = 0x8825, 0x010F
CAMERA = "Kamera Bí Mật"


def photo(form: str = "JPEG", size=(900, 600), colour="darkgreen", orientation: int = 1) -> bytes:
    """Return a photo with the camera and the place where it was taken."""
    image, written = Image.new("RGB", size, colour), BytesIO()
    image.paste("yellow", (0, 0, size[0] // 3, size[1] // 3))
    exif = Image.Exif()
    exif[MAKE], exif[0x0112] = CAMERA, orientation
    exif.get_ifd(GPS).update({1: "N", 2: (19.0, 59.0, 28.0), 3: "E", 4: (105.0, 50.0, 51.0)})
    image.save(written, form, exif=exif.tobytes())
    return written.getvalue()


def pdf(pages: int = 1) -> bytes:
    document, written = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(written)
    document.close()
    return written.getvalue()


@scene(autouse=True)
def street(database, tmp_path):
    """Two donations: one in subdistrict 4, whose head asks, and one in subdistrict 5."""
    street = Street(plots=2)
    for side in "LR":
        street.give(side, 0, d_identif="2023-03-01")
    street.build(database, tmp_path)
    west = street.plot("L", 0).buffer(0.5)
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": west}], tmp_path)
    return street


@pytest.fixture
def call(database, settings):
    """Yield a function that asks as a role; the limit is 1 MB."""
    tokens = {role: make_token(database, role, role) for role in RIGHTS}
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("UPDATE office.users SET subdistrict = '4' WHERE name = 'head'")
    with InProcess(create_app(settings.model_copy(update={"scan_mb": 1}), database)) as client:

        def ask(role, method, path=PATH, **more):
            headers = {"Accept-Language": "en"} | ({"Authorization": f"Bearer {tokens[role]}"} if role else {})
            return client.request(method, path, headers=headers | more.pop("headers", {}), **more)

        yield ask


def send(call, content, role="officer", row_key=OWN, layer="donations", **more):
    return call(role, "POST", params={"layer": layer, "row_key": row_key, **more}, content=content)


def listed(call, role="officer", row_key=OWN, layer="donations"):
    return call(role, "GET", params={"layer": layer, "row_key": row_key})


def stored(database) -> tuple[int, int]:
    """Return how many documents and changes there are."""
    with engine(database.owner).begin() as connection:
        counted = "SELECT (SELECT count(*) FROM layers.document_scans), (SELECT count(*) FROM layers.changes)"
        return tuple(connection.exec_driver_sql(counted).one())


def test_what_is_sent_is_listed_and_comes_back_as_it_was(call) -> None:
    content = photo()
    sent = send(call, content, title="Cổng  trước\n khi tháo.jpg", dated="2023-05-02")
    assert sent.status_code == 201
    name = hashlib.sha256(content).hexdigest()
    assert sent.headers["location"] == f"{PATH}/{name}"
    assert sent.json()["rows"] == [{"layer": "donations", "row_key": OWN}]
    (one,) = listed(call).json()["documents"]
    assert (one["sha256"], one["title"], one["media_type"], one["bytes"], one["dated"], one["who"]) == (
        name,
        "Cổng trước khi tháo.jpg",
        "image/jpeg",
        len(content),
        "2023-05-02",
        "officer",
    )
    answer = call("technician", "GET", f"{PATH}/{name}")
    assert (answer.content, answer.headers["content-type"]) == (content, "image/jpeg")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].endswith("%20tr%C6%B0%E1%BB%9Bc%20khi%20th%C3%A1o.jpg")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (photo(), "image/jpeg"),
        (photo("PNG"), "image/png"),
        (photo("HEIF"), "image/heic"),
        (pdf(2), "application/pdf"),
    ],
    ids=["JPEG", "PNG", "HEIC", "PDF"],
)
def test_a_kind_is_known_by_its_content_and_a_picture_of_it_tells_neither_place_nor_camera(
    call, content, media_type
) -> None:
    sent = send(call, content, title="anh.exe")
    assert sent.json()["media_type"] == media_type
    for path, longest in (("thumbnail", 320), ("picture", 2400)):
        answer = call("officer", "GET", f"{PATH}/{sent.json()['sha256']}/{path}")
        assert answer.headers["content-type"] == "image/jpeg"
        assert CAMERA.encode() not in answer.content
        assert b"Exif" not in answer.content
        with Image.open(BytesIO(answer.content)) as image:
            assert max(image.size) <= longest
            assert dict(image.getexif()) == {}


def test_a_photo_taken_upright_is_shown_upright(call) -> None:
    sent = send(call, photo(size=(900, 600), orientation=6)).json()
    with Image.open(BytesIO(call("officer", "GET", f"{PATH}/{sent['sha256']}/thumbnail").content)) as image:
        assert image.height > image.width


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"", 415, "not-a-scan"),
        (b"MZ\x90\x00 a program", 415, "not-a-scan"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "not-a-scan"),
        (photo("GIF")[:2000], 415, "not-a-scan"),
        (photo()[:-2000], 422, "scan-damaged"),
        (photo("PNG")[:-200], 422, "scan-damaged"),
        (photo("HEIF")[:-200], 422, "scan-damaged"),
        (b"%PDF-1.7 and nothing else", 422, "scan-damaged"),
        (bytes(1_000_001), 413, "scan-too-large"),
    ],
    ids=["nothing", "program", "SVG", "GIF", "JPEG cut", "PNG cut", "HEIC cut", "PDF cut", "too large"],
)
def test_what_is_no_scan_is_refused_in_one_sentence_and_nothing_is_stored(
    call, database, content, status, reason
) -> None:
    before = stored(database)
    answer = send(call, content, title="bien-ban.jpg")
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{reason}")
    assert "bien-ban.jpg" in answer.json()["detail"] or status == 413
    assert stored(database) == before


def test_two_gigabytes_are_refused_before_they_come(live, database) -> None:
    """Said at once where they are announced; else as soon as more has come than a scan may have."""
    where = urlsplit(live)
    head = (
        f"POST {PATH}?layer=donations&row_key={OWN} HTTP/1.1\r\nHost: {where.netloc}\r\n"
        f"Authorization: Bearer {make_token(database, 'an', 'officer')}\r\n"
    )
    # No more than the service reads before it has enough: it closes upon what it leaves unread, answer and all.
    part = b"100000\r\n" + bytes(0x100000) + b"\r\n"
    for length, body in (("Content-Length: 2000000000", b""), ("Transfer-Encoding: chunked", 24 * part)):
        with socket.create_connection((where.hostname, where.port)) as connection:
            connection.sendall(f"{head}{length}\r\n\r\n".encode() + body)
            answer = ""
            while "scan-too-large" not in answer and (came := connection.recv(100_000)):
                answer += came.decode()
        assert answer.startswith("HTTP/1.1 413")
        assert "scan-too-large" in answer
    assert stored(database)[0] == 0


def test_a_photo_of_too_many_pixels_is_refused_however_small_its_file(call) -> None:
    written = BytesIO()
    Image.new("1", (12_000, 11_000)).save(written, "PNG")
    assert send(call, written.getvalue()).status_code == 413


def test_sent_twice_it_is_stored_once_and_it_may_belong_to_many_households(call, database) -> None:
    minutes = pdf()
    first = send(call, minutes, title="Biên bản họp")
    before = stored(database)
    again = send(call, minutes, title="Biên bản họp")
    assert (first.status_code, again.status_code, again.json()["change"]) == (201, 200, None)
    assert stored(database) == before
    other = send(call, minutes, row_key=OTHERS)
    assert other.status_code == 201
    assert [row["row_key"] for row in other.json()["rows"]] == [OWN, OTHERS]
    assert stored(database)[0] == before[0] == 1
    assert [one["title"] for one in listed(call, row_key=OTHERS).json()["documents"]] == ["Biên bản họp"]


def test_a_document_is_taken_off_with_a_reason_and_stays_where_else_it_belongs(call) -> None:
    name = send(call, pdf()).json()["sha256"]
    off = {"layer": "donations", "row_key": OWN, "reason": "of another household"}
    for role, status in (("head", 403), ("technician", 403), ("officer", 200)):
        assert call(role, "POST", f"{PATH}/{name}/detach", json=off).status_code == status
    assert listed(call).json()["documents"] == []
    gone = call("officer", "POST", f"{PATH}/{name}/detach", json=off)
    assert (gone.status_code, gone.json()["type"]) == (409, "/problems/not-attached")
    assert call("officer", "GET", f"{PATH}/{name}").status_code == 200


def test_what_it_is_attached_to_is_there_and_named_by_its_whole_key(call) -> None:
    assert send(call, pdf(), layer="parcels", row_key="15271/R1/L1").status_code == 201
    assert len(listed(call, layer="parcels", row_key="15271/R1/L1").json()["documents"]) == 1
    for layer, row_key, reason in (("parcels", "15271/L1", "unknown-row"), ("donations", "D-9", "unknown-row"),
                                   ("nothing", "1", "unknown-layer")):  # fmt: skip
        answer = send(call, pdf(), layer=layer, row_key=row_key)
        assert (answer.status_code, answer.json()["type"]) == (404, f"/problems/{reason}")


def test_a_head_sees_and_sends_what_is_of_the_own_subdistrict_alone(call, database) -> None:
    assert send(call, photo(), role="head").status_code == 201
    assert send(call, photo(colour="red"), role="head", layer="parcels", row_key="15271/R1/L0").status_code == 201
    assert len(listed(call, "head").json()["documents"]) == 1
    theirs = send(call, photo(colour="navy"), row_key=OTHERS).json()["sha256"]
    refused = send(call, photo(colour="navy"), role="head", row_key=OTHERS)
    assert (refused.status_code, refused.json()["type"]) == (404, "/problems/unknown-row")
    assert listed(call, "head", OTHERS).status_code == 404
    for path in ("", "/picture", "/thumbnail"):
        assert call("head", "GET", f"{PATH}/{theirs}{path}").status_code == 404
    refused = send(call, photo(), role="head", layer="road_segments", row_key="R1")
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-allowed")


@pytest.mark.parametrize("first", [OWN, OTHERS])
def test_of_a_document_of_many_households_a_head_learns_no_row_of_another_subdistrict(call, first) -> None:
    minutes = pdf()
    for row_key in (first, OWN, OTHERS):
        sent = send(call, minutes, row_key=row_key, title="Biên bản họp")
    assert {row["row_key"] for row in sent.json()["rows"]} == {OWN, OTHERS}
    own = [{"layer": "donations", "row_key": OWN}]
    assert send(call, minutes, role="head", title="Biên bản họp").json()["rows"] == own
    items = "/ogc/collections/documents/items"
    assert OTHERS not in call("head", "GET", items).text
    assert call("head", "GET", f"{items}?row_key={OTHERS}").json()["features"] == []
    (known,) = call("officer", "GET", items).json()["features"]
    assert known["properties"]["row_key"] == first
    (shown,) = call("head", "GET", items).json()["features"]
    assert shown["properties"]["row_key"] == (OWN if first == OWN else None)
    assert call("head", "GET", f"{PATH}/{sent.json()['sha256']}").content == minutes


def test_the_database_itself_holds_a_head_to_the_own_subdistrict(call, database) -> None:
    name = send(call, photo()).json()["sha256"]
    for statement in (
        f"INSERT INTO layers.attachments SELECT id, 'donations', '{OTHERS}' FROM layers.documents",
        "INSERT INTO layers.attachments SELECT id, 'road_segments', 'R1' FROM layers.documents",
        f"UPDATE layers.documents_states SET row_key = '{OTHERS}'",
        f"DELETE FROM layers.documents WHERE sha256 = '{name}'",
    ):
        with (
            engine(database.officer).connect() as connection,
            pytest.raises(ProgrammingError, match="head of a subdistrict"),
            change(connection, "head", "attach", "?"),
        ):
            connection.execute(text(statement))


def test_the_public_learns_of_no_document(call, database) -> None:
    name = send(call, photo()).json()["sha256"]
    for method, path in (("GET", PATH), ("POST", PATH), ("GET", f"{PATH}/{name}"), ("GET", f"{PATH}/{name}/picture"),
                         ("GET", f"{PATH}/{name}/thumbnail")):  # fmt: skip
        assert call("", method, path, params={"layer": "donations", "row_key": OWN}).status_code == 403
    for table in ("document_scans", "attachments", "attached", "documents_states"):
        with engine(database.public).connect() as connection, pytest.raises(ProgrammingError, match="permission"):
            connection.exec_driver_sql(f"SELECT * FROM layers.{table}")
