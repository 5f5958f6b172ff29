"""The minutes to be signed: what is known is filled in, what is not is a dotted line, on either legal track."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Lock

import docx
import pypdfium2
import pytest

import api.minutes
from api.application import create_app
from layers.access import RIGHTS
from layers.database import engine
from maps.minutes_pdf import minutes_pdf
from tests.conftest import make_token
from tests.in_process import InProcess
from tests.scenes import Street, put, scene

GIFT, RETURN, BARE, DATED = "D-R1-L0", "D-R1-L1", "D-R1-R0", "D-R1-R1"
OWNER, SPOUSE, BROTHER = "Nguyễn Ễ Vĩnh Hằng", "Trần Thị Bưởi", "Nguyễn Văn Cữ"


@scene(autouse=True)
def street(database, tmp_path):
    """Four donations: one with all that minutes tell, one returned, one of which little is known, one with a date."""
    put(database, "parties", [
        {"code": "H1", "name": OWNER, "spouse": SPOUSE, "address": "Số 12, ngõ 4"},
        {"code": "H2", "name": "Lê Quốc Đạt"},
    ], tmp_path)  # fmt: skip
    street = Street(plots=2)
    next(one for one in street.parcels if one["parcel"] == "L0")["cert_no"] = "BK 376308"
    street.give("L", 0, owner="H1", fence_m=12.5, value_vnd=35_000_000, d_survey="2023-04-20")
    street.give("L", 1, owner="H2", track="return")
    street.give("R", 0, track=None)
    street.give("R", 1, min_date="2023-03-28")
    street.build(database, tmp_path)
    put(database, "subdistricts", [
        {"sub_no": "4", "name": "Tiểu khu 4", "head": "H2", "geometry": street.plot("L", 0).buffer(0.5)}
    ], tmp_path)  # fmt: skip
    put(database, "interests", [
        {"commune": "15271", "sheet": "R1", "parcel": "L0", "holder": BROTHER, "kind": "co_user"}
    ], tmp_path)  # fmt: skip
    return street


@pytest.fixture
def call(database, settings):
    tokens = {role: make_token(database, role, role) for role in RIGHTS}
    with engine(database.owner).begin() as connection:
        connection.exec_driver_sql("UPDATE office.users SET subdistrict = '4' WHERE name = 'head'")
    with InProcess(create_app(settings, database)) as client:

        def ask(role, name, form="docx", **params):
            headers = {"Authorization": f"Bearer {tokens[role]}"} if role else {}
            return client.get(f"/api/donations/{name}/minutes.{form}", headers=headers, params=params)

        yield ask


def words_of(content: bytes) -> str:
    """Return the text of a Word file, a tab with its dots as dots."""
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).replace("\t", " ____ ")


def test_what_is_known_is_filled_in_and_the_rest_is_dotted(call) -> None:
    answer = call("officer", GIFT, on="2023-05-02")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"].endswith("Bi%C3%AAn%20b%E1%BA%A3n%20D-R1-L0.docx")
    told = words_of(answer.content)
    for text in (OWNER, SPOUSE, BROTHER, "BK 376308", "Số 12, ngõ 4", "40,0\xa0m²", "600,0\xa0m²", "560,0\xa0m²",
                 "12,5\xa0m", "35.000.000\xa0đồng", "ngày 02 tháng 5 năm 2023", "Đường R1", "Tiểu khu 4", "Lê Quốc Đạt",
                 "2.211.503,00", "588.500,00", "tặng cho quyền sử dụng", "Luật Đất đai số 45/2013/QH13"):  # fmt: skip
        assert text in told, text
    for label in ("Điện thoại:", "Số CCCD:", "Cây:", "Chức vụ:", "Diện tích theo GCN:"):
        assert f"{label}  ____ " in told, label
    assert "None" not in told


def test_each_track_has_its_words_and_each_day_its_law(call) -> None:
    told = words_of(call("officer", RETURN, on="2025-05-02").content)
    assert "tự nguyện trả lại" in told
    assert "quyết định thu hồi" in told
    assert "tặng cho" not in told
    assert "Điều 82 Luật Đất đai số 31/2024/QH15" in told
    undecided = words_of(call("officer", BARE).content)
    assert "tặng cho quyền sử dụng đất / tự nguyện trả lại đất" in undecided
    assert "ngày …… tháng …… năm ………" in undecided
    assert "Họ và tên (tên tổ chức):  ____ " in undecided


def test_minutes_that_have_a_date_are_of_that_day_and_its_law_unless_another_is_asked_for(call) -> None:
    told = words_of(call("officer", DATED).content)
    assert "ngày 28 tháng 3 năm 2023" in told
    assert "Luật Đất đai số 45/2013/QH13" in told
    assert "31/2024/QH15" not in told
    again = words_of(call("officer", DATED, on="2025-05-02").content)
    assert "ngày 02 tháng 5 năm 2025" in again
    assert "31/2024/QH15" in again


def test_a_pdf_says_the_same_in_letters_that_can_be_read(call) -> None:
    answer = call("officer", GIFT, form="pdf", on="2023-05-02")
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(answer.content)
    pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    document.close()
    told = " ".join("\n".join(pages).split())
    for text in (OWNER, SPOUSE, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "2.211.503,00", "Người cùng sử dụng đất"):
        assert text in told, text


def test_who_may_read_them(call) -> None:
    assert call("head", GIFT).status_code == 200
    assert call("head", RETURN).status_code == 404
    assert call("", GIFT).status_code == 403
    assert call("technician", "D-9").json()["type"] == "/problems/unknown-donation"
    assert call("officer", GIFT, form="odt").status_code == 400


def test_of_many_who_print_at_once_two_are_served_at_a_time(call, monkeypatch) -> None:
    """All in the same moment, they kept a worker busy for minutes that answered nobody else."""
    at_work, most, counting = 0, 0, Lock()

    def drawn(*given):
        nonlocal at_work, most
        with counting:
            at_work += 1
            most = max(most, at_work)
        try:
            return minutes_pdf(*given)
        finally:
            with counting:
                at_work -= 1

    monkeypatch.setattr(api.minutes, "minutes_pdf", drawn)
    with ThreadPoolExecutor(8) as many:
        answers = many.map(lambda _: call("officer", GIFT, "pdf"), range(8))
        assert {answer.status_code for answer in answers} == {200}
    assert most == 2
